"""Freed places when givers, workers, newcomers and a manager come at once; on PostgreSQL, with a control."""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest

from cohorts import offering, places
from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Cohort, Day, Move, Offer, Participant, Place, PoolWork, Waiting
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from tests.factories.admission import draft_for, request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory
from tests.factories.residencies import manager_of

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2027, 3, 10, 10, tzinfo=zoneinfo.ZoneInfo("Europe/Kyiv"))
STATE = DayRequest.State


@pytest.fixture
def day(time_machine: Any) -> Day:
    """An open day of five places, in four weeks; it is a Wednesday morning."""
    time_machine.move_to(NOW, tick=False)
    cohort: Cohort = CohortFactory()
    return DayFactory(
        cohort=cohort,
        admission=Day.Admission.OPEN,
        date=NOW.date() + dt.timedelta(days=28),
        pool__capacity=5,
        pool__deadline=NOW + dt.timedelta(days=21),
    )


def give_up(person: Application, day: Day) -> None:
    services.withdraw_day(actor=person.participant.user, day_request=request_of(person, day))


def taken(day: Day) -> int:
    return Place.objects.filter(pool=day.pool).count() + Offer.objects.filter(pool=day.pool).live(NOW).count()


def is_replayed(day: Day) -> bool:
    now = offering.replay(list(Move.objects.filter(pool=day.pool)))
    held = Place.objects.filter(pool=day.pool).values_list("participant", flat=True)
    waiting = Waiting.objects.filter(pool=day.pool).order_by("position").values_list("participant", flat=True)
    offered = Offer.objects.filter(pool=day.pool, outcome="").values_list("participant", flat=True)
    return (set(now.held), now.waiting, now.offered) == (set(held), list(waiting), set(offered))


def test_giving_back_moving_on_sending_and_giving_by_hand_at_once_keep_places_and_the_queue(day: Day) -> None:
    people = [sent_for(day) for _number in range(12)]
    newcomers = [draft_for(day) for _number in range(4)]
    gone = people[6]  # waits, and is not eligible any more
    Application.objects.filter(pk=gone.pk).update(state=Application.State.WITHDRAWN)
    manager = manager_of(day.cohort.residency.programme)

    def by_hand() -> None:
        first = next(each for each in people[5:] if request_of(each, day).state == STATE.WAITING)
        services.decide(
            actor=manager,
            day_request=request_of(first, day),
            decision=services.Decision.ACCEPT,
            seen_state=STATE.WAITING,
        )

    def send(draft: Application) -> Application:
        return services.send_application(
            actor=draft.participant.user, slug=day.cohort.slug, version=draft.version
        )

    work: list[Callable[[], Any]] = [
        *(lambda person=person: give_up(person, day) for person in people[:4]),
        *[lambda: offering.step(day.pool_id)] * 8,
        *(lambda draft=draft: send(draft) for draft in newcomers),
        by_hand,
    ]
    outcomes = at_once(lambda piece: piece(), work)
    assert all(isinstance(error, DomainError) for error in errors(outcomes)), errors(outcomes)
    while offering.step(day.pool_id):
        pass
    assert taken(day) == 5 and is_replayed(day)
    reached = [
        request_of(each, day).state in (STATE.OFFERED, STATE.ACCEPTED) for each in people[5:] if each != gone
    ]
    assert reached == sorted(reached, reverse=True), "somebody was passed by"
    assert all(request_of(each, day).state == STATE.WAITING for each in newcomers)
    assert Letter.objects.filter(kind="day_offered").count() == Offer.objects.filter(pool=day.pool).count()


def test_two_workers_and_two_sweepers_offer_a_place_once(day: Day) -> None:
    people = [sent_for(day) for _number in range(8)]
    give_up(people[0], day)
    work = PoolWork.objects.get(pool=day.pool)
    outcomes = at_once(lambda piece: piece(), [lambda: offering.move_on(work.pk), offering.sweep] * 2)
    assert errors(outcomes) == []
    assert Offer.objects.filter(pool=day.pool).count() == 1
    assert Letter.objects.filter(kind="day_offered").count() == 1


def test_an_offer_is_answered_once_however_often_the_button_is_pressed(day: Day) -> None:
    people = [sent_for(day) for _number in range(6)]
    give_up(people[0], day)
    offering.step(day.pool_id)
    offer, user = Offer.objects.get(pool=day.pool), people[5].participant.user
    answers = [offering.accept, offering.decline, offering.accept, offering.accept]
    outcomes = at_once(lambda answer: answer(actor=user, offer=offer), answers)
    assert sum(outcome.error is None for outcome in outcomes) == 1
    assert all(isinstance(error, Conflict) for error in errors(outcomes))
    assert is_replayed(day) and taken(day) <= 5


def test_without_the_lock_two_places_are_offered_where_one_is_free(
    day: Day, is_locked: bool, wide_window: Callable[[int], None]
) -> None:
    """The control: whoever comes, and whoever is offered, both believe in the one free place."""
    people: list[Participant] = [ParticipantFactory(cohort=day.cohort) for _number in range(8)]
    day.pool.capacity = 1
    day.pool.save()
    wide_window(len(people))
    outcomes = at_once(lambda person: places.take(pool_id=day.pool_id, participant=person), people)
    if is_locked:
        assert taken(day) == 1
    else:
        assert taken(day) > 1, "the control does not show the fault, so the tests above prove nothing"
    assert all(isinstance(error, places.PoolFull) for error in errors(outcomes))
