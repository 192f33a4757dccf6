"""By what two applications are known to name one organisation."""

from django.db import migrations

from foundation.words.folding import FoldedField, folded_words

ROWS_AT_ONCE = 500


def fill(apps, schema_editor):
    """Write it for the applications there are."""
    Application = apps.get_model("admission", "Application")
    rows = Application.objects.exclude(organisation="").only("pk", "organisation").order_by("pk")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        last = some[-1].pk
        for row in some:
            row.organisation_words = " ".join(folded_words(row.organisation))[:250]
        Application.objects.bulk_update(some, ["organisation_words"])


class Migration(migrations.Migration):
    dependencies = [("admission", "0006_late_doors_taken_back")]

    operations = [
        migrations.AddField(
            "application",
            "organisation_words",
            FoldedField(db_default="", default="", editable=False, max_length=250, of="organisation"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
