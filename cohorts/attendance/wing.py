"""What attendance has of a cohort: sheets of presence. Who was there was there.

Taking a mark back on its sheet is a correction of the record itself, and opens the way again.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.changes import Change, NewDate
from cohorts.facts import Fact, Panel, Recorded
from cohorts.models import Cohort, Day
from cohorts.timetable.models import Session
from cohorts.wing import Wing
from foundation.errors import DomainError

from .models import Presence
from .queries import held_among, kept_sheets, open_sheets, sheet_progress


class AttendanceWing(Wing):
    """The sheets of a cohort."""

    def panel(self, cohort: Cohort, user: Any) -> Panel:
        """How many sheets are filled in, how many came back signed; four queries at least."""
        done = sheet_progress(cohort)
        signed = kept_sheets(cohort)
        kept = ngettext("%(count)s signed sheet is kept.", "%(count)s signed sheets are kept.", signed) % {
            "count": signed
        }
        words = ngettext(
            "%(filled)s of %(count)s sheet is filled in.",
            "%(filled)s of %(count)s sheets are filled in.",
            done.sheets,
        ) % {"filled": done.filled, "count": done.sheets}
        return Panel(
            title=_("Presence"),
            url=reverse("attendance_overview", args=[cohort.pk]),
            facts=(
                words if done.sheets else _("Sheets come with sessions and people who hold places."),
                *([kept] if signed else []),
            ),
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """How many sheets of sessions that are over are not filled in; three queries."""
        return {
            cohort_id: [_to_fill_in(cohort_id, number)]
            for cohort_id, number in open_sheets(cohorts, moment).items()
        }

    def refuse(self, change: Change) -> None:
        """A day on which people have been marked present keeps its date."""
        if isinstance(change, NewDate):
            _refuse_moving(change.day)

    def recorded(self, participants: Collection[int]) -> set[Recorded]:
        """The days on which these participants have been marked present; one query."""
        rows = Presence.objects.filter(participant_id__in=participants, was_present=True)
        return set(rows.values_list("participant_id", "session__day_id"))

    def attended(self, sessions: QuerySet[Session]) -> set[int]:
        """Of these sessions, those at which somebody has been marked present; one query."""
        return held_among(sessions)


def _to_fill_in(cohort_id: int, number: int) -> Fact:
    words = ngettext(
        "%(count)s sheet of presence to fill in", "%(count)s sheets of presence to fill in", number
    )
    return Fact(words % {"count": number}, reverse("attendance_overview", args=[cohort_id]), number=number)


def _refuse_moving(day: Day) -> None:
    if Presence.objects.filter(session__day=day, was_present=True).exists():
        raise DomainError(
            _(
                "People have been marked present on this day, so its date stays. If a mark is wrong, take it back on"
                " the sheet first."
            ),
            field="date",
        )
