"""Lists are sorted by the letters of the reader's language; the tables stay as they are."""

import foundation.words.order
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_country_of_a_person"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="community",
            options={
                "ordering": [
                    foundation.words.order.InOrder("name"),
                    foundation.words.order.InOrder("region"),
                    "pk",
                ],
                "verbose_name": "community",
                "verbose_name_plural": "communities",
            },
        ),
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
    ]
