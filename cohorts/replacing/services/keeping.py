"""How long it is kept who was named and did not come."""

from typing import Any

from django.db import transaction

from cohorts.keeping import needs_kept_for, over_for_longer_than
from cohorts.replacing import letters
from cohorts.replacing.models import Replacement

from .ending import end
from .record import State

# Whose they are, and what they gave; the institution and what became of it stay.
_PERSONAL = {"name": "", "address": "", "phone": "", "by_name": "", "by_position": "", "reason": ""}
_FILE = {"letter": "", "letter_name": "", "letter_type": ""}


def forget_colleagues() -> int:
    """Forget colleagues who did not come, `NEEDS_KEPT_DAYS` after the last day of the cohort; how many.

    That somebody was named for whom, and how it ended, stays. What nobody decided on by then is taken back. Who came
    is a participant, and their row stays as it is. By the clock, and harmless twice. Side effects: letters to them
    lose address and text; files go after commit.
    """
    over = over_for_longer_than(needs_kept_for())
    rows = Replacement.objects.filter(leaver__cohort__in=over.values("pk"))
    left = rows.exclude(state=State.DONE).exclude(address="")
    return sum(_forget(pk) for pk in left.values_list("pk", flat=True))


@transaction.atomic
def _forget(pk: int) -> int:
    row = Replacement.objects.select_for_update().get(pk=pk)
    if row.state == State.DONE:
        return 0
    if row.is_open:
        end(row, State.WITHDRAWN, None)
    if row.letter:
        storage, name = row.letter.storage, str(row.letter.name)
        transaction.on_commit(lambda: storage.delete(name), robust=True)
    # Who refused did it themselves.
    ended_by = None if row.state == State.REFUSED else row.ended_by_id
    forgotten: dict[str, Any] = {**_PERSONAL, **_FILE, "user": None, "ended_by": ended_by, "answers": {}}
    Replacement.objects.filter(pk=pk).update(**forgotten)
    letters.forget(row)
    return 1
