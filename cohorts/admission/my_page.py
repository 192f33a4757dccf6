"""What a person finds of their applications on “My page”: where each stands, and what to do next."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts.dates import date_in_words, dates_in_words, deadline_in_words
from cohorts.models import Cohort, Day, Place
from cohorts.queries import is_published, published
from cohorts.timetable.queries import latest_timetable
from people.models import User
from people.my import Item, NextThing, Section

from .models import Application
from .queries import own_applications
from .states import ACTIVE
from .templatetags.admission import state_kind


def section(user: User, language: str) -> Section:
    """All that the person has begun or sent, newest first; three queries however many."""
    return Section(
        title=_("Your applications"),
        items=tuple(_item(row) for row in own_applications(user)),
        empty_text=_("Your applications will be here. Choose a residency to begin."),
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
    requests = list(application.day_requests.all())
    # One shape for the whole: the best of what is still to be had.
    shown = next((row for row in requests if state_kind(row.state) == "ok"), None) or next(
        (row for row in requests if row.state in ACTIVE), requests[0] if requests else None
    )
    is_one = len({row.state for row in requests}) == 1 and shown is not None
    # What is the same for all days is said once, by the state of the whole.
    names = [(capfirst(date_in_words(row.day.date)), str(row.get_state_display())) for row in requests]
    days = tuple(date if is_one else f"{date}: {state}" for date, state in names)
    state = str(shown.get_state_display()) if is_one and shown else str(application.get_state_display())
    return Item(
        title=cohort.residency.name,
        url=reverse("admission:application", args=[application.public_id]),
        facts=days or (dates,),
        state=state,
        state_kind=state_kind(shown.state if is_one and shown else application.state),
    )


def unfinished(user: User) -> NextThing | None:
    """The draft whose deadline comes first, while it can still be sent."""
    now = timezone.now()
    drafts = own_applications(user).filter(published("participant__cohort__"), state=Application.State.DRAFT)
    found = [thing for draft in drafts if (thing := _to_finish(draft.participant.cohort, now)) is not None]
    return min(found, key=lambda thing: thing.when, default=None)


def _to_finish(cohort: Cohort, now: dt.datetime) -> NextThing | None:
    doors = [day for day in cohort.days.all() if day.is_open_at(now)]
    if not doors:
        return None
    deadlines = [day.pool.deadline for day in doors if day.pool.deadline]
    when = min(deadlines, default=dt.datetime.combine(doors[0].date, dt.time.min, cohort.zone))
    words = {"residency": cohort.residency.name, "deadline": deadline_in_words(when, cohort.time_zone)}
    return NextThing(
        when=when,
        text=_("Finish your application to “%(residency)s”: registration is open %(deadline)s.") % words,
        url=reverse("admission:apply", args=[cohort.slug]),
        action=_("Finish the application"),
    )


def to_be_at(user: User) -> NextThing | None:
    """The next day that the person holds a place for, from the first session that people know of."""
    now = timezone.now()
    places = (
        Place.objects.filter(
            participant__user=user,
            pool__day__date__gte=now.date() - dt.timedelta(days=1),
            pool__day__cohort__state=Cohort.State.PUBLISHED,
        )
        .select_related("pool__day__cohort__residency")
        .order_by("pool__day__date", "pk")
    )
    for place in places:
        day = place.pool.day
        if day.date >= timezone.localdate(now, day.cohort.zone):
            return _day_to_be_at(day)
    return None


def _day_to_be_at(day: Day) -> NextThing:
    cohort = day.cohort
    timetable = latest_timetable(cohort)
    sessions = [row for row in timetable.on(day.date) if not row.is_cancelled] if timetable else []
    if timetable and sessions:
        when = timetable.starts_at(min(sessions, key=lambda row: row.starts))
        words = {
            "residency": cohort.residency.name,
            "date": date_in_words(day.date),
            "hour": f"{when:%H:%M}",
            "town": cohort.town,
        }
        # It holds for the second day as well, and in languages where “on Thursday” needs a case.
        text = _("“%(residency)s”: %(date)s, %(hour)s, %(town)s.") % words
    else:
        when = dt.datetime.combine(day.date, dt.time.min, cohort.zone)
        words = {"residency": cohort.residency.name, "date": date_in_words(day.date), "town": cohort.town}
        text = _("“%(residency)s”: %(date)s, %(town)s.") % words
    # Hours, addresses and what to bring stand there.
    url = reverse("timetable:my_cohort", args=[cohort.slug])
    return NextThing(when=when, text=text, url=url, action=_("See your place"))
