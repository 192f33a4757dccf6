"""What of a timetable should be mended before people see it."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.facts import Fact
from cohorts.models import Cohort
from cohorts.programme import compare
from foundation.clocks.dates import date_in_words

from .clashes import clashes
from .models import Session
from .queries import as_released, freeze_all, latest_release, working_copy


def to_mend(cohort: Cohort) -> list[Fact]:
    """Days without sessions, what is not released, what is needed twice; a constant number of queries."""
    sessions = list(working_copy(cohort))
    return [*_empty_days(cohort, sessions), *_unreleased(cohort, sessions), *_clashes(cohort, sessions)]


def _empty_days(cohort: Cohort, sessions: Sequence[Session]) -> Iterator[Fact]:
    planned = {session.day_id for session in sessions if session.state == Session.State.PLANNED}
    for day in cohort.days.order_by("date"):
        if day.pk not in planned and day.called_off_at is None:
            words = _("%(date)s: no sessions.") % {"date": date_in_words(day.date)}
            yield Fact(capfirst(words), f"{reverse('session:add')}?cohort={cohort.pk}&day={day.pk}")


def _unreleased(cohort: Cohort, sessions: Sequence[Session]) -> Iterator[Fact]:
    url = reverse("timetable_release", args=[cohort.pk])
    release = latest_release(cohort)
    if release is None:
        if sessions:
            yield Fact(_("The timetable is not released: people see days without hours."), url)
        return
    change = compare(as_released(release, cohort.time_zone).sessions, freeze_all(sessions))
    if waiting := len(change.added) + len(change.changed) + len(change.cancelled):
        words = ngettext(
            "%(number)s change of the timetable is not released.",
            "%(number)s changes of the timetable are not released.",
            waiting,
        )
        yield Fact(words % {"number": waiting}, url)


def _clashes(cohort: Cohort, sessions: Sequence[Session]) -> Iterator[Fact]:
    for clash in clashes(cohort, sessions):
        words = _("%(what)s is needed twice, %(when)s: “%(first)s” and “%(second)s”.")
        when = f"{date_in_words(clash.first.day.date)}, {clash.first.hours_in_words}"
        said = {"what": clash.what, "when": when, "first": clash.first, "second": clash.second}
        yield Fact(words % said, reverse("session:edit", args=[clash.first.pk]))
