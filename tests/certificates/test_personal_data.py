"""Certificates as what is held of a person: taken out with their sheets, and confirmed when they are gone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from certificates.models import Certificate
from certificates.person import Certificates
from certificates.queries import completion_table, who_is_ready
from certificates.services import ending
from certificates.verification import Verdict, by_number
from cohorts.models import Participant
from people.models import User
from people.personal_data import services
from tests.factories.certificates import EndedCohort
from tests.factories.cohorts import CohortFactory
from tests.factories.people import UserFactory
from tests.held import said_in
from tests.traces import tables_with

pytestmark = pytest.mark.django_db
REASON = "Помилка в імені Соломії"


def test_a_certificate_is_held_with_what_it_says_and_its_sheet(signed: list[Certificate]) -> None:
    mine, other = signed[:2]
    [part] = Certificates().held(mine.participant.user)
    words = said_in([part])
    assert mine.number in words and mine.facts["holder"]["printed_name"] in words
    assert other.number not in words and other.facts["holder"]["printed_name"] not in words
    [file] = part.files
    with file.open() as opened, mine.delivered.file.open("rb") as sheet:
        assert file.name == f"{mine.number}.pdf" and opened.read() == sheet.read()
    assert "register" in part.stays or "реєстр" in part.stays


def test_why_a_certificate_was_revoked_is_told_to_its_holder(signed: list[Certificate]) -> None:
    ending.revoke(actor=UserFactory(), certificate=signed[0], reason=REASON)
    assert REASON in said_in(Certificates().held(signed[0].participant.user))


def test_the_register_confirms_the_certificate_of_who_was_erased(
    signed: list[Certificate], client: Client
) -> None:
    mine = signed[0]
    before = mine.facts
    Certificates().erase(mine.participant.user)
    mine.refresh_from_db()
    assert mine.facts == before and mine.delivered.file.storage.exists(mine.delivered.file.name)
    assert by_number(mine.number, mine.facts["holder"]["family"]).verdict is Verdict.VALID
    assert client.get(f"/en/verify/{mine.code}/").status_code == 200


def test_nothing_is_issued_to_who_was_erased_and_the_office_reads_why(
    ended: EndedCohort, office: Client
) -> None:
    gone = completion_table(ended.cohort)[0].participant
    services.erase(actor=gone.user, user=gone.user)
    assert gone.pk not in {line.participant.pk for line in who_is_ready(ended.cohort)}
    page = office.get(reverse("certificates_completion", args=[ended.cohort.pk])).text
    assert f"erased account U-{gone.user_id}" in page and "erased.invalid" not in page


def test_the_reason_of_an_end_goes_with_the_person(signed: list[Certificate]) -> None:
    mine, other = signed[:2]
    for row in (mine, other):
        ending.revoke(actor=UserFactory(), certificate=row, reason=f"{REASON} {row.number}")
    Certificates().erase(mine.participant.user)
    assert tables_with(f"{REASON} {mine.number}", "certificates") == set()
    assert Certificate.objects.get(pk=other.pk).end_reason


def test_no_certificate_is_issued_to_who_is_erased_and_the_list_says_why(ended: EndedCohort) -> None:
    gone, *others = ended.people
    User.objects.filter(pk=gone.user_id).update(
        erased_at=timezone.now(), is_active=False, given_name="", family_name="", patronymic="", latin_name=""
    )
    assert {line.participant for line in who_is_ready(ended.cohort)} == set(others)
    [line] = [line for line in completion_table(ended.cohort) if line.participant == gone]
    with translation.override("en"):
        assert "The person is erased" in line.outcome.reasons[-1].text("en")
        assert line.participant.user.listed_name == f"erased account U-{gone.user_id}"


def test_many_certificates_cost_as_many_queries_as_one(
    signed: list[Certificate], django_assert_num_queries: Any
) -> None:
    user, other = signed[0].participant.user, signed[1].participant
    with django_assert_num_queries(1):
        assert len(Certificates().held(user)[0].rows) == 1
    cohort = CohortFactory(residency=other.cohort.residency)
    Participant.objects.filter(pk=other.pk).update(user=user, cohort=cohort)
    with django_assert_num_queries(1):
        assert len(Certificates().held(user)[0].rows) == 2
