"""What people need is asked after acceptance: `needs` has moved the answers to rows of its own before this.

Both columns stay, empty and with a default, as long as the code before this may still run: it reads and writes them.
"""

from django.db import migrations

import foundation.words.fields


class Migration(migrations.Migration):
    dependencies = [("admission", "0008_kind_of_organisation")]

    operations = [
        migrations.AlterField(
            "application",
            "diet",
            foundation.words.fields.LineField(
                blank=True, db_default="", default="", max_length=300, verbose_name="food"
            ),
        ),
        migrations.AlterField(
            "application",
            "access_needs",
            foundation.words.fields.LineField(
                blank=True, db_default="", default="", max_length=500, verbose_name="what helps you take part"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("application", "diet"),
                migrations.RemoveField("application", "access_needs"),
            ]
        ),
    ]
