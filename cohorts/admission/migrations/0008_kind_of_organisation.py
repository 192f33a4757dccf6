"""What kind of organisation an applicant comes from; known where it is one that takes part as such, in any spelling."""

from django.db import migrations, models

from foundation.words.folding import folded_words

KINDS = [
    ("council", "local council or its department"),
    ("institution", "public institution"),
    ("ngo", "non-governmental organisation"),
    ("foundation", "foundation or donor"),
    ("business", "business"),
    ("other", "other"),
]


def fill(apps, schema_editor):
    """The kind of the organisation of that name; of any other, nobody has said it."""
    known = {}
    for *names, kind in apps.get_model("people", "Organisation").objects.values_list(
        "name_uk", "name_en", "name_pl", "kind"
    ):
        known |= {tuple(folded_words(name)): kind for name in names if name}
    rows = apps.get_model("admission", "Application").objects.exclude(organisation="")
    for said in rows.order_by().values_list("organisation", flat=True).distinct():
        if kind := known.get(tuple(folded_words(said))):
            rows.filter(organisation=said).update(organisation_kind=kind)


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0007_organisations_in_any_spelling"),
        ("people", "0009_kind_of_organisation"),
    ]

    operations = [
        migrations.AddField(
            "application",
            "organisation_kind",
            models.CharField(
                blank=True,
                choices=KINDS,
                db_default="",
                default="",
                max_length=20,
                verbose_name="kind of organisation",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
