"""The pages of replacements: who sees them, what they say, and that opening one changes nothing."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.admission.models import Application
from cohorts.models import Day, Participant, Place
from cohorts.replacing import services
from cohorts.replacing.models import Replacement
from messaging.models import Letter
from people.models import User
from residencies.models import Membership
from tests.factories.cohorts import DayFactory
from tests.factories.people import CommunityFactory, UserFactory
from tests.factories.replacing import Journey, answers_of, confirmed, journey, nominated
from tests.factories.residencies import works_in_office
from tests.school import browser_of

State = Replacement.State
NOMINATION = {
    "name": "Тарас Зразковий",
    "address": "taras@demo.example",
    "phone": "+380 50 000 00 00",
    "by_name": "Олена Координаторка",
    "by_institution": "Зразкова рада",
}


def url(made: Journey, rest: str = "") -> str:
    return f"/admin/cohorts/{made.cohort.pk}/replacements/{rest}"


def office(made: Journey, user: User | None = None) -> Client:
    return browser_of(user or made.manager)


def own_url(row: Replacement, rest: str = "") -> str:
    return f"/en/my/replacements/{row.public_id}/{rest}"


def typed(made: Journey, **more: Any) -> dict[str, Any]:
    """What the colleague types into the page."""
    answers = answers_of(CommunityFactory(), **more)
    return {**answers, "community": answers["community"].pk, "origin": "community", "go": "confirm"}


# ---------------------------------------------------------------- the office
@pytest.mark.parametrize("language", ["uk", "pl"])
def test_dates_stand_in_sentences_without_a_weekday_that_would_have_another_ending(
    made: Journey, language: str
) -> None:
    User.objects.filter(pk=made.manager.pk).update(language=language)
    made.manager.refresh_from_db()
    browser = browser_of(made.manager, language)
    page = browser.get(url(made, f"people/{made.leaver.public_id}/")).text
    says = {"uk": "місце на", "pl": "miejsce na"}[language]
    found = re.findall(f"{says} ([^<]*)", page, re.IGNORECASE)
    assert found and all(each[0].isdigit() for each in found), found


def test_a_manager_names_a_colleague_from_the_application_and_sees_what_passes(made: Journey) -> None:
    client = office(made)
    page = client.get(f"/admin/cohorts/{made.cohort.pk}/applications/{made.application.public_id}/")
    link = url(made, f"people/{made.leaver.public_id}/")
    assert link in page.content.decode()
    before = client.get(link).content.decode()
    for words in ("bus", "The bed on the night of", "asked afresh", "The place on"):
        assert words in before, words
    assert client.post(link, NOMINATION).status_code == 302
    row = Replacement.objects.get()
    assert (row.state, row.leaver, row.entered_by) == (State.NOMINATED, made.leaver, made.manager)
    again = client.get(f"/admin/cohorts/{made.cohort.pk}/applications/{made.application.public_id}/")
    assert "A colleague is named" in again.content.decode()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(made: Journey) -> None:
    link = url(made, f"people/{made.leaver.public_id}/")
    answer = office(made).post(link, {**NOMINATION, "address": "taras@", "by_name": ""})
    body = answer.content.decode()
    assert answer.status_code == 422 and "Тарас Зразковий" in body and 'value="taras@"' in body
    own = office(made).post(link, {**NOMINATION, "address": made.beside.user.email})
    assert own.status_code == 422 and "has applied" in own.content.decode()
    file = SimpleUploadedFile("x.pdf", b"MZ")
    wrong = office(made).post(link, {**NOMINATION, "letter": file})
    assert wrong.status_code == 422 and not Replacement.objects.exists()
    assert "This type of file is not accepted" in wrong.content.decode()


def test_approving_shows_both_lists_and_is_done_in_one_press(made: Journey) -> None:
    row = confirmed(made.leaver, made.manager)
    client = office(made)
    page = client.get(url(made, f"{row.pk}/"))
    body = page.content.decode()
    assert "начальник відділу" in body and "is to be given one" in body
    answer = client.post(url(made, f"{row.pk}/"), {"seen": page.context["seen"]})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == State.DONE
    assert client.post(url(made, f"{row.pk}/"), {"seen": page.context["seen"]}).status_code == 409
    assert "done" in client.get(url(made)).content.decode()


def test_taking_back_asks_for_a_reason(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    client = office(made)
    assert client.post(url(made, f"{row.pk}/back/"), {"reason": " "}).status_code == 422
    assert client.post(url(made, f"{row.pk}/back/"), {"reason": "Одужала."}).status_code == 302
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN


def test_a_letter_goes_once_more_by_a_button(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    for number, status in (("0", 302), ("x", 302), ("", 302), ("99999", 302)):
        assert office(made).post(url(made, f"{row.pk}/remind/"), {"number": number}).status_code == status
    assert Letter.objects.filter(kind="replacement_asked").count() == 2
    assert office(made).get(url(made, f"{row.pk}/remind/")).status_code == 405


def test_the_letter_of_the_institution_is_given_out_to_the_office_alone(made: Journey) -> None:
    pdf = SimpleUploadedFile("Лист.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")
    row = nominated(made.leaver, made.manager, letter=pdf)
    without = nominated(made.beside, made.manager, "other@demo.example")
    assert office(made).get(url(made, f"{without.pk}/letter/")).status_code == 404
    asked = office(made).get(url(made, f"{row.pk}/letter/"))
    assert "That you open it is written down." in asked.text
    assert not ModelLogEntry.objects.filter(action="replacing.open_letter").exists()
    answer = office(made).post(url(made, f"{row.pk}/letter/"))
    assert ModelLogEntry.objects.get(action="replacing.open_letter").user == made.manager
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    answer.close()


def test_an_assistant_reads_the_list_and_decides_nothing_a_viewer_finds_none(made: Journey) -> None:
    programme = made.cohort.residency.programme
    row = confirmed(made.leaver, made.manager)
    assistant = office(made, works_in_office(programme, role=Membership.Role.ASSISTANT))
    body = assistant.get(url(made)).content.decode()
    assert row.name in body and f"replacements/{row.pk}/" not in body
    for rest in (f"{row.pk}/", f"{row.pk}/back/", f"people/{made.leaver.public_id}/"):
        assert assistant.get(url(made, rest)).status_code == 404
    viewer = office(made, works_in_office(programme, role=Membership.Role.VIEWER))
    assert viewer.get(url(made)).status_code == 404


def test_a_row_of_another_cohort_is_not_found(made: Journey) -> None:
    other = journey()
    row = confirmed(other.leaver, other.manager)
    for rest in (f"{row.pk}/", f"{row.pk}/back/", f"{row.pk}/letter/", f"people/{other.leaver.public_id}/"):
        assert office(made).get(url(made, rest)).status_code == 404
    assert office(made).post(url(made, f"{row.pk}/remind/"), {"number": "0"}).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(
    made: Journey, django_assert_max_num_queries: Any
) -> None:
    nominated(made.leaver, made.manager)
    nominated(made.beside, made.manager, "other@demo.example")
    client = office(made)
    client.get(url(made))
    with django_assert_max_num_queries(15):
        assert client.get(url(made)).status_code == 200


def test_a_person_is_found_by_name(made: Journey) -> None:
    body = office(made).get(url(made, "?find=захворіла")).content.decode()
    assert url(made, f"people/{made.leaver.public_id}/") in body
    assert "Nobody with such a name" in office(made).get(url(made, "?find=zzz")).content.decode()


# ---------------------------------------------------------------- the call list and what waits
def test_who_is_silent_stands_first_on_the_call_list_from_8_00_on(made: Journey) -> None:
    row = nominated(made.leaver, made.manager, phone="+380 50 000 00 00")
    calls = f"/admin/cohorts/{made.cohort.pk}/calls/"
    with time_machine.travel(row.called_from, tick=False):
        page = office(made).get(calls)
        assert "Call these first" in page.content.decode()
        assert [each.name for each in page.context["first"]] == ["Тарас Зразковий"]
        assert "tel:" in page.content.decode()
    early = row.called_from - dt.timedelta(seconds=1)
    with time_machine.travel(early, tick=False):
        assert "Call these first" not in office(made).get(calls).content.decode()


def test_what_is_to_be_approved_waits_for_a_manager(made: Journey) -> None:
    confirmed(made.leaver, made.manager)
    body = office(made).get(reverse("cohort_overview", args=[made.cohort.pk])).content.decode()
    assert "Replacements" in body


# ---------------------------------------------------------------- the colleague
def test_the_colleague_makes_an_account_opens_the_page_and_nothing_changes(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    assert Client().get(own_url(row)).status_code == 302
    colleague = browser_of(UserFactory(email="taras@demo.example"))
    body = colleague.get(own_url(row)).content.decode()
    assert "Ольга Захворіла" in body and "You take over" in body
    assert "Двомісний" not in body and "bed on the night" not in body, "nothing of where the other sleeps"
    row.refresh_from_db()
    assert row.state == State.NOMINATED and not Participant.objects.filter(user__email=row.address).exists()
    with CaptureQueriesContext(connection) as captured:
        assert "In a colleague’s place" in colleague.get("/en/my/").content.decode()
    assert len([row for row in captured if row["sql"].startswith('SELECT "replacing_replacement"')]) == 1


def test_the_colleague_confirms_by_the_form_and_reads_that_it_waits(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    colleague = browser_of(UserFactory(email="taras@demo.example"))
    answer = colleague.post(own_url(row), typed(made))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answers["position"]) == (State.CONFIRMED, "начальник відділу")
    assert not Place.objects.filter(participant__user__email=row.address).exists()
    body = colleague.get(own_url(row)).content.decode()
    assert "the organiser is to approve it" in body and 'value="начальник відділу"' in body


@pytest.mark.parametrize(
    ("own", "named", "shown"),
    [
        ("+380 67 111 2233", "+380 50 000 0000", "+380 67 111 2233"),
        ("", "+380 50 000 0000", "+380 50 000 0000"),
        ("+380 67 111 2233", "", "+380 67 111 2233"),
    ],
)
def test_the_telephone_stands_there_already_the_person_s_own_before_what_the_institution_said(
    made: Journey, own: str, named: str, shown: str
) -> None:
    row = nominated(made.leaver, made.manager, phone=named)
    body = browser_of(UserFactory(email="taras@demo.example", phone=own)).get(own_url(row)).text
    assert f'value="{shown}"' in body


def test_everything_that_is_missing_is_said_at_once_and_what_was_typed_is_kept(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    colleague = browser_of(UserFactory(email="taras@demo.example", given_name="", family_name=""))
    answer = colleague.post(own_url(row), typed(made, given_name="", position="", organisation="Моя рада"))
    body = answer.content.decode()
    assert answer.status_code == 422 and "Write your position." in body and "Моя рада" in body
    assert body.count('aria-invalid="true"') >= 2
    found = colleague.post(own_url(row), {**typed(made), "go": "find", "q": "зраз"})
    assert found.status_code == 200
    row.refresh_from_db()
    assert row.state == State.NOMINATED


def test_the_colleague_says_no(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    colleague = browser_of(UserFactory(email="taras@demo.example"))
    assert colleague.get(own_url(row, "refuse/")).status_code == 200
    row.refresh_from_db()
    assert row.state == State.NOMINATED
    assert colleague.post(own_url(row, "refuse/"), {"reason": "Не можу."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.REFUSED, "Не можу.")
    assert "are not coming" in colleague.get(own_url(row)).content.decode()


def test_nobody_else_finds_the_page(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    for who in (UserFactory(), made.leaver.user, made.manager):
        assert browser_of(who).get(own_url(row)).status_code == 404
        assert browser_of(who).post(own_url(row, "refuse/"), {}).status_code == 404


@pytest.mark.parametrize("state", ["taken back", "done"])
def test_after_the_end_the_page_says_how_it_ended(made: Journey, state: str) -> None:
    colleague = UserFactory()
    row = confirmed(made.leaver, made.manager, colleague)
    if state == "done":
        services.approve(actor=made.manager, replacement=row)
        said = "the place is yours"
    else:
        services.withdraw(actor=made.manager, replacement=row, reason="Одужала.")
        said = "you need not come"
    client = browser_of(colleague)
    assert said in client.get(own_url(row)).content.decode()
    assert client.post(own_url(row), typed(made)).status_code in {409, 422}
    assert client.post(own_url(row, "refuse/"), {}).status_code == 409


# ---------------------------------------------------------------- afterwards
def test_the_call_list_is_taken_out_with_who_heads_it(made: Journey) -> None:
    row = nominated(made.leaver, made.manager, phone="+380 67 111 22 33")
    late = row.called_from + dt.timedelta(minutes=1)
    with time_machine.travel(late, tick=False):
        data = {"query": "", "format": "csv", "columns": ["name", "phone", "organisation", "calls", "note"]}
        answer = browser_of(made.manager).post(f"/admin/exports/calls/{made.cohort.pk}/", data)
        _heading, first, *others = b"".join(answer).decode().splitlines()
    assert "Тарас Зразковий" in first and "67 111 2233" in first
    assert f"in place of {made.leaver.user.official_name}" in first
    assert not any("Тарас" in line for line in others)


def test_who_came_in_a_colleague_s_place_is_asked_for_no_reasons_when_they_change_something(
    made: Journey,
) -> None:
    Day.objects.filter(cohort=made.cohort).update(admission=Day.Admission.SELECTION)
    newcomer = services.approve(actor=made.manager, replacement=confirmed(made.leaver, made.manager))
    own = Application.objects.get(participant=newcomer)
    browser, page = browser_of(newcomer.user), f"/en/my/applications/{own.public_id}/change/"
    sent = {
        "phone": "+380 50 999 99 99",
        "given_name": "Тарас",
        "family_name": "Інший",
        "version": own.version,
    }
    assert browser.post(f"{page}you/", sent).status_code == 302
    own.refresh_from_db()
    shown = browser.get(f"{page}days/")
    assert not shown.context["form"].fields["motivation"].required
    days = {"days": [day.pk for day in made.days], "motivation": "", "version": own.version}
    assert browser.post(f"{page}days/", days).status_code == 302


def test_a_day_that_is_asked_for_besides_still_wants_reasons(made: Journey) -> None:
    Day.objects.filter(cohort=made.cohort).update(admission=Day.Admission.SELECTION)
    newcomer = services.approve(actor=made.manager, replacement=confirmed(made.leaver, made.manager))
    own = Application.objects.get(participant=newcomer)
    more = DayFactory(
        cohort=made.cohort,
        date=made.days[1].date + dt.timedelta(days=1),
        admission=Day.Admission.SELECTION,
    )
    days = {"days": [*(day.pk for day in made.days), more.pk], "motivation": "", "version": own.version}
    answer = browser_of(newcomer.user).post(f"/en/my/applications/{own.public_id}/change/days/", days)
    assert answer.status_code == 422 and answer.context["form"].errors["motivation"]
