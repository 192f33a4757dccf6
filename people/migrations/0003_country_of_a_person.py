"""An account remembers the country of who comes from no community, so that a second application starts from it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_names_in_order")]

    operations = [
        migrations.AddField(
            "user",
            "country",
            models.CharField(blank=True, db_default="", default="", max_length=2, verbose_name="country"),
        ),
    ]
