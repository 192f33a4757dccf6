"""A design that leaves the language open: each holder gets the sheet in the language that they read."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import HOLDERS_LANGUAGE, Certificate, Design
from certificates.queries import completion_table
from certificates.services import ending, issuing
from people.models import User
from tests.back_office import filled
from tests.factories.certificates import EndedCohort

from .conftest import issue_to_all
from .test_office_completion import text_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("uk", "en", "pl")


def write(row: Any, **words: str) -> None:
    """Write the words of a row in three languages, told apart by the language at their end."""
    for name, said in words.items():
        for language in LANGUAGES:
            setattr(row, f"{name}_{language}", f"{said} {language}")
    row.save()


@pytest.fixture
def open_design(ended: EndedCohort) -> EndedCohort:
    """Three people who read Ukrainian, English and Polish; all that is printed is written in three languages."""
    cohort, design = ended.cohort, ended.rule.design
    design.language = HOLDERS_LANGUAGE
    write(design, licence="Licence", legal_basis="Basis", signatories="Signatory")
    write(design.issuer, name="Issuer")
    write(cohort.residency.programme, name="Programme")
    write(cohort.residency, name="Residency")
    write(cohort, town="Town")
    write(cohort.course, outcomes="Outcome", approved_by="Approved")
    for person, language in zip(ended.people, LANGUAGES, strict=True):
        person.user.language = language
        person.user.family_name, person.user.given_name = "Журавська", "Ольга"
        person.user.save()
    return ended


def by_language(rows: list[Certificate]) -> dict[str, Certificate]:
    return {row.facts["language"]: row for row in rows}


def test_each_holder_gets_the_sheet_in_their_language_and_the_name_in_its_letters(
    open_design: EndedCohort,
) -> None:
    rows = by_language(issue_to_all(open_design))
    assert {language: rows[language].participant for language in LANGUAGES} == dict(
        zip(LANGUAGES, open_design.people, strict=True)
    )
    for language, row in rows.items():
        facts = row.facts
        said = [
            facts["programme"]["name"],
            facts["programme"]["approved_by"],
            facts["topic"],
            facts["place"],
            *facts["outcomes"],
            facts["legal_basis"],
            facts["issuer"]["name"],
            facts["issuer"]["licence"],
            facts["signatories"][0]["name"],
        ]
        assert [text.rpartition(" ")[2] for text in said] == [language] * 9
    names = {language: row.facts["holder"]["printed_name"] for language, row in rows.items()}
    assert names["uk"].startswith("Журавська Ольга")
    assert names["en"] == names["pl"] == "Olha Zhuravska"
    assert rows["pl"].facts["title"] == "Zaświadczenie o podniesieniu kwalifikacji"


def test_what_is_not_written_in_a_holders_language_is_named_before_a_number_is_spent(
    open_design: EndedCohort, office: Client
) -> None:
    course = open_design.cohort.course
    course.outcomes_pl = ""
    course.save()
    page = text_of(office.get(reverse("certificates_completion", args=[open_design.cohort.pk])))
    assert "The certificate cannot be printed: Learning outcomes, “Outcome uk”" in page
    assert "this is not written in the holder’s language (Polski)" in page
    assert set(by_language(issue_to_all(open_design))) == {"uk", "en"}


def test_a_design_in_one_language_goes_on_as_it_was_whatever_its_holders_read(ended: EndedCohort) -> None:
    User.objects.update(language="pl")
    assert [row.facts["language"] for row in issue_to_all(ended)] == ["uk"] * 3


def test_whoever_changed_their_language_since_the_look_gets_no_sheet_that_nobody_saw(
    open_design: EndedCohort,
) -> None:
    batch = issuing.start_batch(actor=open_design.manager, cohort=open_design.cohort)
    User.objects.filter(pk=open_design.people[0].user_id).update(language="en")
    issuing.issue_rows(batch)
    assert set(Certificate.objects.values_list("participant", flat=True)) == {
        person.pk for person in open_design.people[1:]
    }


def test_a_new_one_after_a_revocation_is_in_the_holders_language(open_design: EndedCohort) -> None:
    row = by_language(issue_to_all(open_design))["pl"]
    ending.revoke(actor=open_design.manager, certificate=row, reason="Помилка")
    new = issuing.issue_again(actor=open_design.manager, certificate=row)
    assert new.facts["language"] == "pl"


def test_three_languages_take_as_many_queries_as_one(open_design: EndedCohort) -> None:
    with CaptureQueriesContext(connection) as three:
        completion_table(open_design.cohort)
    User.objects.update(language="uk")
    with CaptureQueriesContext(connection) as one:
        completion_table(open_design.cohort)
    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ({}, 302),
        ({"licence_uk": "№ 1", "licence_en": "No. 1", "licence_pl": "nr 1"}, 302),
        ({"licence_uk": "№ 1", "licence_pl": "nr 1"}, 422),
        ({"signatories_uk": "Керівниця | директорка"}, 422),
    ],
)
def test_a_design_in_the_holders_language_is_written_in_all_three_or_in_none(
    ended: EndedCohort, office: Client, written: dict[str, str], status: int
) -> None:
    sent = {
        "programme": ended.cohort.residency.programme_id,
        "name": "Відкрита",
        "kind": "qualification",
        "language": HOLDERS_LANGUAGE,
        "issuer": ended.rule.design.issuer_id,
        **written,
    }
    response = office.post(reverse("design:add"), sent)
    assert response.status_code == status
    assert Design.objects.filter(name="Відкрита").exists() is (status == 302)
    if status == 422:
        assert "write this in all three languages, or in none" in text_of(response)


def test_a_managers_form_offers_the_holders_language(ended: EndedCohort, office: Client) -> None:
    url = reverse("design:edit", args=[ended.rule.design_id])
    sent = filled(office, url, language=HOLDERS_LANGUAGE, signatories_en="A | a", signatories_pl="B | b")
    assert office.post(url, sent).status_code == 302
    ended.rule.design.refresh_from_db()
    assert ended.rule.design.language == HOLDERS_LANGUAGE
