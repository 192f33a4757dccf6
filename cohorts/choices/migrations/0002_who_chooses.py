"""Who chooses in a group may be narrower than who holds its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("choices", "0001_choosing_sessions"),
        ("cohorts", "0004_confirm_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="choicegroup",
            name="named",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="cohorts.participant", verbose_name="named"
            ),
        ),
        migrations.AddField(
            model_name="choicegroup",
            name="who",
            field=models.CharField(
                choices=[
                    ("everybody", "everybody who holds the day"),
                    ("participants", "participants who hold the day, nobody who comes to work"),
                    ("named", "those whom you name of all who hold the day"),
                ],
                db_default="everybody",
                default="everybody",
                max_length=12,
                verbose_name="who chooses",
            ),
        ),
    ]
