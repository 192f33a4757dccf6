"""How pages and letters speak of applications: dates in the cohort's zone, states with their shape."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from django import template
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from cohorts.admission.models import Application, DayRequest
from cohorts.admission.states import ACTIVE, HOLDING
from cohorts.models import Cohort, Day
from cohorts.programme import FrozenSession
from foundation.clocks import dates
from people.communities.labels import label
from people.countries import country_name
from people.models import Community

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

register = template.Library()

_STATE = DayRequest.State
_KINDS: Mapping[str, str] = {
    _STATE.ASKED: "wait",
    _STATE.ACCEPTED: "ok",
    _STATE.CONFIRMED: "ok",
    _STATE.WAITING: "wait",
    _STATE.OFFERED: "info",
    _STATE.DECLINED: "stop",
    _STATE.CANCELLED: "stop",
    _STATE.LAPSED: "stop",
    _STATE.WITHDRAWN: "draft",
    Application.State.DRAFT: "draft",
    Application.State.SENT: "ok",
}

_STANDS: "Mapping[str, _StrPromise]" = {
    _STATE.ASKED: _("%(date)s: under consideration. The organiser decides, and you receive a letter."),
    _STATE.ACCEPTED: _("%(date)s: your place is kept."),
    _STATE.CONFIRMED: _("%(date)s: your place is kept, and you have confirmed that you are coming."),
    _STATE.WAITING: _(
        "%(date)s: you are on the waiting list. If a place becomes free, it is offered in the order of the list."
    ),
    _STATE.OFFERED: _("%(date)s: a place is offered to you."),
    _STATE.DECLINED: _("%(date)s: the organiser could not accept you."),
    _STATE.LAPSED: _("%(date)s: the offer of a place has lapsed."),
    _STATE.WITHDRAWN: _("%(date)s: you have given this day up."),
    _STATE.CANCELLED: _("%(date)s: the organiser has cancelled your place."),
}


@register.filter
def state_kind(state: str) -> str:
    """The shape that goes with a state; the word stands beside it always."""
    return _KINDS.get(state, "info")


class ShownState(NamedTuple):
    """A state as it is shown: its word, and the shape that goes with it."""

    label: str
    kind: str


@register.filter
def is_over(day: Day) -> bool:
    """Whether the day is past, by the cohort's own clock."""
    return day.is_over_at(timezone.now())


def _has_gone_by(request: DayRequest) -> bool:
    """Whether there is nothing to come to or to wait for any more: the day is over."""
    return request.state in ACTIVE and is_over(request.day)


@register.filter
def day_state(request: DayRequest) -> ShownState:
    """The state of one day of an application; of a day that is over, that it is."""
    if _has_gone_by(request):
        return ShownState(pgettext("day of an application", "over"), "draft")
    return ShownState(str(request.get_state_display()), state_kind(request.state))


@register.filter
def stands(request: DayRequest) -> str:
    """How one day of an application stands, in one sentence to the applicant."""
    has_gone_by = _has_gone_by(request)
    words = _("%(date)s: this day is over.") if has_gone_by else _STANDS[request.state]
    number = "" if has_gone_by else number_words(request)
    return f"{capfirst(words % {'date': dates.date_in_words(request.day.date)})} {number}".rstrip()


@register.filter
def number_words(request: DayRequest) -> str:
    """Which one on the waiting list the person is; empty for who does not wait, or where it was not counted."""
    if request.state != _STATE.WAITING or not request.queue_number:
        return ""
    return gettext("Your number on the waiting list: %(number)s.") % {"number": request.queue_number}


_NEXT: "Mapping[str, _StrPromise]" = {
    _STATE.ASKED: _("The organiser reads the applications and decides; you receive a letter."),
    _STATE.ACCEPTED: _("Your place is kept. Come, or give the day up if you cannot."),
    _STATE.CONFIRMED: _("Your place is kept, and you have confirmed that you are coming."),
    _STATE.WAITING: _(
        "If a place becomes free, it is offered in the order of the list; you receive a letter."
    ),
    _STATE.OFFERED: _("A place is offered to you."),
    _STATE.DECLINED: _("The organiser could not accept you for this day."),
    _STATE.LAPSED: _("The offer of a place was not taken up in time."),
    _STATE.WITHDRAWN: _("You have given this day up."),
    _STATE.CANCELLED: _("The organiser has cancelled your place."),
}


@register.filter
def comes_next(request: DayRequest) -> str:
    """What comes next for one day of an application, in one sentence to the applicant."""
    return gettext("This day is over.") if _has_gone_by(request) else str(_NEXT[request.state])


@register.filter
def is_holding(state: str | None) -> bool:
    """Whether a place is held in that state."""
    return state in HOLDING


@register.filter
def community_words(community: Community) -> str:
    """A community as it is called in the present language."""
    return label(community, get_language() or "uk")


@register.filter
def country_words(code: str) -> str:
    """A country's name in the present language."""
    return country_name(code)


@register.filter
def zone_words(cohort: Cohort) -> str:
    """Whose clock the cohort's hours are on."""
    return dates.zone_in_words(cohort.time_zone)


@register.filter
def day_words(day: Day) -> str:
    """A day's date, written out: “Thursday, 20 November 2026”."""
    return dates.date_in_words(day.date)


@register.filter
def cohort_words(cohort: Cohort) -> str:
    """The dates of a cohort's days, written out; its days must have been fetched."""
    return dates.dates_in_words([day.date for day in cohort.days.all()])


@register.filter
def deadline_words(day: Day) -> str:
    """Until when the day can be applied for, by whose clock; how long that is while it is near."""
    deadline = day.pool.deadline
    if deadline is None:
        return gettext("until the day begins")
    words = dates.deadline_in_words(deadline, day.cohort.time_zone)
    left = dates.time_left_in_words(deadline, timezone.now())
    return f"{words} ({left})" if left else words


@register.filter
def closed_words(day: Day) -> str:
    """“Registration closed at 18:00, 12 December, Kyiv time”; the hour only where a deadline passed."""
    deadline = day.pool.deadline
    if deadline is None or deadline > timezone.now():
        return gettext("Registration is closed")
    return dates.closed_since_in_words(deadline, day.cohort.time_zone)


@register.filter
def moment_words(moment: dt.datetime, cohort: Cohort) -> str:
    """A moment in the cohort's zone, which is named."""
    return dates.moment_in_words(moment, cohort.time_zone)


@register.filter
def session_title(session: FrozenSession, language: str) -> str:
    """A session's title in the reader's language, or in the first that it has."""
    return session.title.in_(language).text


@register.filter
def session_hours(session: FrozenSession) -> str:
    """When a session is: “Thursday, 20 November 2026, 10:00–11:30”."""
    return f"{dates.date_in_words(session.date)}, {session.hours_in_words}"


@register.filter
def session_line(session: FrozenSession, language: str) -> str:
    """A session's title and when it is, on one line."""
    return f"{session_title(session, language)}: {session_hours(session)}"
