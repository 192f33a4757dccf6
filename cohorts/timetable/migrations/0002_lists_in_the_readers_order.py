"""Lists are sorted by the letters of the reader's language; the tables stay as they are."""

import foundation.words.order
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("timetable", "0001_tables_by_room"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="sessionformat",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "session format",
                "verbose_name_plural": "session formats",
            },
        ),
    ]
