"""The register in the back office: list, one row, revoking, replacing, issuing again, the designs."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from certificates.models import Certificate, Design, SigningKey
from certificates.services import batches, ending, keys, rules_and_designs
from certificates.templatetags.certificates_tags import beside
from foundation.errors import DomainError
from messaging.models import Letter
from residencies.services.organisations import may_edit_organisation
from tests.back_office import filled
from tests.factories.certificates import DesignFactory, EndedCohort, ended_cohort
from tests.factories.people import AdministratorFactory, OrganisationFactory, UserFactory
from tests.letters import the_letter

from .conftest import browser_of, issue_to_all, manager_browser
from .test_office_completion import queries_of, text_of

pytestmark = pytest.mark.django_db
State = Certificate.State


def at(name: str, certificate: Certificate) -> str:
    """The address of a screen of this certificate."""
    return reverse(f"certificates_{name}", args=[certificate.public_id])


def listed(response: Any) -> list[str]:
    """The numbers on a page of the register."""
    return [row.number for row in response.context["object_list"]]


# ---------------------------------------------------------------- the list
def test_the_register_lists_own_rows_with_revoked_and_replaced_ones(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    issue_to_all(ended_cohort(people=1))
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    new = ending.replace(
        actor=ended.manager, certificate=signed[1], changes={"family": "Нова"}, reason="Описка"
    )
    response = office.get(reverse("certificates_register"))
    assert listed(response) == [new.number, *(row.number for row in reversed(signed))]
    page = text_of(response)
    assert "being signed" in page
    assert str(State.REVOKED.label) in page


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "typed",
    [
        "{number}",
        "{start}",
        "{surname}",
        "{SURNAME}",
        " {surname} ",
        "№ {number}",
        "{figures}",
        "о зpазк",  # with a Latin p
    ],
)
def test_the_register_is_searched_by_the_beginning_of_number_or_family_name(
    ended: EndedCohort, office: Client, typed: str
) -> None:
    user = ended.people[1].user
    user.family_name = "О’Зразковенко"
    user.save()
    wanted = next(row for row in issue_to_all(ended) if row.participant == ended.people[1])
    words = {
        "number": wanted.number,
        "figures": wanted.number.replace("-", ""),
        "start": wanted.number[:8],
        "surname": "о'зразк",
        "SURNAME": "О’ЗРАЗК",
    }
    response = office.get(reverse("certificates_register"), {"q": typed.format(**words)})
    assert wanted.number in listed(response)
    assert len(listed(response)) == (3 if typed == "{start}" else 1)


@pytest.mark.parametrize("typed", ["нікого", "-", "%", "_", "'; --", "9" * 300])
def test_what_nothing_answers_to_is_said(signed: list[Certificate], office: Client, typed: str) -> None:
    response = office.get(reverse("certificates_register"), {"q": typed})
    assert listed(response) == []
    assert "Nothing in the register matches this." in text_of(response)


@pytest.mark.both_databases
def test_the_register_is_filtered_by_state_and_cohort(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    url = reverse("certificates_register")
    assert listed(office.get(url, {"state": "revoked"})) == [signed[0].number]
    assert len(listed(office.get(url, {"cohort": ended.cohort.pk}))) == 3


def test_the_register_is_taken_out_as_it_is_filtered_and_searched(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    url = reverse("office_export", args=["register", 0])
    for query, wanted in (
        ("state=revoked", signed[:1]),
        (f"q={signed[1].number}", signed[1:2]),
        ("", signed),
    ):
        answer = office.post(url, {"format": "csv", "columns": ["number"], "query": query})
        lines = b"".join(answer.streaming_content).decode().split()[1:]
        assert sorted(lines) == [row.number for row in wanted]


def test_a_foreign_cohort_is_no_choice_of_the_filter(signed: list[Certificate], office: Client) -> None:
    foreign = ended_cohort()
    response = office.get(reverse("certificates_register"))
    assert foreign.cohort not in response.context["filters"].form.fields["cohort"].queryset
    assert office.get(reverse("certificates_register"), {"cohort": foreign.cohort.pk}).status_code == 200


@pytest.mark.parametrize("bad", ["x", "9" * 40, "-1", "1.5", "١"])
def test_a_filter_that_makes_no_sense_breaks_nothing(
    signed: list[Certificate], office: Client, bad: str
) -> None:
    assert office.get(reverse("certificates_register"), {"cohort": bad}).status_code == 200


def test_an_empty_register_says_what_will_be_here(ended: EndedCohort, office: Client) -> None:
    assert "Every certificate ever issued" in text_of(office.get(reverse("certificates_register")))


@pytest.mark.both_databases
def test_the_register_is_paged_with_the_same_queries_for_few_rows_and_for_many(
    signed: list[Certificate], office: Client
) -> None:
    url = reverse("certificates_register")
    few = queries_of(office, url)
    for number in range(60):
        row = Certificate.objects.get(pk=signed[0].pk)
        row.pk, row.public_id = None, uuid.uuid4()
        row.number, row.code = f"99-2026-{number:05d}", f"{number:032d}"
        row.state, row.ended_at = State.REVOKED, row.issued_at
        row.save()
    assert queries_of(office, url) == few
    assert len(listed(office.get(url))) == 50
    assert len(listed(office.get(url, {"p": 2}))) == 13
    assert len(listed(office.get(url, {"p": 99}))) == 13


def test_the_rows_alone_are_given_to_the_typing_search(signed: list[Certificate], office: Client) -> None:
    part = office.get(reverse("certificates_register_results"), {"q": signed[0].number})
    assert signed[0].number in text_of(part)
    assert "<html" not in text_of(part)


# ---------------------------------------------------------------- one row
def test_a_row_shows_what_is_printed_its_file_and_its_check_page(
    signed: list[Certificate], office: Client
) -> None:
    row = signed[0]
    page = text_of(office.get(at("detail", row)))
    for expected in (row.number, row.facts["holder"]["printed_name"], row.delivered.sha256, row.code):
        assert expected in page
    for name in ("revoke", "replace", "file"):
        assert at(name, row) in page
    assert at("again", row) not in page


def test_a_name_with_markup_is_shown_as_it_is(ended: EndedCohort, office: Client) -> None:
    user = ended.people[0].user
    user.family_name = '<img src="/etc/passwd">'
    user.save()
    row = next(row for row in issue_to_all(ended) if row.participant == ended.people[0])
    for url in (at("detail", row), at("replace", row), reverse("certificates_register")):
        page = office.get(url).content.decode()
        assert "&lt;img src=&quot;/etc/passwd&quot;&gt;" in page
        assert '<img src="/etc/passwd">' not in page


def test_a_row_that_cannot_be_printed_says_why_and_can_be_replaced(
    ended: EndedCohort, signed: list[Certificate], office: Client
) -> None:
    Certificate.objects.filter(pk=signed[0].pk).update(problem="Щось не друкується.")
    page = text_of(office.get(at("detail", signed[0])))
    assert "Щось не друкується." in page
    assert at("replace", signed[0]) in page


def test_a_snapshot_that_this_version_cannot_read_breaks_no_page(
    signed: list[Certificate], office: Client
) -> None:
    row = signed[0]
    Certificate.objects.filter(pk=row.pk).update(facts={**row.facts, "schema": 99})
    assert office.get(at("detail", row)).status_code == 200
    assert Client().get(f"/en/verify/{row.code}/").status_code == 200
    sent = {**filled(office, at("replace", row)), "family": "Нова", "reason": "x"}
    assert office.post(at("replace", row), sent).status_code == 422


def test_the_file_is_given_byte_for_byte_as_a_download(signed: list[Certificate], office: Client) -> None:
    response = office.get(at("file", signed[0]))
    with signed[0].delivered.file.open("rb") as file:
        assert b"".join(response) == file.read()
    assert response["Content-Disposition"] == f'attachment; filename="{signed[0].number}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_one_without_a_file_says_so(ended: EndedCohort, office: Client) -> None:
    from certificates.services import issuing

    issuing.issue_rows(issuing.start_batch(actor=ended.manager, cohort=ended.cohort))
    response = office.get(at("file", Certificate.objects.earliest("pk")), follow=True)
    assert "This certificate has no signed file yet." in text_of(response)


# ---------------------------------------------------------------- revoking
def test_revoking_needs_a_reason_and_tells_the_holder(signed: list[Certificate], office: Client) -> None:
    row = signed[0]
    assert office.post(at("revoke", row), {"reason": "  "}).status_code == 422
    row.refresh_from_db()
    assert row.state == State.VALID
    response = office.post(at("revoke", row), {"reason": "Видано помилково."})
    assert response["Location"] == at("detail", row)
    row.refresh_from_db()
    assert (row.state, row.end_reason) == (State.REVOKED, "Видано помилково.")
    letter = the_letter(kind="certificate_revoked")
    assert letter.recipient == row.participant.user
    assert "Видано помилково." in letter.text
    entry = ModelLogEntry.objects.filter(action="certificates.revoke").get()
    assert entry.object_id == str(row.pk)
    assert "Видано" not in str(entry.data)


def test_a_second_manager_who_revokes_reads_409_and_keeps_the_input(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Перша причина")
    response = office.post(at("revoke", signed[0]), {"reason": "Моя причина"})
    assert response.status_code == 409
    assert "no longer valid" in text_of(response)
    assert "Моя причина" in text_of(response)
    signed[0].refresh_from_db()
    assert signed[0].end_reason == "Перша причина"
    assert Letter.objects.filter(kind="certificate_revoked").count() == 1


@pytest.mark.parametrize("reason", ["a\x00b", "a\u202eb", "x" * 601])
def test_a_reason_with_hidden_characters_or_too_long_is_refused(
    signed: list[Certificate], office: Client, reason: str
) -> None:
    assert office.post(at("revoke", signed[0]), {"reason": reason}).status_code == 422


# ---------------------------------------------------------------- replacing
def looked_at(office: Client, row: Certificate, **changes: str) -> Any:
    """Send the form of a replacement with some fields typed anew, to look at the new sheet."""
    return office.post(at("replace", row), filled(office, at("replace", row), **changes))


def pressed(office: Client, row: Certificate, page: Any, **changes: str) -> Any:
    """Press the button of the page that shows both sheets."""
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return office.post(at("replace", row), {**sent, "seen": page.context["seen"], "issue": "1", **changes})


def replacement(office: Client, row: Certificate, **changes: str) -> Any:
    """Correct, look at the new sheet, issue; the answer that came last."""
    page = looked_at(office, row, **changes)
    return pressed(office, row, page) if page.status_code == 200 else page


def test_a_corrected_name_makes_a_new_row_with_its_own_number_and_the_old_one_points_to_it(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    old = signed[0]
    response = replacement(office, old, family="Виправлена", reason="Описка в прізвищі")
    new = Certificate.objects.get(replaces=old)
    assert response["Location"] == at("detail", new)
    old.refresh_from_db()
    assert old.state == State.REPLACED
    assert new.number not in {row.number for row in signed}
    assert new.code != old.code
    assert (new.facts["holder"]["family"], new.facts["replaces"]) == ("Виправлена", old.number)
    assert {**new.facts, **dict.fromkeys(("holder", "number", "issued_on", "verify_url", "replaces"))} == {
        **old.facts,
        **dict.fromkeys(("holder", "number", "issued_on", "verify_url", "replaces")),
    }
    assert batches.run_batch(new.batch_id)
    letter = the_letter(key=f"certificate_issued:{new.pk}")
    assert old.number in letter.text and old.number in letter.html
    page = text_of(office.get(at("detail", old)))
    assert at("detail", new) in page


def test_a_corrected_family_name_is_printed_registered_and_checked_as_one(
    signed: list[Certificate], office: Client
) -> None:
    """The printed name follows from its parts: nobody can leave the old one standing."""
    page = looked_at(office, signed[0], family="Виправлена", reason="Описка")
    assert "printed_name" not in page.context["form"].fields
    pressed(office, signed[0], page, printed_name="Стара Назва")
    new = Certificate.objects.get(replaces=signed[0])
    assert batches.run_batch(new.batch_id)
    with new.delivered.file.open("rb") as file:
        said = " ".join(PdfReader(file).pages[0].extract_text().split())
    holder = new.facts["holder"]
    assert holder["printed_name"].startswith("Виправлена ") and holder["printed_name"] in said
    answer = Client().post("/en/verify/", {"by_number": "1", "number": new.number, "surname": "Виправлена"})
    assert answer.context["check"].verdict.value == "valid"


def test_the_new_sheet_is_shown_beside_the_old_one_before_a_number_is_used(
    signed: list[Certificate], office: Client
) -> None:
    page = looked_at(office, signed[0], family="Виправлена", reason="Описка")
    assert (page.status_code, Certificate.objects.count()) == (200, 3)
    rows = {row.label: row for row in beside(page.context["old"], page.context["new"])}
    assert {label for label, row in rows.items() if row.differs} == {
        "Name as printed",
        "Family name, for the check",
    }
    text = text_of(page)
    assert f"<del>{signed[0].facts['holder']['printed_name']}</del>" in text
    assert f"{at('file', signed[0])}?show" in text
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sheet = office.post(at("replace", signed[0]), {**sent, "sheet": "1"})
    assert sheet["Content-Type"] == "application/pdf" and "no-store" in sheet["Cache-Control"]
    assert sheet["Content-Disposition"].startswith("inline")
    said = PdfReader(io.BytesIO(sheet.content)).pages[0].extract_text()
    assert "Виправлена" in said and "Зразок" in said
    assert signed[0].code not in said
    back = office.post(at("replace", signed[0]), {**sent, "edit": "1"})
    assert back.status_code == 200 and 'value="Виправлена"' in text_of(back)
    assert Certificate.objects.count() == 3
    last = max(row.number for row in signed)
    pressed(office, signed[0], page)
    assert int(Certificate.objects.get(replaces=signed[0]).number[-5:]) == int(last[-5:]) + 1


@pytest.mark.parametrize("changes", [{"seen": "x"}, {"seen": ""}, {"given": "Інша"}])
def test_a_sheet_that_nobody_looked_at_is_shown_again_and_not_issued(
    signed: list[Certificate], office: Client, changes: dict[str, str]
) -> None:
    page = looked_at(office, signed[0], family="Виправлена", reason="Описка")
    response = pressed(office, signed[0], page, **changes)
    assert response.status_code == 409
    assert "has changed since you looked at it" in text_of(response)
    assert Certificate.objects.count() == 3
    assert pressed(office, signed[0], response).status_code == 302


def test_a_key_put_in_meanwhile_changes_the_sheet_and_is_shown_first(
    signed: list[Certificate], office: Client
) -> None:
    page = looked_at(office, signed[0], family="Виправлена", reason="Описка")
    SigningKey.objects.update(is_trial=False)
    assert pressed(office, signed[0], page).status_code == 409
    assert Certificate.objects.count() == 3


def on_a_sheet_in_latin_letters(ended: EndedCohort) -> Certificate:
    ended.rule.design.language = "en"
    ended.rule.design.save()
    person = ended.add_person(family_name="Журавська", given_name="Ольга", latin_name="ZHURAVSKAYA OLGA")
    return next(row for row in issue_to_all(ended) if row.participant == person)


def test_on_a_sheet_in_latin_letters_the_parts_are_those_printed_and_so_is_what_is_checked(
    ended: EndedCohort, office: Client
) -> None:
    row = on_a_sheet_in_latin_letters(ended)
    assert (row.facts["holder"]["family"], row.surname_key) == ("ZHURAVSKAYA", "zhuravskaya")
    form = office.get(at("replace", row)).context["form"]
    assert (form["family"].value(), form["given"].value()) == ("ZHURAVSKAYA", "OLGA")
    assert "patronymic" not in form.fields
    assert replacement(office, row, family="Zhuravska", reason="Паспорт").status_code == 302
    new = Certificate.objects.get(replaces=row)
    assert new.facts["holder"]["printed_name"] == "OLGA Zhuravska"


@pytest.mark.parametrize("family", ["Журавська", "Zhurаvska"])
def test_a_replacement_in_latin_letters_is_refused_in_others_and_names_them(
    ended: EndedCohort, office: Client, family: str
) -> None:
    row = on_a_sheet_in_latin_letters(ended)
    response = looked_at(office, row, family=family, reason="Паспорт")
    assert response.status_code == 422
    assert "Latin letters" in " ".join(response.context["form"].errors["family"])
    assert "а" in " ".join(response.context["form"].errors["family"])
    assert f'value="{family}"' in text_of(response)


def test_what_was_issued_before_in_two_names_can_be_replaced_without_typing_anything(
    signed: list[Certificate], office: Client
) -> None:
    row = signed[0]
    row.facts["holder"]["printed_name"] = f"Стара {row.facts['holder']['given']}"
    row.save()
    assert (
        Client()
        .post("/en/verify/", {"by_number": "1", "number": row.number, "surname": "Стара"})
        .context["check"]
        .verdict.value
        == "valid"
    )
    replacement(office, row, reason="Надруковано інше прізвище")
    new = Certificate.objects.get(replaces=row).facts["holder"]
    assert new["printed_name"] == f"{new['family']} {new['given']} {new['patronymic']}".strip()


def test_a_replacement_of_a_replacement_points_on(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    replacement(office, signed[0], family="Друга", reason="Описка")
    second = Certificate.objects.get(replaces=signed[0])
    replacement(office, second, family="Третя", reason="Описка")
    third = Certificate.objects.get(replaces=second)
    assert [row.state for row in Certificate.objects.filter(pk__in=[signed[0].pk, second.pk, third.pk])] == [
        "valid",
        "replaced",
        "replaced",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family": "Нова"}, "reason"),
        ({"reason": "Описка"}, None),
        ({"family": "", "reason": "Описка"}, "family"),
        ({"family": "漢字", "reason": "Описка"}, "family"),
        ({"family": "x" * 201, "reason": "Описка"}, "family"),
        ({"family": "’-", "reason": "Описка"}, "family"),
    ],
)
def test_a_replacement_that_makes_no_sense_is_refused_at_its_field_and_uses_up_no_number(
    signed: list[Certificate], office: Client, changes: dict[str, str], field: str | None
) -> None:
    response = replacement(office, signed[0], **changes)
    assert response.status_code == 422
    assert (field or "__all__") in response.context["form"].errors
    assert Certificate.objects.count() == 3
    signed[0].refresh_from_db()
    assert signed[0].state == State.VALID
    replacement(office, signed[1], family="Нова", reason="Описка")
    last = max(row.number for row in signed)
    assert int(Certificate.objects.get(replaces=signed[1]).number[-5:]) == int(last[-5:]) + 1


def test_a_stale_replacement_is_409_with_the_input_kept(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    sent = filled(office, at("replace", signed[0]), family="Моя правка", reason="Описка")
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    response = office.post(at("replace", signed[0]), sent)
    assert response.status_code == 409
    assert "Моя правка" in text_of(response)
    assert Certificate.objects.count() == 3


# ---------------------------------------------------------------- issuing again
def test_who_had_one_revoked_gets_a_new_one_by_a_decision_of_its_own(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    assert at("again", signed[0]) in text_of(office.get(at("detail", signed[0])))
    page = office.get(at("again", signed[0]))
    assert page.status_code == 200
    assert office.post(at("again", signed[0]), {"seen": page.context["seen"]}).status_code == 302
    new = Certificate.objects.get(participant=signed[0].participant_id, state=State.VALID)
    assert new.replaces is None
    assert batches.run_batch(new.batch_id)
    assert office.post(at("again", signed[0])).status_code == 409
    signed[0].refresh_from_db()
    assert signed[0].state == State.REVOKED


def test_nobody_who_does_not_qualify_gets_one_again(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Не був на заняттях")
    signed[0].participant.presences.update(was_present=False)
    response = office.post(at("again", signed[0]))
    assert response.status_code == 422
    assert "By the completion rule this person gets no certificate." in text_of(response)


def test_the_new_sheet_after_a_revocation_is_shown_first_and_is_the_one_that_is_issued(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    page = office.get(at("again", signed[0]))
    sheet = office.get(at("again_sheet", signed[0]))
    assert sheet["Content-Type"] == "application/pdf" and "no-store" in sheet["Cache-Control"]
    user = signed[0].participant.user
    user.family_name = "Інша"
    user.save()
    response = office.post(at("again", signed[0]), {"seen": page.context["seen"]})
    assert response.status_code == 409
    assert "<strong>Інша " in text_of(response)
    assert Certificate.objects.count() == 3
    office.post(at("again", signed[0]), {"seen": response.context["seen"]})
    new = Certificate.objects.get(participant=signed[0].participant_id, state=State.VALID)
    assert (new.facts["holder"]["family"], new.surname_key) == ("Інша", "інша")


def test_a_name_corrected_on_a_ukrainian_sheet_is_not_printed_on_one_in_latin_letters(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    replacement(office, signed[0], family="Виправлена", reason="Описка")
    row = Certificate.objects.get(replaces=signed[0])
    ending.revoke(actor=ended.manager, certificate=row, reason="Не та мова")
    ended.rule.design.language = "en"
    ended.rule.design.save()
    page = office.get(at("again", row))
    assert office.post(at("again", row), {"seen": page.context["seen"]}).status_code == 302
    new = Certificate.objects.get(participant=row.participant_id, state=State.VALID)
    assert new.facts["holder"]["printed_name"].isascii()


def test_what_cannot_be_printed_again_is_said_and_breaks_nothing(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    user = signed[0].participant.user
    user.family_name = "漢字"
    user.save()
    assert office.get(at("again", signed[0])).status_code == 422
    assert office.get(at("again_sheet", signed[0]))["Location"] == at("detail", signed[0])
    assert office.post(at("again", signed[0])).status_code == 422


# ---------------------------------------------------------------- marks that changed since
def test_the_certificate_says_when_its_holder_would_not_qualify_now(
    signed: list[Certificate], office: Client
) -> None:
    assert "would not qualify now" not in text_of(office.get(at("detail", signed[0])))
    signed[0].participant.presences.update(was_present=False)
    page = text_of(office.get(at("detail", signed[0])))
    assert "The person holds this certificate and would not qualify now." in page
    assert "Attended 0 of 2 sessions" in page


def test_the_certificate_of_somebody_who_gave_up_the_day_says_so(
    signed: list[Certificate], office: Client
) -> None:
    signed[0].participant.places.all().delete()
    signed[0].participant.presences.all().delete()
    page = text_of(office.get(at("detail", signed[0])))
    assert "would not qualify now" in page


def test_a_valid_certificate_cannot_be_issued_again(signed: list[Certificate], office: Client) -> None:
    assert office.post(at("again", signed[0])).status_code == 409
    assert Certificate.objects.count() == 3


# ---------------------------------------------------------------- for whom
SCREENS = [
    ("get", "detail"),
    ("get", "file"),
    ("get", "revoke"),
    ("post", "revoke"),
    ("get", "replace"),
    ("post", "replace"),
    ("get", "again"),
    ("post", "again"),
    ("get", "again_sheet"),
]
SENT = {"reason": "Чуже", "family": "Чужа", "given": "Чужа"}


@pytest.mark.parametrize(("method", "name"), SCREENS)
def test_a_manager_of_another_programme_finds_no_row_and_changes_none(
    signed: list[Certificate], foreign: Callable[[], Client], method: str, name: str
) -> None:
    assert getattr(foreign(), method)(at(name, signed[0]), SENT).status_code == 404
    signed[0].refresh_from_db()
    assert signed[0].state == State.VALID
    assert Certificate.objects.count() == 3


@pytest.mark.parametrize(("method", "name"), SCREENS)
@pytest.mark.parametrize("who", ["holder", "somebody"])
def test_holders_and_others_do_not_come_into_the_office(
    signed: list[Certificate], method: str, name: str, who: str
) -> None:
    user = signed[0].participant.user if who == "holder" else UserFactory()
    assert getattr(browser_of(user), method)(at(name, signed[0]), SENT).status_code == 403
    signed[0].refresh_from_db()
    assert signed[0].state == State.VALID


def test_an_administrator_sees_every_programmes_rows(signed: list[Certificate]) -> None:
    client = browser_of(AdministratorFactory())
    assert len(listed(client.get(reverse("certificates_register")))) == 3
    assert client.get(at("detail", signed[0])).status_code == 200


# ---------------------------------------------------------------- designs
def new_design(ended: EndedCohort, **changes: object) -> dict[str, object]:
    return {
        "programme": ended.cohort.residency.programme_id,
        "name": "Новий",
        "kind": "participation",
        "language": "pl",
        "issuer": ended.rule.design.issuer_id,
        "signatories_pl": "Керівниця Зразкова | директорка",
        **changes,
    }


def test_a_manager_makes_and_changes_a_design_by_a_plain_form(ended: EndedCohort, office: Client) -> None:
    assert office.post(reverse("design:add"), new_design(ended)).status_code == 302
    design = Design.objects.get(name="Новий")
    url = reverse("design:edit", args=[design.pk])
    assert office.post(url, filled(office, url, legal_basis_pl="Наказ № 1")).status_code == 302
    design.refresh_from_db()
    assert design.legal_basis_pl == "Наказ № 1"
    assert "Новий" in text_of(office.get(reverse("design:index")))


def test_issued_certificates_keep_what_they_said_when_a_design_changes(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    url = reverse("design:edit", args=[ended.rule.design_id])
    office.post(url, filled(office, url, signatories_uk="Інша Особа | голова"))
    signed[0].refresh_from_db()
    assert signed[0].facts["signatories"][0]["name"] == "Керівниця Зразкова"


@pytest.mark.parametrize(
    "changes",
    [
        {"signatories_pl": "А | а\nБ | б\nВ | в\nГ | г"},
        {"name": "a\u202eb"},
        {"kind": "nobody"},
        {"language": "de"},
    ],
)
def test_a_design_that_makes_no_sense_is_refused(
    ended: EndedCohort, office: Client, changes: dict[str, str]
) -> None:
    assert office.post(reverse("design:add"), new_design(ended, **changes)).status_code == 422
    assert Design.objects.count() == 1


def test_a_foreign_design_is_found_by_nobody(ended: EndedCohort, office: Client) -> None:
    design = DesignFactory()
    for name in ("edit", "delete"):
        url = reverse(f"design:{name}", args=[design.pk])
        assert office.get(url).status_code == 404
        assert office.post(url, new_design(ended)).status_code == 404
    assert list(office.get(reverse("design:index")).context["object_list"]) == [ended.rule.design]
    design.refresh_from_db()
    assert design.name != "Новий"


def test_a_design_is_not_made_for_a_foreign_programme(ended: EndedCohort, office: Client) -> None:
    foreign = DesignFactory().programme_id
    assert office.post(reverse("design:add"), new_design(ended, programme=foreign)).status_code == 422


def test_a_design_in_use_stays_and_says_what_uses_it(ended: EndedCohort, office: Client) -> None:
    response = office.post(reverse("design:delete", args=[ended.rule.design_id]))
    assert response.status_code == 422
    assert Design.objects.filter(pk=ended.rule.design_id).exists()


def test_nobody_but_an_administrator_has_another_organisations_own_key_sign(
    ended: EndedCohort, office: Client
) -> None:
    organisation = OrganisationFactory()
    key = keys.make_trial_key(organisation)
    trial = new_design(ended, issuer=organisation.pk)
    key.is_trial = False
    key.save()
    response = office.post(reverse("design:add"), trial)
    assert response.status_code == 422
    assert "Ask an administrator" in text_of(response)
    administrator = browser_of(AdministratorFactory())
    assert administrator.post(reverse("design:add"), trial).status_code == 302
    # Once an administrator has set it up, the programme's managers go on with it.
    assert office.post(reverse("design:add"), {**trial, "name": "Ще один"}).status_code == 302


def test_nobody_issues_in_the_name_of_another_programmes_organisation(
    ended: EndedCohort, office: Client
) -> None:
    other = DesignFactory()
    url = reverse("design:edit", args=[ended.rule.design_id])
    response = office.post(url, filled(office, url, issuer=other.issuer_id))
    assert response.status_code == 422
    assert "Ask an administrator" in text_of(response)


def test_an_organisation_that_signs_is_changed_by_administrators_only(ended: EndedCohort) -> None:
    issuer = ended.rule.design.issuer
    assert not may_edit_organisation(user=ended.manager, organisation=issuer)
    SigningKey.objects.all().delete()
    assert may_edit_organisation(user=ended.manager, organisation=issuer)


def test_a_design_in_use_does_not_move_to_another_programme(ended: EndedCohort, office: Client) -> None:
    second = DesignFactory().programme
    second.memberships.create(user=ended.manager, role="manager")
    url = reverse("design:edit", args=[ended.rule.design_id])
    office.post(url, filled(office, url, programme=second.pk))
    design = Design.objects.get(pk=ended.rule.design_id)
    assert design.programme_id == ended.cohort.residency.programme_id
    design.programme = second
    with override("en"), pytest.raises(DomainError, match="use this design"):
        rules_and_designs.save_design(actor=ended.manager, design=design)


def test_managers_find_the_register_and_the_designs_in_the_menu(ended: EndedCohort) -> None:
    page = text_of(manager_browser(ended).get("/admin/"))
    assert reverse("certificates_register") in page
    assert reverse("design:index") in page
