"""Fixed lists for the door of a site keep the vehicles that come, with their drivers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("logistics", "0003_what_hosts_were_told")]

    operations = [
        migrations.AddField(
            model_name="passlist",
            name="buses",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
