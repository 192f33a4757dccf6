"""Lists are sorted by the letters of the reader's language; the tables stay as they are."""

import foundation.words.order
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0001_tables_by_room"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="course",
            options={
                "ordering": [foundation.words.order.InOrder("title"), "pk"],
                "verbose_name": "course",
                "verbose_name_plural": "courses",
            },
        ),
        migrations.AlterModelOptions(
            name="material",
            options={
                "ordering": [foundation.words.order.InOrder("title"), "pk"],
                "verbose_name": "material",
                "verbose_name_plural": "materials",
            },
        ),
        migrations.AlterModelOptions(
            name="trainer",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "trainer",
                "verbose_name_plural": "trainers",
            },
        ),
    ]
