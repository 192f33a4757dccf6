"""What stands against a change of a day once presence is recorded on it: who was there was there.

Taking a mark back on its sheet is a correction of the record itself, and opens the way again.
"""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from cohorts.models import Day
from cohorts.plans import PlanKeeper, Recorded
from foundation.errors import DomainError

from .models import Presence


def recorded(participants: Collection[int]) -> set[Recorded]:
    """The days on which these participants have been marked present; one query."""
    rows = Presence.objects.filter(participant_id__in=participants, was_present=True)
    return set(rows.values_list("participant_id", "session__day_id"))


def _date_changes(day: Day) -> None:
    if Presence.objects.filter(session__day=day, was_present=True).exists():
        raise DomainError(
            _(
                "People have been marked present on this day, so its date stays. If a mark is wrong, take it back on"
                " the sheet first."
            ),
            field="date",
        )


keeper = PlanKeeper(date_changes=_date_changes, recorded=recorded)
