"""What the day has of a person: the session or the bus to be at next."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts.logistics.models import Run
from cohorts.models import Cohort, Day, Place
from foundation.clocks.dates import date_in_words, hour_in_words
from people.models import User
from people.person import NextThing, PersonPart

from .viewing import Stage, Viewer

# From the day before on, the page of the day says more than the programme.
NEAR = dt.timedelta(days=1)


def to_be_at(user: User) -> NextThing | None:
    """The next day that the person holds a place for: the session that is on, or the next one that people know of.

    Of sessions that one chooses it is the one that the person has. After the last session of a day it is the next day
    held. What a cancelled cohort calls off holds no place, or is cancelled in its timetable; what had begun is on.
    """
    now = timezone.now()
    places = (
        Place.objects.filter(
            participant__user=user,
            pool__day__date__gte=now.date() - dt.timedelta(days=1),
        )
        .select_related("pool__day__cohort__residency")
        .order_by("pool__day__date", "pk")
    )
    stages: dict[int, Stage] = {}
    for place in places:
        day = place.pool.day
        stage = stages.setdefault(day.cohort_id, Stage(day.cohort, Viewer(user), now))
        if (thing := _day_to_be_at(stage, day)) is not None:
            return thing
    return None


def _day_to_be_at(stage: Stage, day: Day) -> NextThing | None:
    cohort, now, timetable = day.cohort, stage.now, stage.timetable
    has_sessions = timetable is not None and any(not each.is_cancelled for each in timetable.on(day.date))
    words = {"residency": cohort.residency.name, "date": date_in_words(day.date), "town": cohort.town}
    if timetable and has_sessions:
        own = [each for each in stage.sessions if each.date == day.date and not each.is_cancelled]
        left = [each for each in own if timetable.ends_at(each) > now]
        if not left:
            return None
        session = min(left, key=lambda each: (each.wall_start(), each.wall_end()))
        when = timetable.starts_at(session)
        if when <= now:
            words["hour"] = hour_in_words(session.ends)
            text = _("“%(residency)s” is on now: until %(hour)s, %(town)s.") % words
        else:
            words["hour"] = hour_in_words(session.starts)
            # It holds for the second day as well, and in languages where “on Thursday” needs a case.
            text = _("“%(residency)s”: %(date)s, %(hour)s, %(town)s.") % words
    elif cohort.cancelled_at is not None or day.is_over_at(now):
        return None
    else:
        when = dt.datetime.combine(day.date, dt.time.min, cohort.zone)
        text = _("“%(residency)s”: %(date)s, %(town)s.") % words
    return _thing(cohort, day.date, when, text, now)


def to_get_on(user: User) -> NextThing | None:
    """The next bus in which the person has a seat, until it leaves their stop; two queries at most."""
    now = timezone.now()
    rows = Place.objects.filter(
        participant__user=user,
        pool__bus__in=Run.objects.taking_place().filter(
            date__gte=now.date() - dt.timedelta(days=1), departed_at=None, closed_at=None
        ),
    )
    found = (
        _bus(place, now)
        for place in rows.select_related("pool__bus__cohort").prefetch_related("pool__bus__calls")
    )
    return min(filter(None, found), key=lambda thing: thing.when, default=None)


def _bus(place: Place, now: dt.datetime) -> NextThing | None:
    run: Run = place.pool.bus
    calls = list(run.calls.all())
    if place.from_call >= len(calls):
        return None
    leaves = run.hours(calls)[place.from_call].replace(tzinfo=run.cohort.zone)
    if leaves <= now:
        return None
    text = _("%(bus)s: %(date)s, %(hour)s, %(stop)s.") % {
        "bus": capfirst(str(run)),
        "date": date_in_words(leaves.date()),
        "hour": hour_in_words(leaves),
        "stop": calls[place.from_call].stop,
    }
    return _thing(run.cohort, run.date, leaves, text, now)


def _thing(cohort: Cohort, date: dt.date, when: dt.datetime, text: str, now: dt.datetime) -> NextThing:
    """From the day before on it leads to the page of the day, before that to the programme with its addresses."""
    if date - NEAR <= now.astimezone(cohort.zone).date():
        return NextThing(when, text, reverse("today:page", args=[cohort.slug]), _("See now and next"))
    return NextThing(when, text, reverse("timetable:my_cohort", args=[cohort.slug]), _("See your place"))


class Whereabouts(PersonPart):
    """Where the person is to be."""

    def next_things(self, user: User) -> Sequence[NextThing]:
        """A session to be at, a bus to get on."""
        return [thing for thing in (to_be_at(user), to_get_on(user)) if thing is not None]
