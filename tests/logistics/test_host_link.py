"""A host works by a link: without an account, on a phone, and with nothing but this one visit."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import ModelLogEntry

from cohorts.logistics.models import HostLink, VisitSite
from cohorts.logistics.models.visits import TEXTS
from cohorts.logistics.rights import Bearer
from cohorts.logistics.services import agreeing, answers, links, planning
from cohorts.logistics.states import NEXT, may_become
from cohorts.timetable.services import cancel_session, save_session
from cohorts.tokens import hash_of
from config.discreet import without_keys
from foundation.errors import Conflict, DomainError
from foundation.work import WorkState
from messaging import outbox, wording
from messaging.models import Letter
from tests.architecture.rows import all_rows, changed
from tests.factories.logistics import VisitSiteFactory
from tests.factories.residencies import ProgrammeFactory, manager_of
from tests.letters import the_letter
from tests.logistics.conftest import Trip
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db
State = VisitSite.State


# ---------------------------------------------------------------- the link itself
def test_the_letter_leads_to_the_visit_and_nothing_that_opens_it_is_kept(trip: Trip) -> None:
    token = trip.ask()
    letter = Letter.objects.get()
    assert (letter.address, letter.language, letter.holds_key) == ("gate@site.example", "en", True)
    assert outbox.deliver(letter.pk)
    assert f"/en/host/{token}/" in mail.outbox[0].body
    for row in (Letter.objects.get(), HostLink.objects.get()):
        assert token not in str(vars(row))
    assert HostLink.objects.get().token_hash == hash_of(token)
    assert not any(token in str(entry.data) for entry in ModelLogEntry.objects.all())
    assert trip.now.state == State.ASKED


def test_managers_read_the_letter_to_a_host_and_never_its_key(trip: Trip) -> None:
    token = trip.ask()
    office = browser_of(trip.manager)
    office.cookies["language"] = "en"
    letter = Letter.objects.get()
    for has_left in (False, True):
        if has_left:
            assert outbox.deliver(letter.pk)
        assert "gate@site.example" in office.get("/admin/letters/").text
        page = office.get(f"/admin/letters/{letter.pk}/")
        assert "Water works" in page.text and "/en/host/…/" in page.text and token not in page.text
        assert (token in str(Letter.objects.values().get())) is not has_left
    other = browser_of(manager_of(ProgrammeFactory()))
    assert other.get(f"/admin/letters/{letter.pk}/").status_code == 404


@pytest.mark.parametrize("is_worded", [False, True])
def test_a_letter_to_a_host_that_was_set_aside_loses_its_key_and_is_not_sent_again(
    trip: Trip, is_worded: bool
) -> None:
    token = trip.ask()
    letter = Letter.objects.get()
    if is_worded:
        Letter.objects.update(**wording.words_of(wording.word(letter)))
    Letter.objects.update(state=WorkState.FAILED)
    outbox.sweep()
    kept = Letter.objects.get()
    assert token not in str(vars(kept)) and "Water works" in kept.text
    office = browser_of(trip.manager)
    assert f"/admin/letters/{letter.pk}/again/" not in office.get(f"/admin/letters/{letter.pk}/").text
    assert office.post(f"/admin/letters/{letter.pk}/again/").status_code == 422
    assert Letter.objects.get().state == WorkState.FAILED


def test_a_link_shows_the_visit_and_numbers_and_no_name(trip: Trip) -> None:
    trip.ask()
    page = trip.open()
    text = page.content.decode()
    assert page.status_code == 200
    assert "Water works" in text and "10:00–11:30" in text and "2 so far, at most 30" in text
    assert "What visitors are told" in text and 'href="tel:+380440000000"' in text
    for person in trip.people:
        assert person.user.family_name not in text and person.user.email not in text
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"
    assert 'name="robots"' not in text, "said once, in the header"
    assert "sign-in" not in text, "no account is needed"


@pytest.mark.parametrize(
    "page", ["", "confirm/", "time/", "decline/", "about/", "names/", "note/", "arrival/"]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_a_page_changes_nothing(trip: Trip, page: str, method: str) -> None:
    trip.ask()
    before = all_rows()
    assert getattr(trip.host, method)(trip.url(page)).status_code in {200, 302}
    assert changed(before) == []


def test_a_token_that_nobody_made_is_not_found(trip: Trip) -> None:
    trip.ask()
    trip.token = "0" * 40
    assert trip.open().status_code == trip.host.post(trip.url("confirm/")).status_code == 404


@pytest.mark.both_databases
def test_a_renewed_link_says_so_in_words_and_the_new_one_opens(trip: Trip) -> None:
    old, new = trip.ask(), trip.ask()
    assert trip.open().status_code == 200
    trip.token = old
    answer = trip.open()
    assert answer.status_code == 410
    assert "A newer link took its place" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert trip.host.post(trip.url("confirm/"), {"seen": "x"}).status_code == 410
    assert old != new and trip.now.state == State.ASKED


def test_a_link_ends_a_day_after_the_visit(trip: Trip, time_machine: Any) -> None:
    trip.ask()
    ends = trip.session.ends_at + dt.timedelta(days=1)
    time_machine.move_to(ends - dt.timedelta(seconds=1), tick=False)
    assert trip.open().status_code == 200
    time_machine.move_to(ends, tick=False)
    assert trip.open().status_code == 410
    assert "It ended a day after the visit." in trip.open().content.decode()


def test_a_link_opens_one_site_and_no_other(trip: Trip) -> None:
    other = Trip(**{**vars(trip), "host": Client(), "token": ""})
    other.site = VisitSiteFactory(visit=trip.visit, venue__programme=trip.site.venue.programme, position=2)
    trip.ask()
    other.ask()
    other.confirm()
    assert (trip.now.state, other.now.state) == (State.ASKED, State.CONFIRMED)


def test_logs_know_a_token_for_a_key(trip: Trip, caplog: Any) -> None:
    token = trip.ask()
    assert without_keys(trip.url("names/")) == "/en/host/*/names/"
    with caplog.at_level(logging.DEBUG):
        trip.open()
        trip.open("nowhere/")
    assert token not in caplog.text


def test_a_site_without_an_address_gets_a_link_to_be_copied_only(trip: Trip) -> None:
    trip.site.venue.contact_email = ""
    trip.site.venue.save()
    with pytest.raises(DomainError, match="copy the link"):
        links.make_link(actor=trip.manager, site=trip.site, send=True)
    trip.ask(send=False)
    assert trip.open().status_code == 200
    assert not Letter.objects.exists()


# ---------------------------------------------------------------- answering
@pytest.mark.both_databases
def test_a_host_confirms_the_hours_that_it_reads(trip: Trip) -> None:
    trip.ask()
    trip.confirm()
    row = trip.now
    assert (row.agreed_date, row.agreed_starts, row.agreed_ends) == tuple(row.hours)
    assert "You have confirmed" in trip.open().content.decode()
    entry = ModelLogEntry.objects.get(action="logistics.confirm")
    assert (entry.user, entry.data) == (None, {"link": HostLink.objects.get().pk})


def test_hours_that_changed_since_the_page_was_opened_are_not_confirmed(trip: Trip) -> None:
    trip.ask()
    mark = trip.open().context["mark"]
    session = trip.session
    session.starts = dt.time(9)
    save_session(actor=trip.manager, session=session)
    answer = trip.host.post(trip.url("confirm/"), {"seen": mark})
    assert answer.status_code == 409 and trip.now.state == State.ASKED
    assert "The organiser has changed the hours" in answer.text and "9:00" in answer.text
    refused = trip.host.post(trip.url("time/"), {"seen": mark, "starts": "12:00", "ends": "13:00"})
    assert refused.status_code == 409
    # What was typed is kept, and the form goes on from the present hours.
    assert refused.context["form"]["starts"].value() == "12:00"
    again = {"seen": refused.context["form"]["seen"].value(), "starts": "12:00", "ends": "13:00"}
    assert trip.host.post(trip.url("time/"), again).status_code == 302


def test_a_host_proposes_another_time_and_the_timetable_stays(trip: Trip) -> None:
    trip.ask()
    answer = trip.press("time/", starts="12:00", ends="13:30", words="О десятій у нас нарада.")
    assert answer.status_code == 302
    row = trip.now
    assert (row.state, row.proposed_in_words, row.answer) == (
        State.PROPOSED,
        "12:00–13:30",
        "О десятій у нас нарада.",
    )
    assert trip.session.starts == dt.time(10)


@pytest.mark.parametrize(
    ("starts", "ends"), [("13:00", "12:00"), ("10:00", "11:30"), ("", "12:00"), ("noon", "1")]
)
def test_hours_that_cannot_be_or_are_planned_already_are_refused_at_the_field(
    trip: Trip, starts: str, ends: str
) -> None:
    trip.ask()
    answer = trip.press("time/", starts=starts, ends=ends)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert trip.now.state == State.ASKED


def test_a_host_declines_and_may_change_its_mind(trip: Trip) -> None:
    trip.ask()
    assert trip.press("decline/", words="Ремонт.").status_code == 302
    assert (trip.now.state, trip.now.answer) == (State.DECLINED, "Ремонт.")
    trip.confirm()
    assert trip.now.answer == ""


@pytest.mark.parametrize("capacity", ["0", "-1", "99999999999", "багато"])
def test_a_number_of_people_that_no_site_receives_is_refused(trip: Trip, capacity: str) -> None:
    trip.ask()
    answer = trip.host.post(trip.url("about/", "uk"), {"capacity": capacity, "rules": "Вхід з двору."})
    assert answer.status_code == 422 and f'value="{capacity}"' in answer.text
    assert trip.now.capacity is None


TOO_LONG = "я" * 6000


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("about/", {"rules": TOO_LONG}),
        ("about/", {"title": TOO_LONG}),
        ("about/", {"summary": TOO_LONG}),
        ("time/", {"starts": "12:00", "ends": "13:30", "words": TOO_LONG}),
        ("decline/", {"words": TOO_LONG}),
    ],
)
def test_a_text_beyond_its_limit_is_refused_by_the_form(
    trip: Trip, page: str, fields: dict[str, str]
) -> None:
    trip.ask()
    assert trip.press(page, **fields).status_code == 422
    assert (trip.now.state, trip.now.rules, trip.now.answer) == (State.ASKED, "", "")


def test_a_text_beyond_its_limit_is_refused_by_the_services_too(trip: Trip, time_machine: Any) -> None:
    trip.ask()
    bearer = Bearer(HostLink.objects.select_related("site__visit__session__day__cohort").get())
    said = {"capacity": None, "title": "", "summary": "", "language": "uk"}
    with pytest.raises(DomainError) as refused:
        answers.describe(actor=bearer, rules=TOO_LONG, **said)  # type: ignore[arg-type]
    assert refused.value.field == "rules"
    site = trip.now
    site.rules = TOO_LONG
    with pytest.raises(DomainError):
        planning.save_site(actor=trip.manager, site=site)
    trip.at(time_machine, hours=-1)
    with pytest.raises(DomainError):
        answers.leave_note(actor=bearer, text=TOO_LONG)


@pytest.mark.both_databases
@pytest.mark.parametrize(("text", "most"), TEXTS.items())
def test_the_table_keeps_no_text_beyond_its_limit(trip: Trip, text: str, most: int) -> None:
    rows = VisitSite.objects.filter(pk=trip.site.pk)
    assert rows.update(**{text: "я" * most}) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**{text: "я" * (most + 1)})


def test_a_host_says_what_holds_on_this_visit_and_the_programme_waits_for_a_manager(trip: Trip) -> None:
    trip.ask()
    sent = {"capacity": "20", "rules": "Вхід з двору.", "title": "Очисні споруди", "summary": "Як тече вода."}
    assert trip.host.post(trip.url("about/", "uk"), sent).status_code == 302
    row = trip.now
    assert (row.capacity, row.rules, row.text_language) == (20, "Вхід з двору.", "uk")
    assert trip.session.title_uk != "Очисні споруди"
    agreeing.take_text(actor=trip.manager, site=trip.site)
    session = trip.session
    assert (session.title_uk, session.summary_uk) == ("Очисні споруди", "Як тече вода.")
    assert session.title_en.startswith("Session")
    assert (trip.now.title, trip.now.summary) == ("", "")


def test_heads_are_counted_from_the_day_on_and_the_later_number_stands(trip: Trip, time_machine: Any) -> None:
    trip.ask()
    assert trip.press("arrival/", heads="2").status_code == 422
    assert trip.now.heads_in is None
    trip.at(time_machine, hours=-1)
    for heads in ("3", "2"):
        assert trip.press("arrival/", heads=heads).status_code == 302
    assert trip.press("departure/", heads="1").status_code == 302
    assert (trip.now.heads_in, trip.now.heads_out) == (2, 1)
    assert trip.press("arrival/", heads="-1").status_code == 422
    assert [entry.data["heads"] for entry in ModelLogEntry.objects.filter(action="logistics.count_in")] == [
        2,
        3,
    ]


def test_a_note_is_left_afterwards(trip: Trip, time_machine: Any) -> None:
    trip.ask()
    assert trip.press("note/", text="зарано").status_code == 422
    trip.at(time_machine, hours=-3)
    assert trip.press("note/", text="Група була уважна.").status_code == 302
    assert trip.now.host_note == "Група була уважна."


def test_nothing_is_answered_for_a_visit_that_has_begun_or_is_off(trip: Trip, time_machine: Any) -> None:
    trip.ask()
    cancel_session(actor=trip.manager, session=trip.session)
    trip.press("confirm/")
    assert trip.press("decline/").status_code == 422
    assert trip.now.state == State.ASKED
    assert "Called off" in trip.open().content.decode()
    trip.at(time_machine, seconds=0)
    with pytest.raises(DomainError):
        trip.ask()


# ---------------------------------------------------------------- the manager's answer
@pytest.mark.both_databases
def test_an_accepted_time_goes_into_the_working_copy_and_the_host_is_told(trip: Trip) -> None:
    trip.ask()
    trip.press("time/", starts="12:00", ends="13:30")
    agreeing.accept_time(actor=trip.manager, site=trip.site)
    session = trip.session
    assert (session.starts, session.ends) == (dt.time(12), dt.time(13, 30))
    assert trip.now.state == State.CONFIRMED and not trip.now.is_changed_since
    letter = the_letter(kind="host_agreed")
    assert letter.address == "gate@site.example" and "12:00–13:30" in letter.text
    with pytest.raises(Conflict):
        agreeing.accept_time(actor=trip.manager, site=trip.site)


def test_hours_of_a_sites_own_are_changed_where_they_stand(trip: Trip) -> None:
    VisitSite.objects.filter(pk=trip.site.pk).update(arrives=dt.time(10, 15), leaves=dt.time(10, 45))
    trip.ask()
    trip.press("time/", starts="10:30", ends="11:00")
    agreeing.accept_time(actor=trip.manager, site=trip.site)
    assert (trip.now.arrives, trip.now.leaves) == (dt.time(10, 30), dt.time(11))
    assert trip.session.starts == dt.time(10)


def test_what_the_host_wrote_since_is_not_agreed_to_unread(trip: Trip) -> None:
    trip.ask()
    trip.press("time/", starts="12:00", ends="13:30")
    seen = agreeing.answer_mark(trip.now)
    trip.press("time/", starts="15:00", ends="16:00")
    with pytest.raises(Conflict, match="something else"):
        agreeing.accept_time(actor=trip.manager, site=trip.site, seen=seen)
    assert trip.session.starts == dt.time(10)


def test_a_change_after_the_host_agreed_is_seen_and_asked_about_anew(trip: Trip) -> None:
    trip.ask()
    trip.confirm()
    kept = trip.ask()
    # A link that was lost is made anew without asking anew.
    assert trip.now.state == State.CONFIRMED
    session = trip.session
    session.ends = dt.time(12)
    save_session(actor=trip.manager, session=session)
    assert trip.now.is_changed_since
    assert "The hours have changed: please answer again" in trip.open().content.decode()
    assert trip.ask() != kept
    assert trip.now.state == State.ASKED


def test_a_host_that_was_asked_is_told_once_that_its_visit_is_off(trip: Trip) -> None:
    with pytest.raises(DomainError, match="takes place"):
        links.tell_called_off(actor=trip.manager, site=trip.site)
    trip.ask()
    cancel_session(actor=trip.manager, session=trip.session)
    links.tell_called_off(actor=trip.manager, site=trip.site)
    with pytest.raises(DomainError, match="already"):
        links.tell_called_off(actor=trip.manager, site=trip.site)
    assert "is called off" in the_letter(kind="host_called_off").subject


def test_every_state_knows_what_may_come_next() -> None:
    assert set(NEXT) == set(State.values)
    assert not may_become(State.NEW, State.CONFIRMED)
    assert may_become(State.DECLINED, State.CONFIRMED)


def test_the_page_asks_the_same_few_questions_however_many_come(
    trip: Trip, django_assert_num_queries: Any
) -> None:
    trip.ask()
    trip.open()
    with django_assert_num_queries(4):
        trip.open()
    for _number in range(20):
        accepted(trip.day)
    with django_assert_num_queries(4):
        assert "22 so far" in trip.open().content.decode()
