"""Addresses that personal calendars had once."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_addresses_in_one_spelling")]

    operations = [
        migrations.CreateModel(
            name="FormerCalendar",
            fields=[
                ("token", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("renewed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "former address of a calendar",
                "verbose_name_plural": "former addresses of calendars",
            },
        ),
    ]
