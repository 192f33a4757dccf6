"""A certificate of somebody who has one name only: printed, registered, checked and corrected by that one."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from certificates import verification
from certificates.models import Certificate
from certificates.pdf.facts import Holder
from certificates.services import ending
from certificates.verification import Verdict
from foundation.errors import DomainError
from foundation.print.printable import InvalidFacts
from tests.factories.certificates import EndedCohort, ended_cohort

from .conftest import issue_to_all, manager_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(db: None) -> EndedCohort:
    return ended_cohort()


def certificate_of(ended: EndedCohort, language: str, **names: str) -> Certificate:
    """The signed certificate of somebody with these names."""
    ended.rule.design.language = language
    ended.rule.design.save()
    nothing = {"given_name": "", "family_name": "", "patronymic": "", "latin_name": ""}
    ended.add_person(has_one_name=True, **{**nothing, **names})
    (row,) = issue_to_all(ended)
    return row


@pytest.mark.parametrize("part", ["given_name", "family_name"])
@pytest.mark.parametrize(
    ("language", "names", "printed"),
    [
        ("uk", {}, "Сукарно"),
        ("en", {}, "Sukarno"),
        ("pl", {"latin_name": "Soekarno"}, "Soekarno"),
        ("en", {"latin_name": "Anak Agung"}, "Anak Agung"),
    ],
)
def test_it_prints_the_only_name_and_is_found_by_it(
    ended: EndedCohort, part: str, language: str, names: dict[str, str], printed: str
) -> None:
    row = certificate_of(ended, language, **{part: "Сукарно"}, **names)
    assert row.facts["holder"]["printed_name"] == printed
    with row.delivered.file.open("rb") as file:
        assert printed in PdfReader(io.BytesIO(file.read())).pages[0].extract_text()
    for typed in (printed, printed.upper()):
        assert verification.by_number(row.number, typed).verdict is Verdict.VALID
    assert verification.by_number(row.number, "Інше").verdict is Verdict.UNKNOWN
    office = manager_browser(ended)
    for wanted in (printed[:4], "Сукар") if printed == "Sukarno" else (printed[:4],):
        assert row.number in office.get(reverse("certificates_register"), {"q": wanted}).text


def test_the_register_is_not_opened_without_a_name(ended: EndedCohort) -> None:
    row = certificate_of(ended, "uk", given_name="Сукарно")
    assert verification.by_number(row.number, "").verdict is Verdict.UNKNOWN
    assert verification.by_number(row.number, "-").verdict is Verdict.UNKNOWN


def test_a_person_of_two_names_whose_latin_name_is_one_word_is_still_told_what_is_missing(
    ended: EndedCohort,
) -> None:
    ended.rule.design.language = "en"
    ended.rule.design.save()
    ended.add_person(given_name="Ольга", family_name="Журавська", latin_name="Zhuravska")
    office = manager_browser(ended)
    assert "is one word" in office.get(reverse("certificates_completion", args=[ended.cohort.pk])).text


def test_a_part_of_a_name_that_was_forgotten_is_told_before_a_number_is_spent(ended: EndedCohort) -> None:
    ended.add_person(given_name="Олена", family_name="")
    office = manager_browser(ended)
    text = office.get(reverse("certificates_completion", args=[ended.cohort.pk])).text
    assert "The given name or the family name is missing" in text
    with pytest.raises(DomainError):
        issue_to_all(ended)


def test_a_name_that_was_forgotten_is_put_in_by_a_correction_and_one_too_many_taken_out(
    ended: EndedCohort,
) -> None:
    row = certificate_of(ended, "uk", given_name="Олена")
    new = ending.replace(
        actor=ended.manager, certificate=row, changes={"family": "Зразкова"}, reason="Без прізвища."
    )
    assert new.facts["holder"]["printed_name"] == "Зразкова Олена"
    again = ending.replace(actor=ended.manager, certificate=new, changes={"given": ""}, reason="Одне ім’я.")
    assert again.facts["holder"]["printed_name"] == "Зразкова"
    with pytest.raises(DomainError) as refused:
        ending.replace(actor=ended.manager, certificate=again, changes={"family": ""}, reason="Жодного.")
    assert refused.value.field == "family"


def test_the_form_of_a_correction_asks_for_both_names_unless_there_is_one_only(ended: EndedCohort) -> None:
    row = certificate_of(ended, "uk", given_name="Олена")
    office, url = manager_browser(ended), reverse("certificates_replace", args=[row.public_id])
    form = office.get(url).context["form"]
    assert form["has_one_name"].value() is True
    typed = {"given": "Олена", "family": "", "position": "голова", "reason": "Посада."}
    refused = office.post(url, typed)
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["family"]
    looked_at = office.post(url, {**typed, "has_one_name": "on"})
    assert looked_at.status_code == 200
    hidden = {field.html_name: field.value() or "" for field in looked_at.context["form"]}
    sent = {**hidden, "seen": looked_at.context["seen"], "issue": "1"}
    assert office.post(url, sent).status_code == 302
    new = Certificate.objects.get(replaces=row)
    assert new.facts["holder"]["printed_name"] == "Олена" and new.facts["holder"]["position"] == "голова"


def test_nobody_without_any_name_is_printed() -> None:
    with pytest.raises(InvalidFacts):
        Holder(given=" ", family="")
