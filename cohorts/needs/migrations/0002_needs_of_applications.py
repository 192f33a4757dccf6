"""What applications said of food and access becomes an answer to each question; nobody said that they need nothing.

It runs before the columns leave the application (`run_before`), so that the lower room need not know this one.
"""

from typing import Any

from django.db import migrations

COLUMNS = {"diet": ("diet", 300), "access": ("access_needs", 500)}
# What there was no column for, in words that organisers read.
WORDS = {
    "nothing": "без побажань",
    "vegetarian": "вегетаріанське",
    "vegan": "веганське",
    "no_pork": "без свинини",
    "no_gluten": "без глютену",
    "no_lactose": "без лактози",
    "other": "",
}


def move_to_rows(apps: Any, editor: Any) -> None:
    """An answer for each text, and nothing of it is left on the application."""
    application, need = apps.get_model("admission", "Application"), apps.get_model("needs", "Need")
    for question, (column, _longest) in COLUMNS.items():
        rows = application.objects.exclude(**{column: ""})
        need.objects.bulk_create(
            (
                need(
                    participant_id=participant,
                    question=question,
                    kind="other",
                    text=text.strip(),
                    answered_at=changed_at,
                )
                for participant, text, changed_at in rows.values_list(
                    "participant", column, "changed_at"
                ).iterator()
                if text.strip()
            ),
            batch_size=500,
            ignore_conflicts=True,
        )
        rows.update(**{column: ""})


def move_back(apps: Any, editor: Any) -> None:
    """The text of each answer, with the kind of food in words; answers about travel had no column."""
    application, need = apps.get_model("admission", "Application"), apps.get_model("needs", "Need")
    for question, (column, longest) in COLUMNS.items():
        for row in need.objects.filter(question=question).iterator():
            known = WORDS[row.kind] if question == "diet" else ""
            text = "; ".join(filter(None, (known, row.text)))
            application.objects.filter(participant_id=row.participant_id).update(**{column: text[:longest]})
    need.objects.filter(participant__application__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_needs_and_meals"), ("admission", "0005_late_doors")]
    run_before = [("admission", "0009_needs_are_asked_later")]

    operations = [migrations.RunPython(move_to_rows, move_back)]
