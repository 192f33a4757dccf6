"""Lists are sorted by the letters of the reader's language; the tables stay as they are."""

import foundation.words.order
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("residencies", "0005_phone_of_a_programme"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="fundingproject",
            options={
                "ordering": [foundation.words.order.InOrder("title"), "pk"],
                "verbose_name": "funding project",
                "verbose_name_plural": "funding projects",
            },
        ),
        migrations.AlterModelOptions(
            name="programme",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
            },
        ),
        migrations.AlterModelOptions(
            name="residency",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "residency",
                "verbose_name_plural": "residencies",
            },
        ),
        migrations.AlterModelOptions(
            name="room",
            options={
                "ordering": [
                    foundation.words.order.InOrder("venue__name"),
                    foundation.words.order.InOrder("name"),
                    "pk",
                ],
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
            },
        ),
        migrations.AlterModelOptions(
            name="theme",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "theme",
                "verbose_name_plural": "themes",
            },
        ),
        migrations.AlterModelOptions(
            name="venue",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "venue",
                "verbose_name_plural": "venues",
            },
        ),
        migrations.AlterModelOptions(
            name="way",
            options={
                "ordering": [
                    foundation.words.order.InOrder("from_venue__name"),
                    foundation.words.order.InOrder("to_venue__name"),
                    "pk",
                ],
                "verbose_name": "way between venues",
                "verbose_name_plural": "ways between venues",
            },
        ),
    ]
