"""What each sheet of a batch said when it was started: whoever would be printed otherwise gets none.

A batch that was queued before writes no more rows; a manager starts it again, and looks at the sheets.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="seen",
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
    ]
