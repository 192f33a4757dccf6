"""A design may leave the language of its sheets to the holder. The column grows, which locks no rows."""

from django.db import migrations, models


def none_of_the_holder(apps, schema_editor):
    """Ukrainian where the language was the holder's."""
    apps.get_model("certificates", "Design").objects.filter(language="holder").update(language="uk")


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_designs_by_language")]

    operations = [
        migrations.AlterField(
            model_name="design",
            name="language",
            field=models.CharField(
                choices=[
                    ("uk", "Українська"),
                    ("en", "English"),
                    ("pl", "Polski"),
                    ("holder", "that of the holder"),
                ],
                default="uk",
                max_length=6,
                verbose_name="language",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, none_of_the_holder),
    ]
