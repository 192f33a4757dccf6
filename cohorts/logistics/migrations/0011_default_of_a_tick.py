"""A default in the table for the tick that the next migration leaves to the code before it.

In a migration of its own: PostgreSQL alters no table whose rows the same transaction has written.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("logistics", "0010_email_of_a_carrier")]

    operations = [
        migrations.AlterField(
            "passenger",
            "shares_phone",
            models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="the captain of my bus may see my phone number",
            ),
        ),
    ]
