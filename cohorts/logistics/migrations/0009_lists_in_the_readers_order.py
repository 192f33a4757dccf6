"""Lists are sorted by the letters of the reader's language; the tables stay as they are."""

import foundation.words.order
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0008_meeting_points_of_stops"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="operator",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "carrier",
                "verbose_name_plural": "carriers",
            },
        ),
        migrations.AlterModelOptions(
            name="vehicle",
            options={
                "ordering": [
                    foundation.words.order.InOrder("operator__name"),
                    foundation.words.order.InOrder("name"),
                    "plate",
                ],
                "verbose_name": "vehicle",
                "verbose_name_plural": "vehicles",
            },
        ),
    ]
