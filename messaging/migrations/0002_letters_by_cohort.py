from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0001_tables_by_room"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="cohort_id",
            field=models.BigIntegerField(blank=True, db_index=True, editable=False, null=True),
        ),
    ]
