"""Lists are sorted by the letters of the reader's language; the tables stay as they are."""

import foundation.words.order
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0004_language_of_the_holder"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="design",
            options={
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
                "verbose_name": "certificate design",
                "verbose_name_plural": "certificate designs",
            },
        ),
    ]
