"""An open day of two places whose places move: four people, the clock, and what the worker does."""

import datetime as dt
import zoneinfo
from typing import Any

import pytest

from cohorts import offering
from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Cohort, Day, Move, Offer, Place, PoolWork, Waiting
from foundation.work import WorkState
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory

KYIV = zoneinfo.ZoneInfo("Europe/Kyiv")
STATE = DayRequest.State
WEDNESDAY = dt.date(2027, 3, 10)
SECOND = dt.timedelta(seconds=1)


def at(hour: int, minute: int = 0, *, days: int = 0) -> dt.datetime:
    return dt.datetime.combine(WEDNESDAY + dt.timedelta(days=days), dt.time(hour, minute), KYIV)


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """It is Wednesday, ten in the morning, and stands still."""
    time_machine.move_to(at(10), tick=False)
    return time_machine


@pytest.fixture
def day(clock: Any) -> Day:
    """An open day of two places, in four weeks."""
    cohort: Cohort = CohortFactory()
    return DayFactory(
        cohort=cohort,
        admission=Day.Admission.OPEN,
        date=WEDNESDAY + dt.timedelta(days=28),
        pool__capacity=2,
        pool__deadline=at(18, days=21),
    )


def four(day: Day) -> list[Application]:
    """Two who hold the places, and two who wait."""
    return [sent_for(day) for _number in range(4)]


def gives_up(application: Application, day: Day) -> None:
    services.withdraw_day(actor=application.participant.user, day_request=request_of(application, day))


def look(day: Day) -> None:
    """What the worker does as long as messages about the pool come."""
    due = PoolWork.objects.filter(pool=day.pool_id).exclude(state=WorkState.DONE)
    for pk in [*due.values_list("pk", flat=True)] * 2:
        offering.move_on(pk)


def states(day: Day, people: list[Application]) -> list[str]:
    return [request_of(person, day).state for person in people]


def the_offer(person: Application) -> Offer:
    return Offer.objects.get(participant=person.participant, outcome=Offer.Outcome.OPEN)


def replayed(day: Day) -> bool:
    """Whether the moves of the pool lead to what is there."""
    now = offering.replay(list(Move.objects.filter(pool=day.pool_id)))
    held = Place.objects.filter(pool=day.pool_id).values_list("participant", flat=True)
    waiting = Waiting.objects.filter(pool=day.pool_id).values_list("participant", flat=True)
    offered = Offer.objects.filter(pool=day.pool_id, outcome=Offer.Outcome.OPEN)
    return (
        set(now.held) == set(held)
        and now.waiting == list(waiting)
        and now.offered == set(offered.values_list("participant", flat=True))
    )
