"""How often managers are written to about what waits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_former_calendars")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="digest",
            field=models.CharField(
                choices=[
                    ("daily", "once a day, in the morning"),
                    ("at_once", "at once, at most every ten minutes"),
                    ("never", "never"),
                ],
                db_default="daily",
                default="daily",
                max_length=10,
                verbose_name="letters about what waits for you",
            ),
        ),
    ]
