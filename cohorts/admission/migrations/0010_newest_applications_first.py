"""The list of a cohort's applications as it is opened: the newest first, without drafts and without sorting them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("admission", "0009_needs_are_asked_later")]

    operations = [
        migrations.AddIndex(
            "application",
            models.Index(
                fields=["-sent_at", "-id"],
                condition=models.Q(state__in=["sent", "withdrawn"]),
                name="application_newest",
            ),
        ),
    ]
