"""Each stop says in each language how to find the bus there; what a run said so far is of its first stop.

The run's own column leaves the models and stays in the table: web processes of the version before still write it while
this one comes up. It says since when its list has its number. Colours are of a list; what is not in it goes on beside the vehicle's name.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

import foundation.words.fields

COLOURS = {
    "white": ("білий", "біла", "white", "biały"),
    "silver": ("сріблястий", "срібний", "silver", "srebrny"),
    "grey": ("сірий", "grey", "gray", "szary"),
    "black": ("чорний", "black", "czarny"),
    "beige": ("бежевий", "beige", "beżowy"),
    "brown": ("коричневий", "brown", "brązowy"),
    "yellow": ("жовтий", "yellow", "żółty"),
    "orange": ("помаранчевий", "оранжевий", "orange", "pomarańczowy"),
    "red": ("червоний", "red", "czerwony"),
    "violet": ("фіолетовий", "violet", "purple", "fioletowy"),
    "sky": ("блакитний", "голубий", "light blue", "błękitny"),
    "blue": ("синій", "синя", "blue", "niebieski", "granatowy"),
    "green": ("зелений", "green", "zielony"),
}
BY_WORD = {word: colour for colour, words in COLOURS.items() for word in words}
LONGEST_NAME = 100


def copy_meeting_points(apps: Any, schema_editor: Any) -> None:
    runs = apps.get_model("logistics", "Run").objects.filter(pk=OuterRef("run"))
    calls = apps.get_model("logistics", "Call").objects.filter(position=0)
    calls.update(meeting_point=Subquery(runs.values("meeting_point")[:1]))
    calls.update(meeting_point_uk=F("meeting_point"))


def name_colours(apps: Any, schema_editor: Any) -> None:
    for row in apps.get_model("logistics", "Vehicle").objects.exclude(colour=""):
        known = BY_WORD.get(row.colour.strip().lower(), "")
        if not known and row.colour not in COLOURS:
            row.name = f"{row.name}, {row.colour}"[:LONGEST_NAME]
        row.colour = known or (row.colour if row.colour in COLOURS else "")
        row.save(update_fields=["name", "colour"])


def _meeting_point(**more: Any) -> Any:
    return foundation.words.fields.ProseField(
        blank=True,
        db_default="",
        default="",
        help_text="How to find the bus at this stop.",
        max_length=300,
        verbose_name="meeting point",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [("logistics", "0007_texts_fit")]

    operations = [
        migrations.AddField("call", "meeting_point", _meeting_point()),
        migrations.AddField("call", "meeting_point_en", _meeting_point(null=True)),
        migrations.AddField("call", "meeting_point_pl", _meeting_point(null=True)),
        migrations.AddField("call", "meeting_point_uk", _meeting_point(null=True)),
        migrations.AlterField(
            "vehicle",
            "colour",
            models.CharField(
                blank=True,
                choices=[
                    ("white", "white"),
                    ("silver", "silver"),
                    ("grey", "grey"),
                    ("black", "black"),
                    ("beige", "beige"),
                    ("brown", "brown"),
                    ("yellow", "yellow"),
                    ("orange", "orange"),
                    ("red", "red"),
                    ("violet", "violet"),
                    ("sky", "light blue"),
                    ("blue", "blue"),
                    ("green", "green"),
                    ("many", "many-coloured"),
                ],
                max_length=40,
                verbose_name="colour",
            ),
        ),
        migrations.AlterField(
            "run",
            "meeting_point",
            foundation.words.fields.ProseField(
                blank=True, db_default="", default="", max_length=300, verbose_name="meeting point"
            ),
        ),
        migrations.AddField(
            "run", "list_changed_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.RunPython(copy_meeting_points, migrations.RunPython.noop),
        migrations.RunPython(name_colours, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("run", "meeting_point")]
        ),
    ]
