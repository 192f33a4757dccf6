"""Freed places at each border of time, and a worker that dies at each of its steps."""

import datetime as dt
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.utils.module_loading import import_string

from cohorts import offering
from cohorts.admission.models import Application
from cohorts.models import Cohort, Day, Move
from messaging.models import Letter
from residencies.models import CalendarDate
from tests.factories.admission import sent_for

from .freed import SECOND, STATE, WEDNESDAY, at, clock, day, four, gives_up, look, replayed, states, the_offer

__all__ = ["clock", "day"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BORDERS = [
    (at(8), True),
    (at(20), False),
    (at(8, days=1), False),  # a holiday of the programme
    (at(8, days=2), True),
    (at(20, days=2), False),
    (at(8, days=3), False),  # Saturday
    (at(8, days=5), True),
]


@pytest.mark.parametrize("seconds", [-1, 0, 1])
@pytest.mark.parametrize(("border", "begins"), BORDERS)
def test_places_move_from_the_second_in_which_hours_begin_until_they_end(
    day: Day, clock: Any, border: dt.datetime, begins: bool, seconds: int
) -> None:
    CalendarDate.objects.create(
        programme=day.cohort.residency.programme, date=WEDNESDAY + dt.timedelta(days=1), is_working=False
    )
    people = four(day)
    clock.move_to(at(23, days=-1), tick=False)
    gives_up(people[0], day)
    clock.move_to(border + seconds * SECOND, tick=False)
    look(day)
    is_day = border.weekday() < 5 and border.date() != WEDNESDAY + dt.timedelta(days=1)
    is_inside = is_day and (seconds >= 0) == begins
    assert states(day, people)[2] == (STATE.OFFERED if is_inside else STATE.WAITING)


@pytest.mark.parametrize(("seconds", "state"), [(-1, STATE.OFFERED), (0, STATE.WAITING), (1, STATE.WAITING)])
def test_from_the_second_that_is_set_places_are_given_by_hand(
    day: Day, clock: Any, seconds: int, state: str
) -> None:
    Cohort.objects.update(automation_ends_at=at(12))
    people = four(day)
    clock.move_to(at(12) + seconds * SECOND, tick=False)
    gives_up(people[0], day)
    look(day)
    assert states(day, people)[2] == state


@pytest.mark.parametrize(("seconds", "state"), [(-1, STATE.OFFERED), (0, STATE.OFFERED), (1, STATE.LAPSED)])
def test_the_worker_ends_an_offer_after_its_own_second(
    day: Day, clock: Any, seconds: int, state: str
) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    clock.move_to(the_offer(people[2]).until + seconds * SECOND, tick=False)
    offering.sweep()
    look(day)
    assert states(day, people)[2] == state
    assert Letter.objects.filter(kind="offer_lapsed").count() == int(state == STATE.LAPSED)


# What a worker does on its way, by where it is called: it dies before one of them, or right after.
ON_THE_WAY = [
    "foundation.work.claim",
    "cohorts.offering.step",
    "cohorts.offering.lapse",
    "cohorts.offering.skip",
    "cohorts.offering.offer_place",
    "cohorts.places.note",
    "messaging.outbox.write",
    "foundation.work.keep",
    "foundation.work.finish",
]


def dies_at(number: int, patch: pytest.MonkeyPatch) -> list[str]:
    """Have whoever comes to that point be killed there; where it was, once it has happened."""
    points = iter(range(number + 1))
    died: list[str] = []

    def point(where: str) -> None:
        if not died and next(points) == number:
            died.append(where)
            raise KeyboardInterrupt

    def watched(real: Any, name: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            point(f"before {name}")
            found = real(*args, **kwargs)
            point(f"after {name}")
            return found

        return call

    for name in ON_THE_WAY:
        patch.setattr(name, watched(import_string(name), name))
    return died


def test_a_worker_that_dies_anywhere_leaves_nothing_lost_and_nothing_twice(day: Day, clock: Any) -> None:
    """One offer ran out, one person is not eligible any more, two are to be offered places."""
    people = [sent_for(day) for _number in range(7)]
    gives_up(people[0], day)
    look(day)
    lapsed, gone, *following = people[2:6]
    clock.move_to(the_offer(lapsed).until + SECOND, tick=False)
    Application.objects.filter(pk=gone.pk).update(state=Application.State.WITHDRAWN)
    gives_up(people[1], day)
    offering.sweep()
    where = []
    for number in range(200):
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            died = dies_at(number, patch)
            with suppress(KeyboardInterrupt):
                look(day)
            clock.shift(dt.timedelta(minutes=3))
            look(day)
            clock.shift(-dt.timedelta(minutes=3))
            assert states(day, [lapsed, *following]) == [STATE.LAPSED, STATE.OFFERED, STATE.OFFERED], died
            kinds = Counter(Letter.objects.values_list("kind", flat=True))
            assert (kinds["day_offered"], kinds["offer_lapsed"]) == (3, 1), died
            assert Move.objects.filter(what=Move.What.SKIPPED).count() == 1 and replayed(day), died
            transaction.set_rollback(True)
        if not died:
            break
        where += died
    assert {name.split()[1] for name in where} == set(ON_THE_WAY)
