"""What the pages of questions have in common: which form, with which days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admission.answers import STEPS, are_reasons
from cohorts.admission.forms import CommunityForm, DaysForm, StepForm, YouForm
from cohorts.admission.may_apply import Doors
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.states import ACTIVE, HOLDING
from cohorts.models import Cohort, Day
from cohorts.queries import places_of

TITLES: Mapping[str, object] = {
    "you": _("Who you are"),
    "community": _("Where you come from"),
    "days": _("Days"),
    "check": _("Check your answers"),
}
QUESTIONS = STEPS[:-1]


@dataclass(frozen=True)
class DayChoice:
    """A day as the form offers it."""

    day: Day
    is_open: bool
    left: int
    request: DayRequest | None
    is_chosen: bool
    waits_if_full: bool
    can_be_chosen: bool
    late_until: dt.datetime | None = None  # where it is open for this person alone

    @property
    def takes_places_on_sending(self) -> bool:
        """Whether a place is taken on sending."""
        return self.day.admission == Day.Admission.OPEN

    @property
    def was_refused(self) -> bool:
        """Whether the organiser said no, so that it cannot be asked for again."""
        refused = (DayRequest.State.DECLINED, DayRequest.State.CANCELLED)
        return self.request is not None and self.request.state in refused


def requests_by_day(application: Application | None) -> dict[int, DayRequest]:
    """The application's requests by the id of their day."""
    return {} if application is None else {row.day_id: row for row in application.day_requests.all()}


def day_choices(
    cohort: Cohort, application: Application | None, doors: Doors, data: Any = None
) -> list[DayChoice]:
    """The cohort's days with their doors for this person; as ticked in `data` if the form was sent.

    One query, and one more once a deadline has passed.
    """
    known = requests_by_day(application)
    is_sent = application is not None and application.state == Application.State.SENT
    choices = []
    for place in places_of(cohort, doors.moment):
        day = place.facts.row
        request = known.get(day.pk)
        late_until = doors.late_until(day)
        is_open = place.facts.is_open or late_until is not None
        is_active = request is not None and request.state in ACTIVE
        refused = request is not None and request.state in (
            DayRequest.State.DECLINED,
            DayRequest.State.CANCELLED,
        )
        chosen, waits = is_active, request.waits_if_full if request else True
        if data is not None:
            chosen = str(day.pk) in data.getlist("days")
            waits = str(day.pk) in data.getlist("waits_if_full")
        choices.append(
            DayChoice(
                day=day,
                is_open=is_open,
                left=place.left,
                request=request,
                is_chosen=chosen,
                waits_if_full=waits,
                can_be_chosen=(is_open and not refused) or (is_sent and is_active),
                late_until=late_until,
            )
        )
    return choices


def build_form(step: str, data: Any, initial: dict[str, Any], days: list[DayChoice]) -> StepForm:
    """The form of one group of questions."""
    if step == "you":
        return YouForm(data, initial=initial)
    if step == "community":
        return CommunityForm(data, initial=initial, kept=initial.get("community"))
    # By reasons that were given it was decided, so they are not taken out of an application any more.
    had_reasons = are_reasons(initial.get("motivation", ""))
    held = [choice.day.pk for choice in days if choice.request and choice.request.state in HOLDING]
    return DaysForm(
        data,
        initial=initial,
        days=[choice.day for choice in days if choice.can_be_chosen],
        held=() if had_reasons else held,
    )


def posted_version(data: Mapping[str, str]) -> int:
    """The version that the form was made from; 0 for none or nonsense."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def next_step(step: str, by: int = 1) -> str:
    """The group of questions after this one, or before it."""
    return STEPS[max(0, min(STEPS.index(step) + by, len(STEPS) - 1))]


def today(cohort: Cohort) -> dt.date:
    """The date now, where the cohort meets."""
    return timezone.localdate(timezone.now(), cohort.zone)
