"""Places may be handed on from one person to another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0007_told_what_waits"),
    ]

    operations = [
        migrations.AlterField(
            model_name="move",
            name="what",
            field=models.CharField(
                choices=[
                    ("queued", "joined the queue"),
                    ("ranked", "was put to another place in the queue"),
                    ("left_queue", "left the queue"),
                    ("skipped", "was passed over"),
                    ("offered", "was offered a place"),
                    ("lapsed", "did not answer in time"),
                    ("declined", "declined the offer"),
                    ("unoffered", "the offer was taken back"),
                    ("took", "took a place"),
                    ("gave_back", "the place was given back"),
                    ("handed_on", "the place was handed on to a colleague"),
                    ("took_over", "took a colleague’s place over"),
                ],
                max_length=10,
            ),
        ),
    ]
