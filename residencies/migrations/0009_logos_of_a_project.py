# The picture with the logos that a donor wants printed; written by Django and named by hand.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("residencies", "0008_how_long_papers_are_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="fundingproject",
            name="logos",
            field=models.ForeignKey(
                blank=True,
                help_text="One picture with all of them side by side, as the donor gives it out; on attendance sheets.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="projects",
                to="residencies.picture",
                verbose_name="logos",
            ),
        ),
    ]
