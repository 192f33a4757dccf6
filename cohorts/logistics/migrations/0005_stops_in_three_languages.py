"""Stops are named in each language; what was written so far is what all others fall back to."""

from typing import Any

from django.db import migrations
from django.db.models import F

import foundation.words.fields


def copy_names(apps: Any, schema_editor: Any) -> None:
    apps.get_model("logistics", "Call").objects.update(stop_uk=F("stop"))


class Migration(migrations.Migration):
    dependencies = [("logistics", "0004_vehicles_on_pass_lists")]

    operations = [
        migrations.AddField(
            model_name="call",
            name="stop_en",
            field=foundation.words.fields.LineField(max_length=150, null=True, verbose_name="stop"),
        ),
        migrations.AddField(
            model_name="call",
            name="stop_pl",
            field=foundation.words.fields.LineField(max_length=150, null=True, verbose_name="stop"),
        ),
        migrations.AddField(
            model_name="call",
            name="stop_uk",
            field=foundation.words.fields.LineField(max_length=150, null=True, verbose_name="stop"),
        ),
        migrations.RunPython(copy_names, migrations.RunPython.noop),
    ]
