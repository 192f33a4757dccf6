"""The register in the back office: list, one row, revoking, replacing, issuing again, the designs."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from certificates.models import Certificate, Design, SigningKey
from certificates.services import batches, ending, keys, rules
from messaging.models import Letter
from people.errors import DomainError
from residencies.services import may_edit_organisation
from tests.back_office import filled
from tests.factories.certificates import DesignFactory, EndedCohort, ended_cohort
from tests.factories.people import AdministratorFactory, OrganisationFactory, UserFactory

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


@pytest.mark.parametrize(
    "typed", ["{number}", "{start}", "{surname}", "{SURNAME}", " {surname} ", "№ {number}"]
)
def test_the_register_is_searched_by_the_beginning_of_number_or_family_name(
    ended: EndedCohort, office: Client, typed: str
) -> None:
    user = ended.people[1].user
    user.family_name = "О’Зразковенко"
    user.save()
    wanted = next(row for row in issue_to_all(ended) if row.participant == ended.people[1])
    words = {"number": wanted.number, "start": wanted.number[:8], "surname": "о'зразк", "SURNAME": "О’ЗРАЗК"}
    response = office.get(reverse("certificates_register"), {"q": typed.format(**words)})
    assert wanted.number in listed(response)
    assert len(listed(response)) == (3 if typed == "{start}" else 1)


@pytest.mark.parametrize("typed", ["нікого", "-", "%", "_", "'; --", "9" * 300])
def test_what_nothing_answers_to_is_said(signed: list[Certificate], office: Client, typed: str) -> None:
    response = office.get(reverse("certificates_register"), {"q": typed})
    assert listed(response) == []
    assert "Nothing in the register matches this." in text_of(response)


def test_the_register_is_filtered_by_state_and_cohort(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    url = reverse("certificates_register")
    assert listed(office.get(url, {"state": "revoked"})) == [signed[0].number]
    assert len(listed(office.get(url, {"cohort": ended.cohort.pk}))) == 3


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
    letter = Letter.objects.get(kind="certificate_revoked")
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
def replacement(office: Client, row: Certificate, **changes: str) -> Any:
    """Send the form of a replacement with some fields typed anew."""
    return office.post(at("replace", row), filled(office, at("replace", row), **changes))


def test_a_corrected_name_makes_a_new_row_with_its_own_number_and_the_old_one_points_to_it(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    old = signed[0]
    response = replacement(
        office, old, family="Виправлена", printed_name="Виправлена Зразок", reason="Описка в прізвищі"
    )
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
    letter = Letter.objects.get(key=f"certificate_issued:{new.pk}")
    assert old.number in letter.text and old.number in letter.html
    page = text_of(office.get(at("detail", old)))
    assert at("detail", new) in page


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
        ({"printed_name": "x" * 301, "reason": "Описка"}, "printed_name"),
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
    assert office.get(at("again", signed[0])).status_code == 200
    assert office.post(at("again", signed[0])).status_code == 302
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
]
SENT = {"reason": "Чуже", "family": "Чужа", "given": "Чужа", "printed_name": "Чужа"}


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
        "signatories": "Керівниця Зразкова | директорка",
        **changes,
    }


def test_a_manager_makes_and_changes_a_design_by_a_plain_form(ended: EndedCohort, office: Client) -> None:
    assert office.post(reverse("design:add"), new_design(ended)).status_code == 302
    design = Design.objects.get(name="Новий")
    url = reverse("design:edit", args=[design.pk])
    assert office.post(url, filled(office, url, legal_basis="Наказ № 1")).status_code == 302
    design.refresh_from_db()
    assert design.legal_basis == "Наказ № 1"
    assert "Новий" in text_of(office.get(reverse("design:index")))


def test_issued_certificates_keep_what_they_said_when_a_design_changes(
    signed: list[Certificate], ended: EndedCohort, office: Client
) -> None:
    url = reverse("design:edit", args=[ended.rule.design_id])
    office.post(url, filled(office, url, signatories="Інша Особа | голова"))
    signed[0].refresh_from_db()
    assert signed[0].facts["signatories"][0]["name"] == "Керівниця Зразкова"


@pytest.mark.parametrize(
    "changes",
    [
        {"signatories": "А | а\nБ | б\nВ | в\nГ | г"},
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
        rules.save_design(actor=ended.manager, design=design)


def test_managers_find_the_register_and_the_designs_in_the_menu(ended: EndedCohort) -> None:
    page = text_of(manager_browser(ended).get("/admin/"))
    assert reverse("certificates_register") in page
    assert reverse("design:index") in page
