"""A freed place moves to the next: by day, in the order of the queue, offered and held, each once."""

import datetime as dt
from typing import Any
from unittest import mock

import pytest
from django.urls import reverse

from cohorts import offering, places
from cohorts.admission import services
from cohorts.admission.models import Application
from cohorts.models import Cohort, Day, Move, Offer, Place, Pool, PoolWork, Waiting
from cohorts.queries import places_of
from foundation.errors import DomainError
from foundation.work import WorkState
from messaging.models import Letter
from residencies.models import CalendarDate
from tests.factories.admission import request_of, sent_for
from tests.factories.residencies import manager_of
from tests.letters import letters
from tests.school import browser_of

from .freed import SECOND, STATE, WEDNESDAY, at, clock, day, four, gives_up, look, replayed, states, the_offer

__all__ = ["clock", "day"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


# ---------------------------------------------------------------- offered and held
def test_a_freed_place_is_offered_to_the_first_who_waits_and_held_for_twelve_working_hours(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    assert states(day, people) == [STATE.WITHDRAWN, STATE.ACCEPTED, STATE.OFFERED, STATE.WAITING]
    offer = the_offer(people[2])
    assert offer.until == at(10, days=1)
    letter = letters(kind="day_offered")[0]
    assert letter.recipient == people[2].participant.user
    assert reverse("cohorts:offer", args=[offer.public_id]) in letter.text
    assert replayed(day)


def test_a_place_that_is_offered_is_free_for_nobody_else(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    gives_up(people[3], day)
    look(day)
    assert places_of(day.cohort, at(10))[0].left == 0
    late = sent_for(day)
    assert request_of(late, day).state == STATE.WAITING


def test_the_button_takes_the_place_and_opening_the_link_does_not(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    offer = the_offer(people[2])
    browser = browser_of(people[2].participant.user)
    address = reverse("cohorts:offer", args=[offer.public_id])
    page = browser.get(address)
    assert page.status_code == 200 and browser.head(address).status_code == 200
    assert states(day, people)[2] == STATE.OFFERED
    assert browser.post(address, {"answer": "accept"}).status_code == 302
    assert states(day, people)[2] == STATE.ACCEPTED
    assert Place.objects.filter(pool=day.pool, participant=people[2].participant).exists()
    assert browser.post(address, {"answer": "accept"}).status_code == 409
    assert Place.objects.filter(pool=day.pool).count() == 2
    assert replayed(day)


def test_a_place_that_went_in_the_same_second_is_said_to_be_gone(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    address = reverse("cohorts:offer", args=[the_offer(people[2]).public_id])
    browser = browser_of(people[2].participant.user)
    full = places.PoolFull("so")
    with mock.patch.object(places, "take", side_effect=full):
        assert browser.post(address, {"answer": "accept"}).status_code == full.status
    assert states(day, people)[2] == STATE.OFFERED


def test_an_offer_to_somebody_else_is_not_there(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    address = reverse("cohorts:offer", args=[the_offer(people[2]).public_id])
    stranger = browser_of(people[3].participant.user)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"answer": "accept"}).status_code == 404
    assert states(day, people)[2] == STATE.OFFERED


def test_a_no_gives_the_place_to_the_next_and_withdraws_the_last_day_with_the_application(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    browser = browser_of(people[2].participant.user)
    browser.post(reverse("cohorts:offer", args=[the_offer(people[2]).public_id]), {"answer": "decline"})
    look(day)
    assert states(day, people)[2:] == [STATE.WITHDRAWN, STATE.OFFERED]
    people[2].refresh_from_db()
    assert people[2].state == Application.State.WITHDRAWN
    assert replayed(day)


def test_an_answer_that_is_neither_yes_nor_no_changes_nothing(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    address = reverse("cohorts:offer", args=[the_offer(people[2]).public_id])
    assert browser_of(people[2].participant.user).post(address, {"answer": "perhaps"}).status_code == 422
    assert states(day, people)[2] == STATE.OFFERED


# ---------------------------------------------------------------- the clock
@pytest.mark.parametrize(("seconds", "status"), [(-1, 302), (0, 302), (1, 409)])
def test_an_offer_holds_up_to_its_own_second(day: Day, clock: Any, seconds: int, status: int) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    offer = the_offer(people[2])
    clock.move_to(offer.until + seconds * SECOND, tick=False)
    address = reverse("cohorts:offer", args=[offer.public_id])
    assert browser_of(people[2].participant.user).post(address, {"answer": "accept"}).status_code == status
    assert Place.objects.filter(pool=day.pool).count() == (2 if status == 302 else 1)


def test_an_offer_that_ran_out_holds_no_place_even_if_nobody_has_looked_since(day: Day, clock: Any) -> None:
    people = four(day)
    gives_up(people[0], day)
    gives_up(people[3], day)
    look(day)
    clock.move_to(the_offer(people[2]).until + SECOND, tick=False)
    assert places_of(day.cohort, at(10))[0].left == 1
    assert request_of(sent_for(day), day).state == STATE.ACCEPTED


def test_who_does_not_answer_in_time_is_told_and_the_next_is_offered_the_place(day: Day, clock: Any) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    clock.move_to(at(10, 1, days=1), tick=False)
    offering.sweep()
    offering.sweep()
    look(day)
    assert states(day, people)[2:] == [STATE.LAPSED, STATE.OFFERED]
    assert [letter.recipient for letter in letters(kind="offer_lapsed")] == [people[2].participant.user]
    assert Letter.objects.filter(kind="day_offered").count() == 2
    assert replayed(day)


def test_a_place_freed_at_night_moves_at_eight_and_nothing_promises_it_before(day: Day, clock: Any) -> None:
    people = four(day)
    clock.move_to(at(23, 10), tick=False)
    gives_up(people[0], day)
    look(day)
    assert states(day, people)[2:] == [STATE.WAITING, STATE.WAITING]
    assert places_of(day.cohort, at(23, 11))[0].left == 0
    assert request_of(sent_for(day), day).state == STATE.WAITING
    work = PoolWork.objects.get(pool=day.pool)
    assert (work.state, work.not_before) == (WorkState.QUEUED, at(8, days=1))
    for moment in (at(8, days=1) - SECOND, at(8, days=1)):
        clock.move_to(moment, tick=False)
        look(day)
    assert states(day, people)[2:] == [STATE.OFFERED, STATE.WAITING]
    assert the_offer(people[2]).until == at(20, days=1)
    assert Letter.objects.filter(kind="day_offered").count() == 1


def test_on_a_holiday_of_the_programme_nothing_moves_and_on_a_saturday_that_it_works_it_does(
    day: Day, clock: Any
) -> None:
    programme = day.cohort.residency.programme
    CalendarDate.objects.create(programme=programme, date=WEDNESDAY, is_working=False)
    CalendarDate.objects.create(
        programme=programme, date=WEDNESDAY + dt.timedelta(days=3), is_working=True, note="замість середи"
    )
    people = four(day)
    gives_up(people[0], day)
    look(day)
    assert states(day, people)[2] == STATE.WAITING
    clock.move_to(at(9, days=3), tick=False)
    look(day)
    assert states(day, people)[2] == STATE.OFFERED


def test_close_to_the_event_nothing_moves_by_itself(day: Day, clock: Any) -> None:
    people = four(day)
    clock.move_to(at(10, days=26), tick=False)  # Monday, less than 72 hours before
    gives_up(people[0], day)
    look(day)
    assert states(day, people)[2] == STATE.WAITING
    Cohort.objects.update(automation_ends_at=at(18, days=26))
    gives_up(people[1], day)
    look(day)
    assert states(day, people)[2:] == [STATE.OFFERED, STATE.OFFERED]


# ---------------------------------------------------------------- who
def test_who_asked_to_be_given_a_place_at_once_holds_it_without_an_offer(day: Day) -> None:
    Pool.objects.filter(pk=day.pool_id).update(freed=Pool.Freed.TAKE)
    people = four(day)
    third = browser_of(people[2].participant.user)
    own = reverse("admission:application", args=[people[2].public_id])
    button = reverse("admission:at_once", args=[people[2].public_id, day.date.isoformat()])
    assert button in third.get(own).content.decode()
    assert third.get(button).status_code == 405
    stranger = browser_of(people[3].participant.user)
    assert stranger.post(button, {"at_once": "yes"}).status_code == 404
    third.post(button, {"at_once": "no"})
    assert not Waiting.objects.get(participant=people[2].participant).takes_at_once
    third.post(button, {"at_once": "yes"})
    gives_up(people[0], day)
    gives_up(people[1], day)
    look(day)
    assert states(day, people)[2:] == [STATE.ACCEPTED, STATE.OFFERED]
    assert letters(kind="day_accepted")[0].recipient == people[2].participant.user
    assert replayed(day)


def test_who_is_not_eligible_any_more_is_passed_over_and_the_next_is_offered_the_place(day: Day) -> None:
    people = four(day)
    Application.objects.filter(pk=people[2].pk).update(state=Application.State.WITHDRAWN)
    gives_up(people[0], day)
    look(day)
    assert states(day, people)[3] == STATE.OFFERED
    skipped = Move.objects.get(what=Move.What.SKIPPED)
    assert (skipped.participant, skipped.why) == (people[2].participant, Move.Why.GONE)
    assert replayed(day)


def test_a_queue_is_put_in_another_order_with_a_reason_that_is_kept(day: Day) -> None:
    people = four(day)
    actor = people[0].participant.user
    with pytest.raises(DomainError) as refused:
        places.rank(pool_id=day.pool_id, participant=people[3].participant, number=1, actor=actor, reason=" ")
    assert refused.value.field == "reason"
    places.rank(
        pool_id=day.pool_id, participant=people[3].participant, number=1, actor=actor, reason="лікарка"
    )
    gives_up(people[0], day)
    look(day)
    assert states(day, people)[2:] == [STATE.WAITING, STATE.OFFERED]
    assert Move.objects.get(what=Move.What.RANKED).reason == "лікарка"
    assert replayed(day)


def test_nobody_is_offered_a_place_past_those_under_consideration(day: Day) -> None:
    people = four(day)
    Day.objects.filter(pk=day.pk).update(admission=Day.Admission.SELECTION)
    sent_for(day)
    gives_up(people[0], day)
    look(day)
    assert states(day, people)[2] == STATE.WAITING


# ---------------------------------------------------------------- once, whoever fails
def test_a_worker_that_dies_after_a_step_leaves_the_rest_to_the_next_and_nobody_is_offered_twice(
    day: Day, clock: Any
) -> None:
    people = four(day)
    gives_up(people[0], day)
    gives_up(people[1], day)
    real = offering.step
    steps = iter([real])

    def killed_at_the_second(pool_id: int) -> bool:
        for step in steps:
            return step(pool_id)
        raise KeyboardInterrupt

    with mock.patch.object(offering, "step", killed_at_the_second), pytest.raises(KeyboardInterrupt):
        look(day)
    assert states(day, people)[2:] == [STATE.OFFERED, STATE.WAITING]
    clock.shift(dt.timedelta(minutes=3))
    look(day)
    assert states(day, people)[2:] == [STATE.OFFERED, STATE.OFFERED]
    assert Letter.objects.filter(kind="day_offered").count() == 2
    assert Move.objects.filter(what=Move.What.OFFERED).count() == 2
    assert replayed(day)


def test_a_place_freed_while_the_worker_looks_is_not_forgotten(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    real = offering.step

    def freed_meanwhile(pool_id: int) -> bool:
        is_on = real(pool_id)
        if not is_on and request_of(people[1], day).state == STATE.ACCEPTED:
            gives_up(people[1], day)
        return is_on

    with mock.patch.object(offering, "step", freed_meanwhile):
        offering.move_on(PoolWork.objects.get(pool=day.pool_id).pk)
    assert PoolWork.objects.get(pool=day.pool).state == WorkState.QUEUED
    look(day)
    assert states(day, people)[2:] == [STATE.OFFERED, STATE.OFFERED]


def test_raising_the_number_of_places_offers_them_to_who_waits_and_lowering_respects_offers(day: Day) -> None:
    people = four(day)
    places.set_capacity(pool_id=day.pool_id, capacity=3)
    look(day)
    assert states(day, people)[2:] == [STATE.OFFERED, STATE.WAITING]
    with pytest.raises(DomainError) as refused:
        places.set_capacity(pool_id=day.pool_id, capacity=2)
    assert refused.value.field == "capacity"


def test_who_gives_a_day_up_that_is_offered_gives_the_place_to_the_next(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    gives_up(people[2], day)
    look(day)
    assert states(day, people)[2:] == [STATE.WITHDRAWN, STATE.OFFERED]
    assert replayed(day)


def test_a_manager_may_accept_whom_a_place_is_offered(day: Day) -> None:
    people = four(day)
    gives_up(people[0], day)
    look(day)
    manager = manager_of(day.cohort.residency.programme)
    request = request_of(people[2], day)
    services.decide(
        actor=manager, day_request=request, decision=services.Decision.ACCEPT, seen_state=STATE.OFFERED
    )
    assert states(day, people)[2:] == [STATE.ACCEPTED, STATE.WAITING]
    assert not Offer.objects.filter(outcome=Offer.Outcome.OPEN).exists()
    assert replayed(day)
