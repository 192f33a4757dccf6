"""The timetable and a person: sessions that they lead, releases that they made."""

import pytest

from cohorts.timetable.models import Release
from cohorts.timetable.services import release_timetable
from messaging import outbox
from messaging.models import Letter
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of, works_in_office
from tests.factories.timetable import SessionFactory
from tests.held import erase, part, queries_of, words_of
from tests.school import trainer_of
from tests.traces import tables_with

pytestmark = pytest.mark.django_db
PART = "cohorts.timetable.person.Programmes"


def test_sessions_that_one_leads_are_held_with_what_stays_of_the_programme() -> None:
    session, other = SessionFactory(title_en="Plain words"), SessionFactory(title_en="Strange matters")
    trainer, _other = trainer_of(session), trainer_of(other)
    found = part(trainer, "Sessions that you lead")
    assert found.rows[0]["Session"] == "Plain words" and found.rows[0]["Under the name"]
    assert "public profile" in found.stays and "Strange matters" not in words_of(trainer)


def test_who_leads_nothing_is_told_of_no_profile() -> None:
    assert not part(UserFactory(), "Sessions that you lead").rows


def test_a_release_that_one_made_is_held_with_its_note_and_stays_for_those_who_read_it() -> None:
    session = SessionFactory()
    cohort = session.day.cohort
    manager = works_in_office(cohort.residency.programme, role="manager")
    manager_of(cohort.residency.programme)
    release_timetable(actor=manager, cohort=cohort, note="Додано майстерню", expected=0)
    row = part(manager, "Releases of programmes").rows[0]
    assert (row["Number"], row["What changed, for readers"]) == ("1", "Додано майстерню")
    erase(manager)
    assert Release.objects.get().released_by_id == manager.pk


def test_the_letters_that_told_other_managers_who_released_it_say_no_more() -> None:
    session = SessionFactory()
    programme = session.day.cohort.residency.programme
    manager, other = manager_of(programme), manager_of(programme)
    User.objects.filter(pk=manager.pk).update(given_name="Слідана", family_name="Слідова")
    manager.refresh_from_db()
    release_timetable(actor=manager, cohort=session.day.cohort, note="", expected=0)
    told = Letter.objects.get(kind="release_for_managers")
    outbox.deliver(told.pk)
    assert "Слідана" in Letter.objects.get(pk=told.pk).text
    erase(manager)
    left = Letter.objects.get(pk=told.pk)
    assert left.recipient == other and left.finished_at
    assert tables_with("Слідана", "messaging", "people", "timetable") == set()


def test_any_number_of_sessions_takes_two_queries() -> None:
    session = SessionFactory()
    trainer = trainer_of(session)
    assert queries_of(PART, trainer) == 2
    profile = session.trainers.get()
    for _number in range(3):
        SessionFactory(day=DayFactory(cohort=CohortFactory()), trainers=[profile])
    assert queries_of(PART, trainer) == 2
