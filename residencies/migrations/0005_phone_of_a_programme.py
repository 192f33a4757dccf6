import foundation.words.phones
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("residencies", "0004_ways_between_venues"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="contact_phone",
            field=foundation.words.phones.PhoneField(
                blank=True,
                db_default="",
                default="",
                help_text="Captains of buses and hosts call it; nobody else reads it.",
                max_length=40,
                verbose_name="phone on the days",
            ),
        ),
    ]
