"""The attestation: from the second day on, of what was marked so far, once for the same presence."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from cohorts.attendance.models import Presence
from cohorts.timetable.models import Session
from documents.models import Document
from documents.person import Papers
from documents.services.attestations import attest
from documents.services.voiding import void
from foundation.clocks.dates import date_in_words
from foundation.errors import DomainError
from messaging.models import Letter
from tests.documents.conftest import enter
from tests.factories.cohorts import ParticipantFactory
from tests.factories.documents import FIRST_DAY, draw, invited
from tests.letters import the_letter

pytestmark = [pytest.mark.database, pytest.mark.django_db]
SECOND_DAY = dt.datetime.combine(FIRST_DAY, dt.time(12), dt.UTC) + dt.timedelta(days=1)


@pytest.fixture
def on_second_day():
    with time_machine.travel(SECOND_DAY, tick=False):
        yield


def mark(house, person, day=0, *, present=True):
    session = Session.objects.get(day=house.days[day])
    Presence.objects.create(
        session=session, participant=person, was_present=present, recorded_by=house.manager
    )


def test_before_the_second_day_there_is_none(house):
    mark(house, house.people[0])
    with time_machine.travel(SECOND_DAY - dt.timedelta(days=1), tick=False), pytest.raises(DomainError):
        attest(actor=house.manager, participant=house.people[0])


def test_nobody_is_attested_who_was_not_marked_present(house, on_second_day):
    mark(house, house.people[0], present=False)
    with pytest.raises(DomainError):
        attest(actor=house.manager, participant=house.people[0])


def test_a_participant_asks_for_it_on_my_page_and_gets_a_numbered_file(house, client, on_second_day):
    person = house.people[0]
    mark(house, person)
    client.force_login(person.user)
    url = reverse("documents:attestation", args=[house.cohort.slug])
    assert url in client.get("/uk/my/").content.decode()
    assert client.get(url).status_code == 200
    answer = client.post(url)
    document = Document.objects.get(kind="attestation")
    assert answer["Location"] == reverse("documents:download", args=[document.public_id])
    assert document.number == "Д-2027-00001"
    assert [(day["present"], day["marked"]) for day in document.facts["attended"]] == [(1, 1)]
    draw(document)
    assert Letter.objects.filter(kind="attestation_ready", recipient=person.user).exists()
    download = client.get(answer["Location"])
    assert b"".join(download.streaming_content).startswith(b"%PDF-")


def test_the_office_makes_it_when_it_can_be_made_and_says_until_then_when_that_is(house, client):
    url = reverse("documents_person", args=[house.cohort.pk, house.people[0].public_id])
    step = reverse("documents_step", args=[house.cohort.pk, house.people[0].public_id, "attest"])
    with time_machine.travel(SECOND_DAY - dt.timedelta(days=60), tick=False):
        before = enter(client, house.manager).get(url).content.decode()
    assert step not in before
    assert date_format(SECOND_DAY.date(), "j E Y") in before
    with time_machine.travel(SECOND_DAY, tick=False):
        assert step in enter(client, house.manager).get(url).content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("uk", "можна видати з такого дня: "), ("pl", "można wystawić od dnia: ")]
)
def test_the_day_from_which_it_can_be_made_needs_no_other_case(house, client, language, words):
    client.cookies["language"] = language
    url = reverse("documents_person", args=[house.cohort.pk, house.people[0].public_id])
    with time_machine.travel(SECOND_DAY - dt.timedelta(days=60), tick=False):
        page = enter(client, house.manager).get(url).content.decode()
    with translation.override(language):
        assert f"{words}{date_in_words(SECOND_DAY.date())}." in page


def test_asking_again_gives_the_same_one_until_there_is_more_to_say(house, on_second_day):
    person = house.people[0]
    mark(house, person)
    first = attest(actor=person.user, participant=person)
    assert attest(actor=person.user, participant=person) == first
    mark(house, person, day=1)
    second = attest(actor=person.user, participant=person)
    first.refresh_from_db()
    assert second.replaces == first and first.state == Document.State.VOID
    assert second.number == "Д-2027-00002"


def test_one_that_is_made_void_is_called_an_attestation_in_the_letter(house, on_second_day):
    person = house.people[0]
    mark(house, person)
    document = attest(actor=house.manager, participant=person)
    person.user.language = "en"
    person.user.save()
    void(actor=house.manager, document=document, reason="Помилка.")
    letter = the_letter(kind="document_void")
    assert "attestation of participation" in letter.subject and "invitation" not in letter.text.lower()
    assert "attestation of participation" in letter.html


def test_my_page_offers_it_anew_only_when_more_is_marked(house, client, on_second_day):
    person = house.people[0]
    client.force_login(person.user)

    def offer():
        url = reverse("documents:attestation", args=[house.cohort.slug])
        page = client.get("/en/my/").content.decode()
        return url in page, "can be brought up to date" in page

    assert offer() == (False, False)
    mark(house, person)
    assert offer() == (True, False)
    attested = attest(actor=person.user, participant=person)
    assert offer() == (False, False)
    assert f"No. {attested.number}" in client.get("/en/my/").content.decode()
    mark(house, person, day=1)
    assert offer() == (True, True)
    attest(actor=person.user, participant=person)
    assert offer() == (False, False)


def test_what_my_page_says_of_papers_takes_as_many_queries_for_any_number(
    house, on_second_day, django_assert_num_queries
):
    person = house.people[0]
    mark(house, person)
    attest(actor=person.user, participant=person)
    with django_assert_num_queries(5):
        Papers().sections(person.user, "en")
    other = invited()
    other.people.append(ParticipantFactory(cohort=other.cohort, user=person.user))
    mark(other, other.people[0])
    attest(actor=person.user, participant=other.people[0])
    with django_assert_num_queries(5):
        Papers().sections(person.user, "en")


def test_somebody_elses_cohort_is_not_found(house, client, on_second_day):
    from tests.factories.people import UserFactory

    client.force_login(UserFactory())
    assert client.get(reverse("documents:attestation", args=[house.cohort.slug])).status_code == 404
