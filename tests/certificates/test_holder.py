"""What a holder does with a certificate: finds it on “My page”, downloads it, reads what became of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from certificates.services import batches, ending, issuing
from cohorts.admission.models import DayRequest
from tests.factories.certificates import EndedCohort
from tests.factories.people import AdministratorFactory, UserFactory
from tests.letters import the_letter

from .conftest import browser_of, issue_to_all, manager_browser
from .test_office_completion import queries_of, text_of

pytestmark = pytest.mark.django_db


def at(certificate: Certificate) -> str:
    """The holder's address of a certificate."""
    return f"/en/my/certificates/{certificate.public_id}/"


def holder(certificate: Certificate) -> Client:
    return browser_of(certificate.participant.user)


def section(client: Client, language: str = "en") -> Any:
    """The part of “My page” about certificates."""
    sections = client.get(f"/{language}/my/").context["sections"]
    return next((each for each in sections if any("certificate" in item.url for item in each.items)), None)


def test_the_holder_downloads_the_file_byte_for_byte(signed: list[Certificate]) -> None:
    response = holder(signed[0]).get(at(signed[0]))
    with signed[0].delivered.file.open("rb") as file:
        assert b"".join(response) == file.read()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{signed[0].number}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_the_application_of_days_that_are_over_leads_to_the_certificate(signed: list[Certificate]) -> None:
    participant = signed[0].participant
    DayRequest.objects.create(
        application=participant.application,
        day=participant.cohort.days.get(),
        state=DayRequest.State.ACCEPTED,
    )
    page = holder(signed[0]).get(f"/en/my/applications/{participant.application.public_id}/")
    assert f'href="{at(signed[0])}">Certificate<' in page.text
    assert f'href="/en/my/cohorts/{participant.cohort.slug}/">Programme and materials<' in page.text


@pytest.mark.parametrize("who", ["another holder", "somebody", "the manager", "an administrator"])
def test_somebody_elses_certificate_is_not_found(
    signed: list[Certificate], ended: EndedCohort, who: str
) -> None:
    client = {
        "another holder": lambda: holder(signed[1]),
        "somebody": lambda: browser_of(UserFactory()),
        "the manager": lambda: manager_browser(ended),
        "an administrator": lambda: browser_of(AdministratorFactory()),
    }[who]()
    assert client.get(at(signed[0])).status_code == 404


def test_who_is_not_signed_in_is_led_to_signing_in_and_back(signed: list[Certificate]) -> None:
    response = Client().get(at(signed[0]))
    assert response.status_code == 302
    assert response["Location"] == f"/en/accounts/login/?next={at(signed[0])}"


def test_an_account_that_is_switched_off_opens_nothing(signed: list[Certificate]) -> None:
    client = holder(signed[0])
    user = signed[0].participant.user
    user.is_active = False
    user.save()
    assert client.get(at(signed[0])).status_code == 302


def test_one_that_is_being_signed_says_so(ended: EndedCohort) -> None:
    issuing.issue_rows(issuing.start_batch(actor=ended.manager, cohort=ended.cohort))
    row = Certificate.objects.earliest("pk")
    response = holder(row).get(at(row))
    assert response.status_code == 202
    assert "It is being signed" in text_of(response)
    Certificate.objects.filter(pk=row.pk).update(problem="Не друкується")
    page = text_of(holder(row).get(at(row)))
    assert "cannot be printed" in page
    assert "Не друкується" not in page


def test_a_revoked_one_shows_the_date_and_the_reason_and_gives_no_file(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Видано\nпомилково <b>")
    response = holder(signed[0]).get(at(signed[0]))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    page = text_of(response)
    assert '<p class="verdict-word">Revoked</p>' in page
    assert "Видано<br>помилково &lt;b&gt;" in page


def test_the_address_of_a_replaced_one_leads_to_its_successor(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    new = ending.replace(
        actor=ended.manager, certificate=signed[0], changes={"family": "Нова"}, reason="Описка"
    )
    batches.run_batch(new.batch_id)
    response = holder(signed[0]).get(at(signed[0]))
    assert response["Location"] == at(new)
    assert b"".join(holder(signed[0]).get(at(new))).startswith(b"%PDF-")


def test_it_changes_nothing_by_post(signed: list[Certificate]) -> None:
    assert holder(signed[0]).post(at(signed[0])).status_code == 405


# ---------------------------------------------------------------- “My page”
def test_my_page_lists_ones_own_certificates_and_nobody_elses(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    items = section(holder(signed[0])).items
    assert [item.url for item in items] == [at(signed[0])]
    assert signed[0].number in items[0].title
    assert items[0].state_kind == "ok"
    assert section(browser_of(UserFactory())) is None


def test_my_page_does_not_call_a_certificate_valid_before_its_file_is_there(ended: EndedCohort) -> None:
    issuing.issue_rows(issuing.start_batch(actor=ended.manager, cohort=ended.cohort))
    row = Certificate.objects.earliest("pk")
    (item,) = section(holder(row)).items
    assert (item.state, item.state_kind) == ("being signed", "wait")
    Certificate.objects.filter(pk=row.pk).update(problem="Не друкується")
    (item,) = section(holder(row)).items
    assert (item.state, item.state_kind) == ("cannot be printed", "warn")


def test_my_page_shows_a_revoked_one_as_revoked_and_the_successor_instead_of_a_replaced_one(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    assert [item.state_kind for item in section(holder(signed[0])).items] == ["stop"]
    new = ending.replace(
        actor=ended.manager, certificate=signed[1], changes={"family": "Нова"}, reason="Описка"
    )
    assert [item.url for item in section(holder(signed[1])).items] == [at(new)]


def test_the_links_of_my_page_stay_in_its_language(signed: list[Certificate]) -> None:
    assert section(holder(signed[0]), "pl").items[0].url == at(signed[0]).replace("/en/", "/pl/")


def test_my_page_takes_as_many_queries_with_one_certificate_as_with_many(ended: EndedCohort) -> None:
    row = issue_to_all(ended)[0]
    client = holder(row)
    few = queries_of(client, "/en/my/")
    for _time in range(3):
        ending.revoke(
            actor=ended.manager,
            certificate=Certificate.objects.get(participant=row.participant_id, state="valid"),
            reason="Помилка",
        )
        issuing.issue_again(actor=ended.manager, certificate=row)
    assert len(section(client).items) == 4
    assert queries_of(client, "/en/my/") == few


def test_the_button_of_the_letter_leads_to_the_file(signed: list[Certificate]) -> None:
    letter = the_letter(key=f"certificate_issued:{signed[0].pk}")
    url = reverse("certificates:download", args=[signed[0].public_id]).split("/", 2)[2]
    assert f"http://testserver/uk/{url}" in letter.text
