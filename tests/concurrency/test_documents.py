"""Papers when several press at once. On PostgreSQL; with controls in which what guards them is off."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from cohorts.attendance.models import Presence
from cohorts.models import Participant
from cohorts.timetable.models import Session
from documents.models import Document, DocumentCounter, Drawing
from documents.services import drawing, invitations
from documents.services.attestations import attest
from foundation.errors import Conflict
from messaging.models import Letter
from people.models import User
from tests.factories.documents import FIRST_DAY, Invited, invited

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8
NO_FAULT = "the control does not show the fault, so the test proves nothing"


@pytest.fixture
def house() -> Invited:
    return invited(people=1)


def send(house: Invited) -> Callable[[int], Document]:
    person, actor = house.people[0].pk, house.manager.pk

    def pressed(_number: int) -> Document:
        return invitations.send(
            actor=User.objects.get(pk=actor), participant=Participant.objects.get(pk=person)
        )

    return pressed


def test_one_person_has_one_invitation_however_many_send_it(
    house: Invited, wide_window: Callable[..., None]
) -> None:
    wide_window(AT_ONCE, Document)
    outcomes = at_once(send(house), range(AT_ONCE))
    assert Document.objects.count() == Drawing.objects.count() == 1
    assert all(isinstance(error, Conflict) for error in errors(outcomes))


def test_without_lock_and_constraint_one_person_has_several(
    house: Invited,
    wide_window: Callable[..., None],
    without_row_locks: Callable[[], None],
    without_constraint: Callable[..., None],
) -> None:
    without_row_locks()
    without_constraint(Document, "document_in_force_once")
    wide_window(AT_ONCE, Document, seconds=5)
    at_once(send(house), range(AT_ONCE))
    assert Document.objects.count() > 1, NO_FAULT


@pytest.mark.parametrize("is_locked", [True, False], ids=["lock", "no lock"])
def test_numbers_of_attestations_are_given_once(
    house: Invited,
    is_locked: bool,
    wide_window: Callable[..., None],
    without_row_locks: Callable[[], None],
) -> None:
    people = [house.people[0], *(house.add_person() for _number in range(AT_ONCE - 1))]
    session = Session.objects.get(day=house.days[0])
    for person in people:
        Presence.objects.create(
            session=session, participant=person, was_present=True, recorded_by=house.manager
        )
    DocumentCounter.objects.create(
        organisation=house.cohort.residency.programme.organiser, year=FIRST_DAY.year
    )
    if not is_locked:
        without_row_locks()
    wide_window(AT_ONCE, DocumentCounter, seconds=1 if is_locked else 5)
    actor = house.manager.pk
    with time_machine.travel(dt.datetime.combine(FIRST_DAY, dt.time(12), dt.UTC) + dt.timedelta(days=1)):
        outcomes = at_once(
            lambda pk: attest(actor=User.objects.get(pk=actor), participant=Participant.objects.get(pk=pk)),
            [person.pk for person in people],
        )
    assert errors(outcomes) == []
    numbers = set(Document.objects.values_list("number", flat=True))
    if is_locked:
        assert len(numbers) == AT_ONCE
    else:
        assert len(numbers) < AT_ONCE, NO_FAULT


def test_two_workers_leave_one_file_and_one_letter(house: Invited) -> None:
    document = invitations.send(actor=house.manager, participant=house.people[0])
    pk = Drawing.objects.get(document=document).pk
    outcomes = at_once(drawing.run, [pk] * 4)
    assert errors(outcomes) == []
    assert sum(outcome.value for outcome in outcomes) == 1
    assert Letter.objects.filter(kind="invitation_ready").count() == 1
