"""Papers as what is held of a person: taken out with their files, emptied, and still told genuine or void."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cohorts.attendance.models import Presence
from cohorts.models import Cohort, Participant
from documents import queries
from documents.gathering import CohortWords
from documents.keys import key_of
from documents.models import Addressee, Dispatch, Document, Drawing, SignedCopy
from documents.person import Papers
from documents.services import copies, dispatches, drawing, invitations, keeping, voiding
from documents.services.attestations import attest
from foundation.errors import DomainError
from messaging.models import Letter
from people.erased import words_for_nobody
from people.models import User
from people.personal_data import services as personal_services
from people.personal_data.own import Account
from tests.factories.documents import FIRST_DAY, Invited
from tests.factories.residencies import FundingProjectFactory
from tests.factories.timetable import SessionFactory
from tests.held import said_in
from tests.traces import tables_with

pytestmark = pytest.mark.django_db
# By which the person, or the head of their institution, can be known.
ORGANISATION, HEAD, POSITION = "Солов’їнська рада", "Квітці Світлані", "голові ради"
COORDINATOR, ORDER, REASON = "papers@demo.example", "77-відр", "Соломія не їде"


@pytest.fixture
def person(house: Invited) -> Participant:
    return house.add_person(given_name="Соломія", family_name="Перепелиця", organisation=ORGANISATION)


def sent_to(house: Invited, person: Participant) -> Document:
    """An invitation that was drawn and went to the institution, and came back signed, with an order."""
    values = {
        "number": "01-15/7",
        "dated": dt.date(2027, 2, 1),
        "language": "uk",
        "addressee_position": POSITION,
        "addressee_name": HEAD,
        "coordinator_email": COORDINATOR,
    }
    invitations.save_draft(actor=house.manager, participant=person, values=values)
    row = house.send(person)
    today = timezone.localdate()
    dispatches.note(actor=house.manager, document=row, date=today, to_whom=f"{POSITION} {HEAD}", way="post")
    file = SimpleUploadedFile("Перепелиця.pdf", b"%PDF-1.7 copy")
    copies.take_in(actor=house.manager, document=row, file=file)
    invitations.receive_order(actor=house.manager, document=row, number=ORDER, date=today)
    row.refresh_from_db()
    return row


def paid_by_a_donor(house: Invited, keep_until: dt.date | None) -> None:
    project = FundingProjectFactory(programme=house.cohort.residency.programme, keep_until=keep_until)
    Cohort.objects.filter(pk=house.cohort.pk).update(project=project)


def erase(user: User, capture: Any) -> None:
    with capture(execute=True):
        Papers().erase(user)


def leave(person: Participant) -> None:
    """The person is erased, whatever their account and other rooms would have to do for it."""
    Papers().erase(person.user)
    User.objects.filter(pk=person.user_id).update(
        erased_at=timezone.now(), is_active=False, given_name="", family_name="", patronymic=""
    )


# ---------------------------------------------------------------- held
def test_papers_are_held_with_what_they_say_where_they_went_and_their_files(
    house: Invited, person: Participant
) -> None:
    row, other = sent_to(house, person), house.send(house.people[0])
    papers, signed = Papers().held(person.user)
    words = said_in([papers, signed])
    for known in (row.number, "Соломія ПЕРЕПЕЛИЦЯ", ORGANISATION, ORDER, "Перепелиця.pdf"):
        assert known in words
    assert other.facts["person"] not in words
    assert [file.name for file in papers.files] == ["invitation-01-15-7.pdf"]
    for file, start in ((papers.files[0], b"%PDF-"), (signed.files[0], b"%PDF-1.7 copy")):
        with file.open() as opened:
            assert opened.read().startswith(start)


def test_the_head_of_the_institution_and_the_coordinator_are_not_named(
    house: Invited, person: Participant
) -> None:
    sent_to(house, person)
    words = said_in(Papers().held(person.user))
    assert HEAD not in words and COORDINATOR not in words


def test_why_a_paper_is_void_is_told(house: Invited, person: Participant) -> None:
    voiding.void(actor=house.manager, document=sent_to(house, person), reason=REASON)
    assert REASON in said_in(Papers().held(person.user))


@pytest.mark.parametrize(("ahead", "names_the_date"), [(30, True), (None, False)])
def test_it_is_said_that_signed_copies_stay_and_until_when(
    house: Invited, person: Participant, ahead: int | None, names_the_date: bool
) -> None:
    sent_to(house, person)
    until = timezone.localdate() + dt.timedelta(days=ahead) if ahead else None
    paid_by_a_donor(house, until)
    said = Papers().held(person.user)[1].stays
    assert said and any(letter.isdigit() for letter in said) is names_the_date


def test_it_is_not_said_of_signed_copies_that_go(house: Invited, person: Participant) -> None:
    sent_to(house, person)
    assert Papers().held(person.user)[1].stays == ""
    paid_by_a_donor(house, timezone.localdate() - dt.timedelta(days=1))
    assert Papers().held(person.user)[1].stays == ""


def test_many_papers_cost_as_many_queries_as_one(
    house: Invited, person: Participant, django_assert_num_queries: Any
) -> None:
    row = sent_to(house, person)
    for _number in range(2):
        with django_assert_num_queries(3):
            said_in(Papers().held(person.user))
        voiding.void(actor=house.manager, document=row, reason=REASON)
        row = house.send(person)


# ---------------------------------------------------------------- erased
@pytest.mark.both_databases
def test_nothing_of_the_person_is_left_in_any_table_or_file(
    house: Invited, person: Participant, django_capture_on_commit_callbacks: Any
) -> None:
    row = sent_to(house, person)
    voiding.void(actor=house.manager, document=row, reason=REASON)
    house.send(person)
    files = [each.file for each in (*Drawing.objects.all(), *SignedCopy.objects.all())]
    other = house.send(house.people[0])
    erase(person.user, django_capture_on_commit_callbacks)
    for words in ("Соломія", "Перепелиця", ORGANISATION, HEAD, POSITION, COORDINATOR, ORDER, REASON):
        assert tables_with(words, "documents") == set(), words
    assert len(files) == 3 and not any(file.storage.exists(file.name) for file in files)
    assert tables_with(COORDINATOR, "messaging") == set()
    other.refresh_from_db()
    assert other.drawn is not None and other.drawn.file.storage.exists(other.drawn.file.name)


def test_the_check_page_still_says_genuine_or_void(
    house: Invited, person: Participant, client: Client
) -> None:
    void = sent_to(house, person)
    voiding.void(actor=house.manager, document=void, reason=REASON)
    genuine = house.send(person)
    Papers().erase(person.user)
    for row, word in ((void, "Void"), (genuine, "Genuine")):
        before = (row.number, row.code)
        row.refresh_from_db()
        assert (row.number, row.code) == before
        assert word in client.get(f"/en/check/{row.code}/").text


def test_the_coordinators_link_opens_nothing_any_more(
    house: Invited, person: Participant, client: Client
) -> None:
    row = sent_to(house, person)
    address = reverse("documents:by_key", args=[key_of(row)])
    answer = client.get(address)
    assert answer.status_code == 200 and b"".join(answer).startswith(b"%PDF-")  # type: ignore[arg-type]
    Papers().erase(person.user)
    assert client.get(address).status_code == 404


def test_a_draft_goes_whole_and_a_paper_on_its_way_is_not_drawn(house: Invited, person: Participant) -> None:
    invitations.blank(CohortWords(house.cohort), person).save()
    Papers().erase(person.user)
    assert not Document.objects.filter(participant=person).exists()
    row = invitations.send(actor=house.manager, participant=house.people[0])
    work = Drawing.objects.get(document=row)
    Papers().erase(house.people[0].user)
    assert not drawing.run(work.pk) and not Drawing.objects.exists()
    assert not Letter.objects.filter(recipient=house.people[0].user).exists()


def test_the_office_reads_a_persons_papers_after_they_are_erased(
    house: Invited, person: Participant, manager_client: Client
) -> None:
    sent_to(house, person)
    for part in (Papers(), Account()):
        part.erase(person.user)
    User.objects.filter(pk=person.user_id).update(erased_at=timezone.now())
    address = reverse("documents_person", args=[house.cohort.pk, person.public_id])
    assert manager_client.get(address).status_code == 200
    desk = manager_client.get(reverse("documents_desk", args=[house.cohort.pk]))
    assert f"U-{person.user_id}" in desk.text and "erased.invalid" not in desk.text


def test_the_desk_calls_the_erased_by_their_number_and_makes_nothing_more_for_them(
    house: Invited, person: Participant, manager_client: Client
) -> None:
    sent_to(house, person)
    leave(person)
    page = manager_client.get(reverse("documents_desk", args=[house.cohort.pk])).content.decode()
    with translation.override("uk"):
        assert words_for_nobody(person.user_id) in page and _("the person is erased") in page
        assert "erased.invalid" not in page and _("being made") not in page


def test_nobody_who_is_erased_waits_for_an_invitation(
    house: Invited, person: Participant, manager_client: Client
) -> None:
    before = queries.without(queries.desk(house.cohort))
    assert person in before
    leave(person)
    lines = queries.desk(house.cohort)
    assert queries.without(lines) == [each for each in before if each != person]
    assert person not in [line.participant for line in lines]
    invitations.send_to_all(actor=house.manager, cohort=house.cohort)
    with pytest.raises(DomainError):
        invitations.save_draft(
            actor=house.manager, participant=Participant.objects.get(pk=person.pk), values={}
        )
    assert not Document.objects.filter(participant=person).exists()
    page = manager_client.get(reverse("documents_person", args=[house.cohort.pk, person.public_id]))
    assert page.status_code == 200 and "addressee_position" not in page.content.decode()


def test_to_whom_papers_of_another_institution_go_stays(house: Invited, person: Participant) -> None:
    sent_to(house, person)
    Addressee.objects.create(
        programme=house.cohort.residency.programme, institution="інша рада", position=POSITION
    )
    Papers().erase(person.user)
    assert list(Addressee.objects.values_list("institution", flat=True)) == ["інша рада"]
    assert not Dispatch.objects.exists()


# ---------------------------------------------------------------- what a donor's report rests on
@pytest.mark.parametrize(
    ("has_project", "ahead", "stays"),
    [(False, None, False), (True, None, True), (True, 0, True), (True, -1, False)],
)
def test_signed_copies_stay_as_long_as_the_donor_asks_for_the_papers(
    house: Invited,
    person: Participant,
    has_project: bool,
    ahead: int | None,
    stays: bool,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent_to(house, person)
    copy = SignedCopy.objects.get()
    if has_project:
        until = timezone.localdate() + dt.timedelta(days=ahead) if ahead is not None else None
        paid_by_a_donor(house, until)
    erase(person.user, django_capture_on_commit_callbacks)
    assert SignedCopy.objects.exists() is stays
    assert copy.file.storage.exists(copy.file.name) is stays


def test_the_clock_takes_kept_copies_of_the_erased_alone(
    house: Invited, person: Participant, django_capture_on_commit_callbacks: Any
) -> None:
    paid_by_a_donor(house, timezone.localdate())
    sent_to(house, person)
    sent_to(house, house.people[0])
    copy = SignedCopy.objects.get(document__participant=person)
    leave(person)
    assert keeping.forget_copies() == 0
    paid_by_a_donor(house, timezone.localdate() - dt.timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert keeping.forget_copies() == 1
    assert not copy.file.storage.exists(copy.file.name)
    assert SignedCopy.objects.get().document.participant == house.people[0]
    assert keeping.forget_copies() == 0


@pytest.mark.parametrize("language", ["uk", "pl"])
def test_no_paper_is_made_for_who_was_erased(house: Invited, person: Participant, language: str) -> None:
    session = SessionFactory(day=house.days[0])
    Presence.objects.create(session=session, participant=person, was_present=True, recorded_by=house.manager)
    over = dt.datetime.combine(FIRST_DAY + dt.timedelta(days=30), dt.time(12), dt.UTC)
    User.objects.filter(pk=person.user_id).update(language=language)
    with time_machine.travel(over, tick=False):
        personal_services.erase(actor=person.user, user=person.user)
        nobody = Participant.objects.get(pk=person.pk)
        for make in (attest, invitations.send):
            with pytest.raises(DomainError):
                make(actor=house.manager, participant=nobody)
    assert not Document.objects.filter(participant=person).exists()
