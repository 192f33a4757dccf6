"""What a country's code may be is said by the list of countries, no longer by a pattern; the column stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("admission", "0002_calls")]

    operations = [
        migrations.AlterField(
            "application",
            "country",
            models.CharField(blank=True, max_length=2, verbose_name="country"),
        ),
    ]
