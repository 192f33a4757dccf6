"""Fifty people for the last place of a session on SQLite, which lets one writer in at a time."""

import pytest

from cohorts.choices.services import choosing
from cohorts.models import Place
from cohorts.places import PoolFull
from tests.concurrency.conftest import at_once, errors
from tests.factories.choices import visits

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def test_exactly_one_of_fifty_gets_it() -> None:
    made = visits(1)
    made.set_up("first_come", 1)
    row, session = made.row, made.id_of(0)
    people = [made.person() for _number in range(50)]
    outcomes = at_once(
        lambda person: choosing.choose(actor=person.user, choice_group=row, session=session),
        people,
        threads=50,
    )
    assert [type(error) for error in errors(outcomes)] == [PoolFull] * 49
    assert Place.objects.filter(pool=made.option(0).pool_id).count() == 1
