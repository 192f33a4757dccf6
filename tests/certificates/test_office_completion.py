"""The manager's screens of a cohort: who gets a certificate and why not, the rule, the batch, all as one ZIP."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from wagtail.log_actions import log

from certificates.models import Batch, Certificate, CompletionRule, RegisterCounter
from certificates.services import batches, ending, issuing
from cohorts.attendance.models import Presence
from cohorts.models import Cohort, Day
from courses.models import Course
from foundation.work import WorkState
from people.models import User
from tests.factories.certificates import DesignFactory, EndedCohort, ended_cohort
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.people import AdministratorFactory, UserFactory
from tests.factories.residencies import PartnerFactory

from .conftest import browser_of, issue_to_all, manager_browser, seen_of

pytestmark = pytest.mark.django_db


def at(name: str, thing: Cohort | Batch) -> str:
    """The address of a screen of this cohort or batch."""
    return reverse(name, args=[thing.public_id if isinstance(thing, Batch) else thing.pk])


def queries_of(client: Client, url: str) -> int:
    """How many queries a page takes, once what is kept in the process is there."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def text_of(response: Any) -> str:
    """The page without runs of white space."""
    return " ".join(response.content.decode().split())


# ---------------------------------------------------------------- who gets one
def test_the_list_says_who_qualifies_and_why_the_others_do_not(ended: EndedCohort, office: Client) -> None:
    lazy = ended.add_person(attended=1, family_name="Відсутня")
    response = office.get(at("certificates_completion", ended.cohort))
    lines = {line.participant.pk: line for line in response.context["lines"]}
    assert [pk for pk, line in lines.items() if line.is_ready] == [person.pk for person in ended.people[:3]]
    assert not lines[lazy.pk].is_ready
    assert "Attended 1 of 2 sessions: 50 %, 80 % needed." in text_of(response)
    assert "Issue 3 certificates" in text_of(response)


def test_before_the_last_day_a_person_reads_as_still_to_come_and_as_nothing_worse(
    ended: EndedCohort, office: Client
) -> None:
    later = DayFactory(cohort=ended.cohort, date=timezone.localdate() + dt.timedelta(days=9))
    PlaceFactory(pool=later.pool, participant=ended.people[0])
    Day.objects.update(hours=6)  # of those who hold one day only
    response = office.get(at("certificates_completion", ended.cohort), {"show": "to_come"})
    assert [line.participant for line in response.context["lines"]] == [ended.people[0]]
    assert response.context["numbers"] == {
        "ready": 2,
        "issued": 0,
        "lost": 0,
        "revoked": 0,
        "to_come": 1,
        "without": 0,
    }
    page = text_of(response)
    assert '<span class="w-status">still to come</span>' in page and "Still to come: " in page
    assert "does not qualify</span>" not in page and "Was not at" not in page


@pytest.mark.parametrize(
    ("show", "expected"), [("ready", 1), ("issued", 3), ("without", 1), ("", 5), ("x", 5)]
)
def test_each_number_leads_to_its_people(
    ended: EndedCohort, office: Client, show: str, expected: int
) -> None:
    issue_to_all(ended)
    ended.add_person(attended=2)
    ended.add_person(attended=0)
    response = office.get(at("certificates_completion", ended.cohort), {"show": show})
    assert len(response.context["lines"]) == expected
    assert response.context["numbers"] == {
        "ready": 1,
        "issued": 3,
        "lost": 0,
        "revoked": 0,
        "to_come": 0,
        "without": 1,
    }


def test_a_cohort_without_a_rule_says_what_to_do_and_issues_to_nobody(
    ended: EndedCohort, office: Client
) -> None:
    ended.rule.delete()
    response = office.get(at("certificates_completion", ended.cohort))
    assert at("certificates_rule", ended.cohort) in text_of(response)
    assert at("certificates_issue", ended.cohort) not in text_of(response)


def test_an_empty_cohort_says_what_will_be_here(ended: EndedCohort, office: Client) -> None:
    empty = CohortFactory(residency=ended.cohort.residency)
    response = office.get(at("certificates_completion", empty))
    assert response.status_code == 200
    assert "Accepted people will stand here" in text_of(response)


def test_who_cannot_be_printed_is_told_apart_before_a_number_is_spent(
    ended: EndedCohort, office: Client
) -> None:
    strange = ended.people[0].user
    strange.family_name = "漢字"
    strange.save()
    response = office.get(at("certificates_completion", ended.cohort))
    assert response.context["numbers"]["ready"] == 2
    assert "U+6F22" in text_of(response)
    issue_to_all(ended)
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({"latin_name": "Olhа Zhuravska"}, "holds other letters: а."),
        ({"latin_name": "Ольга Журавська"}, "holds other letters: О, л, ь, г, а, Ж, у, р, в, с, к."),
        ({"given_name": "Зыкъ"}, "holds other letters: ы, ъ."),
        ({"latin_name": "Zhuravska"}, "is one word"),
    ],
)
def test_who_has_other_letters_in_the_latin_name_cannot_be_printed_and_reads_which(
    ended: EndedCohort, office: Client, person: dict[str, str], said: str
) -> None:
    """Whatever was typed before the forms asked for Latin letters."""
    ended.rule.design.language = "en"
    ended.rule.design.save()
    ended.add_person(**{"family_name": "Журавська", "given_name": "Ольга", **person})
    page = office.get(at("certificates_completion", ended.cohort))
    assert page.context["numbers"]["ready"] == 3
    assert "The certificate cannot be printed: The name in Latin letters" in text_of(page)
    assert said in text_of(page)
    issue_to_all(ended)
    assert Certificate.objects.count() == 3


def test_who_holds_one_and_would_not_qualify_now_is_told_apart(
    ended: EndedCohort, signed: list[Certificate], office: Client
) -> None:
    lost, gone, unprintable = (row.participant for row in signed)
    lost.presences.update(was_present=False)
    gone.places.all().delete()
    gone.presences.all().delete()
    User.objects.filter(pk=unprintable.user.pk).update(family_name="漢字")
    response = office.get(at("certificates_completion", ended.cohort), {"show": "lost"})
    assert {line.participant for line in response.context["lines"]} == {lost, gone}
    assert response.context["numbers"]["lost"] == 2
    assert text_of(response).count("holds one, would not qualify now") == 2
    overview = text_of(office.get(reverse("cohort_overview", args=[ended.cohort.pk])))
    assert "2 hold one and would not qualify now." in overview


def test_what_can_be_printed_for_nobody_is_said_of_everybody(ended: EndedCohort, office: Client) -> None:
    for _number in range(21):
        PartnerFactory(programme=ended.cohort.residency.programme)
    response = office.get(at("certificates_completion", ended.cohort))
    assert response.context["numbers"]["ready"] == 0
    assert "at most 20" in text_of(response)


def test_hours_that_nobody_set_stand_in_the_way(ended: EndedCohort, office: Client) -> None:
    Course.objects.update(hours=None)
    response = office.get(at("certificates_completion", ended.cohort))
    assert response.context["numbers"]["ready"] == 0
    assert "The hours are not set" in text_of(response)


def test_the_list_takes_as_many_queries_for_one_person_as_for_many(
    ended: EndedCohort, office: Client
) -> None:
    issue_to_all(ended)
    ended.add_person()
    url = at("certificates_completion", ended.cohort)
    few = queries_of(office, url)
    for _number in range(12):
        ended.add_person()
    assert queries_of(office, url) == few


# ---------------------------------------------------------------- the rule
def rule_form(office: Client, cohort: Cohort, **changes: Any) -> dict[str, Any]:
    """What the rule's form holds, with changes."""
    form = office.get(at("certificates_rule", cohort)).context["form"]
    data = {"minimum_share": form["minimum_share"].value(), "seen": form["seen"].value() or ""}
    design = form["design"].value()
    return {**data, **({"design": design} if design else {}), **changes}


def test_the_rule_is_set_and_changed_by_a_plain_form(ended: EndedCohort, office: Client) -> None:
    design = ended.rule.design
    ended.rule.delete()
    url = at("certificates_rule", ended.cohort)
    sent = rule_form(office, ended.cohort, design=design.pk, minimum_share=50)
    assert office.post(url, sent)["Location"] == at("certificates_completion", ended.cohort)
    assert CompletionRule.objects.get().minimum_share == 50
    office.post(url, rule_form(office, ended.cohort, minimum_share=60))
    assert CompletionRule.objects.get().minimum_share == 60


@pytest.mark.parametrize("share", [0, 101, -1, "a", ""])
def test_a_share_is_between_1_and_100(ended: EndedCohort, office: Client, share: object) -> None:
    sent = rule_form(office, ended.cohort, minimum_share=share)
    assert office.post(at("certificates_rule", ended.cohort), sent).status_code == 422
    assert CompletionRule.objects.get().minimum_share == 80


@pytest.mark.parametrize("who", ["manager", "administrator", "manager of both"])
def test_a_design_of_another_programme_can_be_chosen_by_nobody(ended: EndedCohort, who: str) -> None:
    design = DesignFactory()
    client = manager_browser(ended)
    if who == "administrator":
        client = browser_of(AdministratorFactory())
    elif who == "manager of both":
        design.programme.memberships.create(user=ended.manager, role="manager")
    url = at("certificates_rule", ended.cohort)
    choices = client.get(url).context["form"].fields["design"].queryset
    assert list(choices) == [ended.rule.design]
    assert client.post(url, rule_form(client, ended.cohort, design=design.pk)).status_code == 422
    assert CompletionRule.objects.get().design != design


def test_a_stale_rule_form_is_409_with_the_input_kept_and_then_replaces_knowingly(
    ended: EndedCohort, office: Client
) -> None:
    url = at("certificates_rule", ended.cohort)
    mine = rule_form(office, ended.cohort, minimum_share=55)
    office.post(url, rule_form(office, ended.cohort, minimum_share=66))
    response = office.post(url, mine)
    assert response.status_code == 409
    assert "66 %" in text_of(response)
    assert 'value="55"' in text_of(response)
    assert CompletionRule.objects.get().minimum_share == 66
    form = response.context["form"]
    assert office.post(url, {**mine, "seen": form["seen"].value()}).status_code == 302
    assert CompletionRule.objects.get().minimum_share == 55


def test_a_programme_without_designs_is_led_to_making_one(office: Client, ended: EndedCohort) -> None:
    other = CohortFactory()
    other.residency.programme.memberships.create(user=ended.manager, role="manager")
    assert reverse("design:add") in text_of(office.get(at("certificates_rule", other)))


# ---------------------------------------------------------------- issuing
def test_issuing_asks_first_then_starts_a_batch_and_shows_it(ended: EndedCohort, office: Client) -> None:
    url = at("certificates_issue", ended.cohort)
    Presence.objects.filter(participant=ended.people[0], session=ended.sessions[0]).delete()
    ended.add_person(attended=0, family_name="Відсутня")
    Presence.objects.filter(participant=ended.people[0]).update(was_present=True)
    CompletionRule.objects.update(minimum_share=50)
    asked = office.get(url)
    assert "Issue 3 certificates" in text_of(asked)
    assert ended.people[1].user.family_name in text_of(asked) and "Відсутня" not in text_of(asked)
    assert "1 sheet of presence is not filled in" in text_of(asked)
    assert Batch.objects.count() == 0
    response = office.post(url, asked.context["carried"])
    batch = Batch.objects.get()
    assert response["Location"] == at("certificates_batch", batch)
    assert (batch.total, batch.started_by) == (3, ended.manager)


def test_a_second_click_starts_no_second_batch_and_says_so(ended: EndedCohort, office: Client) -> None:
    url = at("certificates_issue", ended.cohort)
    sent = seen_of(ended)
    office.post(url, sent)
    response = office.post(url, sent, follow=True)
    assert "are being issued already" in text_of(response)
    assert Batch.objects.count() == 1


def test_every_sheet_can_be_opened_before_a_number_is_used(ended: EndedCohort, office: Client) -> None:
    page = office.get(at("certificates_issue", ended.cohort))
    for draft in page.context["drafts"]:
        url = reverse("certificates_sheet", args=[ended.cohort.pk, draft.line.participant.public_id])
        assert url in text_of(page)
        sheet = office.get(url)
        assert sheet["Content-Type"] == "application/pdf" and "no-store" in sheet["Cache-Control"]
        assert sheet["Content-Disposition"].startswith("inline")
        said = " ".join(PdfReader(io.BytesIO(sheet.content)).pages[0].extract_text().split())
        assert draft.name in said and "Зразок" in said
    assert not Certificate.objects.exists() and not Batch.objects.exists()
    assert not RegisterCounter.objects.exists()


def test_the_sheet_of_who_gets_none_or_is_elsewhere_is_not_found(ended: EndedCohort, office: Client) -> None:
    lazy, stranger = ended.add_person(attended=0), ended_cohort(people=1).people[0]
    for person in (lazy, stranger):
        url = reverse("certificates_sheet", args=[ended.cohort.pk, person.public_id])
        assert office.get(url).status_code == 404


def test_corrected_names_come_first_then_the_longest(ended: EndedCohort, office: Client) -> None:
    short, long, corrected = (person.user for person in ended.people)
    for user, name in ((short, "Я"), (long, "Довгопрізвищенко-Найдовша"), (corrected, "Ю")):
        User.objects.filter(pk=user.pk).update(family_name=name)
    log(corrected, "wagtail.edit", user=AdministratorFactory())
    log(short, "wagtail.edit", user=short)
    page = office.get(at("certificates_issue", ended.cohort))
    assert [draft.line.participant.user for draft in page.context["drafts"]] == [corrected, long, short]
    assert "An administrator has changed this account." in text_of(page)


def test_a_name_other_than_on_an_earlier_certificate_or_by_the_official_rules_is_pointed_out(
    ended: EndedCohort, signed: list[Certificate], office: Client
) -> None:
    ended.rule.design.language = "en"
    ended.rule.design.save()
    person = ended.add_person(family_name="Журавська", given_name="Ольга", latin_name="Olga Zhuravskaya")
    page = text_of(office.get(at("certificates_issue", ended.cohort)))
    assert "by the official rules it is “Olha Zhuravska”" in page
    other = CohortFactory(residency=ended.cohort.residency)
    earlier = signed[0]
    earlier.participant = ParticipantFactory(cohort=other, user=person.user)
    earlier.facts = {**earlier.facts, "language": "en"}
    earlier.save()
    page = text_of(office.get(at("certificates_issue", ended.cohort)))
    assert f"On an earlier certificate: {earlier.facts['holder']['printed_name']}." in page


def test_a_name_changed_while_the_sheets_were_looked_at_is_shown_again_before_a_batch_starts(
    ended: EndedCohort, office: Client
) -> None:
    url, seen = at("certificates_issue", ended.cohort), seen_of(ended)
    User.objects.filter(pk=ended.people[0].user.pk).update(family_name="Змінена")
    response = office.post(url, seen)
    assert response.status_code == 409
    assert "has changed since you looked at it" in text_of(response)
    assert "Змінена" in text_of(response)
    assert not Batch.objects.exists()
    assert office.post(url, response.context["carried"]).status_code == 302


def test_a_sheet_that_changed_before_the_worker_came_is_not_issued_and_the_batch_says_so(
    ended: EndedCohort, office: Client
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    User.objects.filter(pk=ended.people[0].user.pk).update(family_name="Змінена")
    assert batches.run_batch(batch.pk)
    issued = {row.participant for row in Certificate.objects.all()}
    assert issued == set(ended.people[1:])
    assert "1 person got none" in text_of(office.get(at("certificates_batch", batch)))
    assert office.get(at("certificates_completion", ended.cohort)).context["numbers"]["ready"] == 1


def test_the_sheets_take_as_many_queries_for_one_person_as_for_many(
    ended: EndedCohort, office: Client
) -> None:
    url = at("certificates_issue", ended.cohort)
    few = queries_of(office, url)
    for _number in range(12):
        ended.add_person()
    assert queries_of(office, url) == few


def test_nobody_to_issue_to_is_said_instead_of_asked(ended: EndedCohort, office: Client) -> None:
    issue_to_all(ended)
    response = office.get(at("certificates_issue", ended.cohort), follow=True)
    assert "There is nobody to issue to: whoever qualifies has a certificate already." in text_of(response)


def test_without_a_signing_key_the_screen_says_who_can_help() -> None:
    ended = ended_cohort(people=1, with_key=False)
    response = manager_browser(ended).post(at("certificates_issue", ended.cohort), follow=True)
    assert "has no signing key" in text_of(response)
    assert Batch.objects.count() == 0


def test_who_had_a_certificate_revoked_gets_none_from_the_next_batch(
    ended: EndedCohort, signed: list[Certificate], office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    ended.add_person()
    response = office.get(at("certificates_completion", ended.cohort))
    assert response.context["numbers"] == {
        "ready": 1,
        "issued": 2,
        "lost": 0,
        "revoked": 1,
        "to_come": 0,
        "without": 0,
    }
    assert "a new one is issued from its page only" in text_of(response)
    assert "1 had a certificate revoked" in text_of(response)
    revoked = office.get(at("certificates_completion", ended.cohort), {"show": "revoked"})
    assert [line.participant for line in revoked.context["lines"]] == [signed[0].participant]
    issue_to_all(ended)
    assert not Certificate.objects.filter(participant=signed[0].participant_id, state="valid").exists()


# ---------------------------------------------------------------- the batch
def test_the_batch_page_tells_how_far_it_is_and_the_part_for_htmx_is_that_part_alone(
    ended: EndedCohort, office: Client
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    issuing.issue_rows(batch)
    batches.deliver(Certificate.objects.earliest("pk").pk)
    page = office.get(at("certificates_batch", batch))
    assert '<progress class="office-progress" max="3" value="1"' in text_of(page)
    assert "2 are left." in text_of(page)
    part = office.get(at("certificates_batch", batch), headers={"HX-Request": "true"})
    assert text_of(part).startswith('<div id="progress"')
    assert "<html" not in text_of(part)
    assert "no-store" in page["Cache-Control"] and "no-store" in part["Cache-Control"]


@pytest.mark.parametrize("state", WorkState.values)
def test_the_page_asks_again_only_while_the_work_goes_on(
    ended: EndedCohort, office: Client, state: str
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    Batch.objects.filter(pk=batch.pk).update(state=state)
    goes_on = state in ("queued", "running")
    page = text_of(office.get(at("certificates_batch", batch)))
    part = text_of(office.get(at("certificates_batch", batch), headers={"HX-Request": "true"}))
    assert ('hx-trigger="every 2s"' in page) is goes_on
    assert ('hx-trigger="every 2s"' in part) is goes_on
    # Without JavaScript one asks again by a link; a page never loads itself anew under a reader's hands.
    again = f'<noscript><p><a class="button" href="{at("certificates_batch", batch)}">'
    assert (again in page) is goes_on
    assert 'http-equiv="refresh"' not in page


@pytest.mark.parametrize("state", WorkState.values)
def test_a_screen_reader_is_told_once_when_the_work_is_over(
    ended: EndedCohort, office: Client, state: str
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    Batch.objects.filter(pk=batch.pk).update(state=state)
    page = text_of(office.get(at("certificates_batch", batch)))
    part = text_of(office.get(at("certificates_batch", batch), headers={"HX-Request": "true"}))
    assert '<p class="w-sr-only" role="status" id="progress-said"></p>' in page
    assert ("hx-swap-oob" in part) is (state in ("done", "failed"))


def test_a_batch_that_is_done_leads_to_the_zip(
    ended: EndedCohort, signed: list[Certificate], office: Client
) -> None:
    page = text_of(office.get(at("certificates_batch", signed[0].batch)))
    assert "3 of 3 made and signed." in page
    assert at("certificates_zip", ended.cohort) in page


def test_a_batch_that_was_set_aside_goes_on_where_it_stopped(ended: EndedCohort, office: Client) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    issuing.issue_rows(batch)
    batches.deliver(Certificate.objects.earliest("pk").pk)
    Batch.objects.filter(pk=batch.pk).update(
        state="failed", attempts=6, finished_at=timezone.now(), last_error="OSError"
    )
    page = text_of(office.get(at("certificates_batch", batch)))
    assert "Go on with the batch" in page
    assert "OSError" in page
    response = office.post(at("certificates_resume", batch))
    assert response["Location"] == at("certificates_batch", batch)
    assert batches.run_batch(batch.pk)
    assert Certificate.objects.filter(delivered__isnull=False).count() == 3


def test_a_batch_that_is_done_cannot_be_started_anew(signed: list[Certificate], office: Client) -> None:
    batch = signed[0].batch
    response = office.post(at("certificates_resume", batch), follow=True)
    assert "under way or done already" in text_of(response)
    batch.refresh_from_db()
    assert batch.state == WorkState.DONE


def test_an_old_batch_does_not_go_on_while_a_new_one_is_under_way(ended: EndedCohort, office: Client) -> None:
    old = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    Batch.objects.filter(pk=old.pk).update(state="failed", finished_at=timezone.now())
    issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    response = office.post(at("certificates_resume", old), follow=True)
    assert "are being issued already" in text_of(response)
    old.refresh_from_db()
    assert old.state == WorkState.FAILED


def test_one_that_was_revoked_before_it_was_drawn_is_not_waited_for(
    ended: EndedCohort, office: Client
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    issuing.issue_rows(batch)
    ending.revoke(actor=ended.manager, certificate=Certificate.objects.earliest("pk"), reason="Помилка")
    assert batches.run_batch(batch.pk)
    page = text_of(office.get(at("certificates_batch", batch)))
    assert "2 of 2 made and signed." in page


# ---------------------------------------------------------------- all as one ZIP
def test_the_zip_holds_every_valid_certificate_byte_for_byte(
    ended: EndedCohort, signed: list[Certificate], office: Client
) -> None:
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    response = office.get(at("certificates_zip", ended.cohort))
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as bundle:
        assert bundle.testzip() is None
        found = {name.split()[0]: bundle.read(name) for name in bundle.namelist()}
    assert set(found) == {signed[1].number, signed[2].number, "certificates.csv"}
    listed = found["certificates.csv"].decode("utf-8-sig")
    assert signed[1].number in listed and signed[2].number in listed and signed[0].number not in listed
    for row in signed[1:]:
        with row.delivered.file.open("rb") as file:
            assert found[row.number] == file.read()


def test_a_family_name_with_a_path_in_it_stays_a_plain_file_name(ended: EndedCohort, office: Client) -> None:
    user = ended.people[0].user
    user.family_name = "../..\\Зло/вмисна"
    user.save()
    issue_to_all(ended)
    response = office.get(at("certificates_zip", ended.cohort))
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as bundle:
        assert all("/" not in name and "\\" not in name and ".." not in name for name in bundle.namelist())


def test_without_signed_certificates_there_is_a_word_and_no_zip(ended: EndedCohort, office: Client) -> None:
    response = office.get(at("certificates_zip", ended.cohort), follow=True)
    assert "There are no signed certificates yet." in text_of(response)


# ---------------------------------------------------------------- for whom
SCREENS = [
    ("get", "certificates_completion"),
    ("get", "certificates_rule"),
    ("post", "certificates_rule"),
    ("get", "certificates_issue"),
    ("post", "certificates_issue"),
    ("get", "certificates_zip"),
    ("get", "certificates_batch"),
    ("post", "certificates_resume"),
]


@pytest.mark.parametrize(("method", "name"), SCREENS)
def test_a_manager_of_another_programme_finds_nothing_and_changes_nothing(
    ended: EndedCohort, foreign: Callable[[], Client], method: str, name: str
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    Batch.objects.filter(pk=batch.pk).update(state="failed", finished_at=timezone.now())
    thing = batch if name in ("certificates_batch", "certificates_resume") else ended.cohort
    data = {"design": ended.rule.design_id, "minimum_share": 1}
    assert getattr(foreign(), method)(at(name, thing), data).status_code == 404
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert Batch.objects.count() == 1
    assert CompletionRule.objects.get(cohort=ended.cohort).minimum_share == 80


@pytest.mark.parametrize(("method", "name"), SCREENS)
@pytest.mark.parametrize("who", ["participant", "somebody", "nobody"])
def test_who_does_not_manage_does_not_come_in(ended: EndedCohort, method: str, name: str, who: str) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    user = {"participant": ended.people[0].user, "somebody": UserFactory(), "nobody": None}[who]
    thing = batch if name in ("certificates_batch", "certificates_resume") else ended.cohort
    response = getattr(browser_of(user), method)(at(name, thing))
    assert response.status_code == (302 if user is None else 403)
    if user is None:
        assert "/login/" in response["Location"]


@pytest.mark.parametrize("name", ["certificates_resume"])
def test_nothing_changes_by_opening_a_page(ended: EndedCohort, office: Client, name: str) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    assert office.get(at(name, batch)).status_code == 405


def test_a_cohorts_page_leads_to_presence_and_certificates(ended: EndedCohort, office: Client) -> None:
    ended.add_person(attended=0)
    page = text_of(office.get(reverse("cohort_overview", args=[ended.cohort.pk])))
    assert "3 qualify and have no certificate yet." in page
    assert "2 of 2 sheets are filled in." in page
    assert at("certificates_completion", ended.cohort) in page
    assert at("attendance_overview", ended.cohort) in page


def test_after_the_end_the_certificates_are_the_next_step(ended: EndedCohort, office: Client) -> None:
    url = at("certificates_issue", ended.cohort)
    overview = reverse("cohort_overview", args=[ended.cohort.pk])
    assert f'<a class="button" href="{url}">' in text_of(office.get(overview))
    issue_to_all(ended)
    assert url not in text_of(office.get(overview))


def test_the_first_screen_tells_of_certificates_that_wait_and_of_a_batch_under_way(
    ended: EndedCohort, office: Client
) -> None:
    home = reverse("wagtailadmin_home")
    assert "No certificates are issued yet" in text_of(office.get(home))
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    page = text_of(office.get(home))
    assert "Certificates are being issued" in page and at("certificates_batch", batch) in page
    Batch.objects.update(state="failed", finished_at=timezone.now())
    assert "Issuing certificates has stopped" in text_of(office.get(home))
    Batch.objects.update(state="done")
    page = text_of(office.get(home))
    assert "No certificates" not in page and at("certificates_batch", batch) not in page


def test_a_cohorts_page_says_that_the_rule_is_missing(office: Client, ended: EndedCohort) -> None:
    other = CohortFactory(residency=ended.cohort.residency)
    DayFactory(cohort=other, date=dt.date(2026, 11, 1))
    page = text_of(office.get(reverse("cohort_overview", args=[other.pk])))
    assert at("certificates_rule", other) in page
