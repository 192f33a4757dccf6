"""What admission has of a person: where their applications stand, and what to do next."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.queries import is_published, published
from foundation.clocks.dates import (
    date_in_words,
    dates_in_words,
    deadline_in_words,
    moment_in_words,
)
from people.models import User
from people.person import Held, Hindrance, Item, NextThing, PersonPart, Section

from . import personal_data
from .may_apply import Doors
from .models import Application, DayRequest
from .queries import own_applications
from .templatetags.admission import ShownState, day_state, number_words, state_kind


def section(user: User, language: str) -> Section:
    """All that the person has begun or sent, newest first; three queries however many."""
    return Section(
        title=_("Your applications"),
        items=tuple(_item(row) for row in own_applications(user)),
        empty_text=_("Your applications will be here."),
        empty_url=f"/{language}/residencies/",
        empty_action=_("Choose a residency to begin"),
    )


def _item(application: Application) -> Item:
    cohort = application.participant.cohort
    dates = dates_in_words([day.date for day in cohort.days.all()])
    if application.state == Application.State.DRAFT:
        # A cohort that was cancelled or put away has no pages of applying any more.
        takes = is_published(cohort)
        return Item(
            title=cohort.residency.name,
            url=reverse("admission:apply", args=[cohort.slug]) if takes else "",
            facts=(
                dates,
                _("Nobody sees a draft until you send it.")
                if takes
                else _("Applications are not taken any more. Nobody has seen your draft."),
            ),
            state=str(application.get_state_display()),
            state_kind=state_kind(application.state),
        )
    rows = application.day_requests.all()
    states = [(row.day, day_state(row)) for row in rows]
    # What is the same for all days to come is said once, by the state of the whole.
    to_come = {state for day, state in states if not day.is_over_at(timezone.now())}
    present = to_come or {state for _day, state in states}
    # Where days differ, each says its own, and none speaks for the whole.
    whole = present.pop() if len(present) == 1 else NO_STATE if present else _state_of(application)
    days = tuple(_day_words(row, state, whole) for row, (_day, state) in zip(rows, states, strict=True))
    return Item(
        title=cohort.residency.name,
        url=reverse("admission:application", args=[application.public_id]),
        facts=days or (dates,),
        state=whole.label,
        state_kind=whole.kind,
    )


# Of an application whose days stand differently.
NO_STATE = ShownState("", "")


def _day_words(request: DayRequest, state: ShownState, whole: ShownState) -> str:
    """A day with what the state of the whole does not say: how it stands, and the number of one who waits."""
    date = capfirst(date_in_words(request.day.date))
    parts = [date if state == whole else f"{date}: {state.label}"]
    if not request.day.is_over_at(timezone.now()):
        parts.append(number_words(request))
    return ". ".join(part.rstrip(".") for part in parts if part)


def _state_of(application: Application) -> ShownState:
    return ShownState(str(application.get_state_display()), state_kind(application.state))


def unfinished(user: User) -> NextThing | None:
    """The draft whose deadline comes first, while it can still be sent."""
    doors = Doors(user, timezone.now())
    drafts = own_applications(user).filter(published("participant__cohort__"), state=Application.State.DRAFT)
    found = [thing for draft in drafts if (thing := _to_finish(draft.participant.cohort, doors)) is not None]
    return min(found, key=lambda thing: thing.when, default=None)


def _to_finish(cohort: Cohort, doors: Doors) -> NextThing | None:
    days = [day for day in cohort.days.all() if doors.is_open(day)]
    if not days:
        return None
    deadlines = [until for day in days if (until := doors.late_until(day) or day.pool.deadline)]
    when = min(deadlines, default=dt.datetime.combine(days[0].date, dt.time.min, cohort.zone))
    words = {"residency": cohort.residency.name, "deadline": deadline_in_words(when, cohort.time_zone)}
    return NextThing(
        when=when,
        text=_("Finish your application to “%(residency)s”: registration is open %(deadline)s.") % words,
        url=reverse("admission:apply", args=[cohort.slug]),
        action=_("Finish the application"),
    )


def to_confirm(user: User) -> list[NextThing]:
    """Where the person is accepted, has not said yet that they come, and is asked to; by the date; one query."""
    now = timezone.now()
    accepted = DayRequest.objects.filter(application=OuterRef("pk"), state=DayRequest.State.ACCEPTED)
    rows = Application.objects.filter(
        Exists(accepted),
        participant__user=user,
        participant__cohort__confirm_by__gte=now,
        state=Application.State.SENT,
    ).select_related("participant__cohort__residency")
    return [
        _to_confirm(row, confirm_by, now) for row in rows if (confirm_by := row.participant.cohort.confirm_by)
    ]


def _to_confirm(application: Application, confirm_by: dt.datetime, now: dt.datetime) -> NextThing:
    cohort = application.participant.cohort
    words = {
        "residency": cohort.residency.name,
        "moment": moment_in_words(confirm_by, cohort.time_zone),
    }
    return NextThing(
        when=now,
        text=_("Please confirm by %(moment)s that you are coming: “%(residency)s”.") % words,
        url=reverse("admission:confirm", args=[application.public_id]),
        action=_("Confirm"),
    )


class Applications(PersonPart):
    """What the person has begun and sent."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """One's applications; three queries however many."""
        return (section(user, language),)

    def next_things(self, user: User) -> Sequence[NextThing]:
        """A place to confirm, a draft to finish."""
        return [thing for thing in (*to_confirm(user), unfinished(user)) if thing is not None]

    def held(self, user: User) -> Sequence[Held]:
        """Applications, days, notes, calls, and days opened for the person alone."""
        return personal_data.held(user)

    def hindrances(self, user: User) -> Sequence[Hindrance]:
        """What is under consideration."""
        return personal_data.hindrances(user)

    def erase(self, user: User) -> None:
        """Drafts go, and all words of what was sent; days and decisions stay."""
        personal_data.erase(user)
