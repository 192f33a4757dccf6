"""The last place of a session that many want at once. On PostgreSQL; with a control in which the locks are off."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone

from cohorts import places
from cohorts.choices.queries.own import own_groups
from cohorts.choices.services import choosing
from cohorts.models import Participant, Place, Waiting
from cohorts.places import PoolFull
from tests.factories.choices import Visits, visits

from .conftest import Server, at_once, cookies_of, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS, CLIENTS = 10, 40


def choose(made: Visits, number: int) -> Callable[[Participant], object]:
    row = made.row
    session = made.id_of(number)
    return lambda person: choosing.choose(actor=person.user, choice_group=row, session=session)


def test_the_last_place_of_a_session_is_given_once_in_every_round() -> None:
    made = visits(ROUNDS)
    made.set_up("first_come", *[1] * ROUNDS)
    people = [made.person() for _number in range(CLIENTS)]
    for number in range(ROUNDS):
        outcomes = at_once(choose(made, number), people)
        assert {type(error) for error in errors(outcomes)} == {PoolFull}
        assert Place.objects.filter(pool=made.option(number).pool_id).count() == 1
    held = Place.objects.filter(pool__choice_option__isnull=False)
    assert len(set(held.values_list("participant_id", flat=True))) == held.count() <= ROUNDS


def test_without_the_locks_the_last_place_is_sold_many_times(
    without_row_locks: Callable[[], None], wide_window: Callable[[int], None]
) -> None:
    made = visits(1)
    made.set_up("first_come", 1)
    people = [made.person() for _number in range(8)]
    without_row_locks()
    wide_window(len(people), seconds=5)
    at_once(choose(made, 0), people)
    held = Place.objects.filter(pool=made.option(0).pool_id).count()
    assert held > 1, "the control does not show the fault, so the test above proves nothing"


def test_people_who_change_places_with_each_other_do_not_wait_in_a_ring() -> None:
    made = visits(2)
    made.set_up("first_come", 40, 40)
    people = [made.person() for _number in range(24)]
    for number, person in enumerate(people):
        choose(made, number % 2)(person)
    for _round in range(4):
        outcomes = at_once(
            lambda pair: choose(made, (pair[0] + 1) % 2)(pair[1]),
            [(number, person) for number, person in enumerate(people)],
        )
        assert errors(outcomes) == []
    held = Place.objects.filter(pool__choice_option__isnull=False)
    assert held.count() == len(people)


def test_one_person_who_presses_many_buttons_attends_one_session() -> None:
    made = visits(4)
    made.set_up("first_come", 9, 9, 9, 9)
    person = made.person()
    outcomes = at_once(lambda number: choose(made, number)(person), [0, 1, 2, 3] * 3)
    assert errors(outcomes) == []
    assert Place.objects.filter(participant=person, pool__choice_option__isnull=False).count() == 1


def test_whoever_gives_the_day_up_while_choosing_is_left_with_neither_or_keeps_both() -> None:
    made = visits(1)
    made.set_up("first_come", 40)
    people = [made.person() for _number in range(12)]
    meeting = threading.Barrier(2)

    def either(pair: tuple[str, Participant]) -> None:
        what, person = pair
        meeting.wait(timeout=10)
        if what == "choose":
            choose(made, 0)(person)
        else:
            give_the_day_up(made, person)

    for person in people:
        outcomes = at_once(either, [("choose", person), ("leave", person)], threads=2)
        assert {type(error) for error in errors(outcomes)} <= {choosing.NotYours}
        assert not Place.objects.filter(participant=person).exists()
    assert not Waiting.objects.exists()


def give_the_day_up(made: Visits, person: Participant) -> None:
    """As admission does: the day's pool is held, and what goes with the day is given back."""
    from django.db import transaction

    from cohorts import wing

    with transaction.atomic():
        places.give_back(pool_id=made.day.pool_id, participant=person, actor=person.user)
        wing.left(made.day.pool_id, person, person.user)


def test_clients_of_the_real_page_get_exactly_one_place_and_no_fault(server: Server) -> None:
    made = visits(1)
    made.set_up("first_come", 1)
    seen = own_groups(made.person().user_id, made.cohort, timezone.now())[0].mark
    page = f"/en/my/cohorts/{made.cohort.slug}/choices/{made.row.public_id}/take/"
    people = [cookies_of(made.person().user) for _number in range(50)]

    def press(person: tuple[str, str]) -> int:
        form = {"csrfmiddlewaretoken": person[1], "session": made.id_of(0), "seen": seen}
        return server.ask("POST", page, person[0], form)[0]

    answers = [outcome.value for outcome in at_once(press, people)]
    assert Counter(answers) == {302: 1, 422: 49}
    assert Place.objects.filter(pool=made.option(0).pool_id).count() == 1
