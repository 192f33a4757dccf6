"""What a design prints is written in each language; a design may leave the language to the holder."""

import foundation.words.fields
from django.db import migrations


COLUMNS = ("licence", "legal_basis", "signatories")


def into_its_language(apps, schema_editor):
    """What was written is in the language of its design."""
    for design in apps.get_model("certificates", "Design").objects.all():
        for name in COLUMNS:
            setattr(design, f"{name}_{design.language}", getattr(design, name))
        design.save()


def out_of_its_language(apps, schema_editor):
    """One language again: the design's own."""
    for design in apps.get_model("certificates", "Design").objects.all():
        for name in COLUMNS:
            setattr(design, name, getattr(design, f"{name}_{design.language}") or "")
        design.save()


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_family_names_folded"),
    ]

    operations = [
        migrations.AddField(
            model_name="design",
            name="legal_basis_en",
            field=foundation.words.fields.LineField(
                blank=True, max_length=300, null=True, verbose_name="legal basis"
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="legal_basis_pl",
            field=foundation.words.fields.LineField(
                blank=True, max_length=300, null=True, verbose_name="legal basis"
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="legal_basis_uk",
            field=foundation.words.fields.LineField(
                blank=True, max_length=300, null=True, verbose_name="legal basis"
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="licence_en",
            field=foundation.words.fields.LineField(
                blank=True, max_length=250, null=True, verbose_name="licence or accreditation"
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="licence_pl",
            field=foundation.words.fields.LineField(
                blank=True, max_length=250, null=True, verbose_name="licence or accreditation"
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="licence_uk",
            field=foundation.words.fields.LineField(
                blank=True, max_length=250, null=True, verbose_name="licence or accreditation"
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="signatories_en",
            field=foundation.words.fields.ProseField(
                blank=True,
                help_text="One on each line: name, a vertical bar, office. Three at most.",
                max_length=1000,
                null=True,
                verbose_name="signatories",
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="signatories_pl",
            field=foundation.words.fields.ProseField(
                blank=True,
                help_text="One on each line: name, a vertical bar, office. Three at most.",
                max_length=1000,
                null=True,
                verbose_name="signatories",
            ),
        ),
        migrations.AddField(
            model_name="design",
            name="signatories_uk",
            field=foundation.words.fields.ProseField(
                blank=True,
                help_text="One on each line: name, a vertical bar, office. Three at most.",
                max_length=1000,
                null=True,
                verbose_name="signatories",
            ),
        ),
        migrations.RunPython(into_its_language, out_of_its_language),
    ]
