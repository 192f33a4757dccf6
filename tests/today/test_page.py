"""The page of the day: now and next, one's bus, numbers for everybody, names for who may read them."""

import datetime as dt
import gzip
import re
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from cohorts.attendance.models import Presence
from cohorts.logistics.models import Call, Direction, Tap, VisitSite
from cohorts.logistics.services import boarding, seats
from cohorts.models import Day, Participant, Place, Pool, Stretch
from cohorts.timetable.models import Session
from residencies.models import Membership
from tests.factories.admission import DayRequestFactory, SentApplicationFactory
from tests.factories.cohorts import DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.logistics import RunFactory, captain_of
from tests.factories.people import UserFactory
from tests.factories.residencies import MembershipFactory
from tests.factories.timetable import SessionFactory
from tests.school import browser_of
from tests.today.conftest import Morning

pytestmark = pytest.mark.django_db
# What the issue allows of a page after the first visit; nothing on the way presses it.
MOST_BYTES = 30 * 1024


def main_of(answer: Any) -> str:
    """What the page says, in one line."""
    text = answer.content.decode()
    found = re.search(r'<div class="board".*?(?=<ul class="rows section">|</main>)', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0] if found else text).split())


def mark_of(answer: Any) -> str:
    return str(answer["ETag"]).strip('"')


# ---------------------------------------------------------------- who finds it
def test_who_comes_and_who_works_there_finds_it_and_nobody_else(morning: Morning) -> None:
    who = morning.add_person()
    viewer = MembershipFactory(programme=morning.cohort.residency.programme, role=Membership.Role.VIEWER).user
    for person in (who.user, morning.trainer, morning.manager, viewer):
        assert morning.open(person).status_code == 200
    for person in (ParticipantFactory(cohort=morning.cohort).user, ParticipantFactory().user, UserFactory()):
        assert morning.open(person).status_code == 404
    assert "/accounts/login/" in Client().get(morning.url())["Location"]


def test_the_screen_is_opened_by_who_works_there(morning: Morning) -> None:
    who = morning.add_person()
    url = f"{morning.url()}screen/"
    assert browser_of(who.user).get(url).status_code == 404
    for person in (morning.trainer, morning.manager):
        assert browser_of(person).get(url).status_code == 200


# ---------------------------------------------------------------- now and next
def test_a_participant_reads_what_is_on_and_next_of_what_they_hold(
    morning: Morning, time_machine: Any
) -> None:
    who = morning.add_person(visit=1)
    said = main_of(morning.open(who.user))
    assert "Today," in said and "Now " not in said
    assert "Next 09:00–09:45 Opening talk" in said and "Later that day 10:00–12:00 Visit 2" in said
    time_machine.move_to(morning.at(9, 30), tick=False)
    said = main_of(morning.open(who.user))
    assert "Now 09:00–09:45 Opening talk" in said and "Next 10:00–12:00 Visit 2" in said
    assert "Next 10:00–12:00 Visit 1" not in said
    time_machine.move_to(morning.at(12, 30), tick=False)
    assert "Nothing of the programme is on." in main_of(morning.open(who.user))


def test_who_has_not_chosen_reads_all_of_the_group(morning: Morning, time_machine: Any) -> None:
    who = morning.choosing.person()
    time_machine.move_to(morning.at(9, 50), tick=False)
    said = main_of(morning.open(who.user))
    assert said.count("To choose from:") == 2 and "Visit 1" in said and "Visit 2" in said


def test_a_trainer_reads_which_session_is_theirs(morning: Morning) -> None:
    said = main_of(morning.open(morning.trainer))
    assert said.count("You lead this session.") == 1
    assert "Opening talk You lead this session." in said.replace(" Зал", "")


def test_the_day_before_shows_the_day_that_comes_and_after_the_last_it_says_so(
    morning: Morning, time_machine: Any
) -> None:
    who = morning.add_person()
    for days, words in ((-3, ""), (-1, "Tomorrow,"), (0, "Today,")):
        time_machine.move_to(morning.at(12, days=days), tick=False)
        said = main_of(morning.open(who.user))
        assert words in said and ("Tomorrow" in said, "Today" in said) == (days == -1, days == 0)
    time_machine.move_to(morning.at(3, 59, days=1), tick=False)
    assert "The days are over" not in main_of(morning.open(who.user))
    time_machine.move_to(morning.at(4, days=1), tick=False)
    page = morning.open(who.user)
    assert "The days are over" in main_of(page) and b"data-hx-get" not in page.content


def test_an_evening_past_midnight_is_still_that_day(morning: Morning, time_machine: Any) -> None:
    next_day = DayFactory(cohort=morning.cohort, date=morning.day.date + dt.timedelta(days=1))
    SessionFactory(day=morning.day, starts=dt.time(22), ends=dt.time(1, 30), title_en="Evening")
    SessionFactory(day=next_day, starts=dt.time(9), ends=dt.time(10), title_en="Breakfast talk")
    morning.choosing.release()
    who = morning.add_person()
    PlaceFactory(pool=next_day.pool, participant=who)
    time_machine.move_to(morning.at(1, days=1), tick=False)
    said = main_of(morning.open(who.user))
    assert "Now 22:00–01:30 next day Evening" in said
    assert re.search(r"Next 09:00–10:00 , \w+, \d+ \w+ \d{4} Breakfast talk", said)
    time_machine.move_to(morning.at(4, days=1), tick=False)
    assert "Today," in main_of(morning.open(who.user))


def test_a_participant_is_shown_the_days_that_they_hold(morning: Morning) -> None:
    next_day = DayFactory(cohort=morning.cohort, date=morning.day.date + dt.timedelta(days=1))
    who = ParticipantFactory(cohort=morning.cohort)
    PlaceFactory(pool=next_day.pool, participant=who)
    assert "Tomorrow," in main_of(morning.open(who.user))
    assert "Today," in main_of(morning.open(morning.manager))


def test_the_evening_before_has_a_page_too_if_a_bus_goes(morning: Morning, time_machine: Any) -> None:
    who = morning.add_person()
    evening = RunFactory(
        day=morning.day, date=morning.day.date - dt.timedelta(days=1), starts=dt.time(19), number=7, seats=40
    )
    PlaceFactory(pool=evening.pool, participant=who, to_call=2)
    time_machine.move_to(morning.at(15, days=-1), tick=False)
    said = main_of(morning.open(who.user))
    assert "Today," in said and "Bus 7 outbound : 19:05 Вокзал" in said and "expected" not in said
    assert re.search(r"Next 09:00–09:45 , \w+, \d+ \w+ \d{4} Opening talk", said)
    assert "19:05" in browser_of(who.user).get("/en/my/").context["next_thing"].text


def test_a_day_that_is_called_off_is_not_shown(morning: Morning) -> None:
    who = morning.add_person()
    Day.objects.filter(pk=morning.day.pk).update(called_off_at=timezone.now())
    assert "The days are over" in main_of(morning.open(who.user))


# ---------------------------------------------------------------- the bus, and numbers
def test_ones_bus_with_plate_stop_hour_and_whether_it_has_left(morning: Morning) -> None:
    who = morning.add_person(rides=False)
    Call.objects.filter(run=morning.run, position=1).update(meeting_point_uk="Під годинником")
    seats.take_seat(actor=morning.manager, run=morning.run, participant=who, stretch=Stretch(1, 2))
    said = main_of(morning.open(who.user))
    own = said[said.index("Your bus") : said.index("All of us")]
    assert "Bus 2 outbound : 08:20 Ратуша → Завод" in own and morning.run.vehicle.plate in own
    assert "Під годинником" in own and "has not left" in own
    boarding.depart(actor=morning.manager, run=morning.run)
    assert "left at 08:00" in main_of(morning.open(who.user))
    morning.board(who)
    boarding.close(actor=morning.manager, run=morning.run)
    assert "everybody is accounted for" in main_of(morning.open(who.user))


def test_who_waits_or_travels_otherwise_is_told_that(morning: Morning) -> None:
    small = RunFactory(day=morning.day, seats=1, number=3, direction=Direction.BACK, starts=dt.time(16))
    first, second = morning.add_person(), morning.add_person(rides=False)
    for who in (first, second):
        seats.take_seat(actor=who.user, run=small, participant=who, stretch=Stretch(0, 2))
    seats.travel_otherwise(
        actor=second.user, participant=second, date=morning.day.date, direction=Direction.THERE, how="own"
    )
    said = main_of(morning.open(second.user))
    assert "You wait for a seat: bus 3 return." in said and "Outbound: by own transport" in said


def test_everybody_reads_the_same_numbers(morning: Morning) -> None:
    for visit in (0, 0, 1):
        morning.add_person(visit=visit)
    morning.board(morning.people[0])
    Presence.objects.create(
        session=morning.talk, participant=morning.people[1], was_present=True, recorded_by=morning.manager
    )
    for person in (morning.people[2].user, morning.trainer, morning.manager):
        said = main_of(morning.open(person))
        assert "3 people expected, here: 1" in said and "aboard: 1 of 3" in said
        assert "people are getting on" in said
        assert "Visit 1: 2" in said and "Visit 2: 1" in said


# ---------------------------------------------------------------- names
def test_names_are_read_by_managers_and_assistants_alone(morning: Morning) -> None:
    for _number in range(3):
        morning.add_person()
    morning.board(morning.people[0])
    programme = morning.cohort.residency.programme
    assistant, viewer = (
        MembershipFactory(programme=programme, role=role).user
        for role in (Membership.Role.ASSISTANT, Membership.Role.VIEWER)
    )
    missing = [who.user.family_name for who in morning.people[1:]]
    for person in (morning.manager, assistant):
        said = main_of(morning.open(person))
        assert "Missing: bus 2 outbound" in said and all(name in said for name in missing)
        assert morning.people[0].user.family_name not in said and "+380 67 000 11 22" in said
    for person in (morning.people[0].user, morning.trainer, viewer):
        text = morning.open(person).content.decode()
        assert "Missing" not in text and "+380" not in text
        assert not any(name in text for name in missing)


def test_each_bus_leads_who_reads_names_to_its_list(morning: Morning) -> None:
    who, link = morning.add_person(), f"/admin/runs/{morning.run.pk}/"
    assert link in morning.open(morning.manager).content.decode()
    assert link not in morning.open(who.user).content.decode()


def test_of_many_who_are_missing_the_first_are_named_and_the_list_has_the_rest(morning: Morning) -> None:
    for _number in range(15):
        morning.add_person()
    morning.board(morning.people[0])
    page = morning.open(morning.manager)
    assert "2 more, and the whole list" in main_of(page)
    assert f"/admin/runs/{morning.run.pk}/" in page.content.decode()


def test_who_was_not_marked_yet_is_named_once_marking_has_begun(morning: Morning) -> None:
    first, second = morning.add_person(), morning.add_person()
    assert "Not marked yet" not in main_of(morning.open(morning.manager))
    Presence.objects.create(
        session=morning.talk, participant=first, was_present=True, recorded_by=morning.manager
    )
    said = main_of(morning.open(morning.manager))
    unseen = said[said.index("Not marked yet") :]
    assert second.user.family_name in unseen and first.user.family_name not in unseen


def test_a_manager_reads_how_hosts_stand(morning: Morning) -> None:
    who = morning.add_person()
    said = main_of(morning.open(morning.manager))
    assert "asked" in said and "1 expected" in said
    VisitSite.objects.filter(pk=morning.site.pk).update(heads_in=1, heads_in_at=timezone.now())
    assert "1 counted, 1 expected" in main_of(morning.open(morning.manager))
    assert "Hosts" not in main_of(morning.open(who.user))


# ---------------------------------------------------------------- asking again
def test_asked_again_it_sends_the_part_alone_and_nothing_while_nothing_changes(morning: Morning) -> None:
    who = morning.add_person()
    browser = browser_of(who.user)
    mark = mark_of(browser.get(morning.url()))
    part = morning.renewed(browser)
    assert part.status_code == 200 and part.content.strip().startswith(b'<div class="board"')
    same = morning.renewed(browser, mark)
    assert (same.status_code, same.content) == (304, b"")
    morning.board(who)
    fresh = morning.renewed(browser, mark)
    assert fresh.status_code == 200 and "aboard: 1 of 1" in main_of(fresh)
    assert mark_of(fresh) != mark


def test_no_answer_is_kept_by_anybody(morning: Morning) -> None:
    browser = browser_of(morning.manager)
    mark = mark_of(browser.get(morning.url()))
    for answer in (
        browser.get(morning.url()),
        morning.renewed(browser),
        browser.get(f"{morning.url()}screen/"),
    ):
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert morning.renewed(browser, mark).status_code == 304


def test_a_mark_holds_until_something_is_said_otherwise(morning: Morning, time_machine: Any) -> None:
    who = morning.add_person()
    browser, other = browser_of(who.user), browser_of(morning.add_person().user)
    marks = [mark_of(browser.get(morning.url()))]
    time_machine.move_to(morning.at(8, 59), tick=False)
    assert mark_of(browser.get(morning.url())) == marks[0] != mark_of(other.get(morning.url()))

    def changed() -> None:
        marks.append(mark_of(browser.get(morning.url())))
        assert marks[-1] not in marks[:-1]

    time_machine.move_to(morning.at(9), tick=False)
    changed()
    boarding.depart(actor=morning.manager, run=morning.run)
    changed()
    Presence.objects.create(
        session=morning.talk, participant=who, was_present=True, recorded_by=morning.manager
    )
    changed()
    Session.objects.filter(pk=morning.talk.pk).update(title_en="Another talk")
    morning.choosing.release()
    changed()


def test_a_mark_of_who_reads_names_holds_until_a_host_stands_otherwise(morning: Morning) -> None:
    rider, manager = browser_of(morning.add_person().user), browser_of(morning.manager)
    before = [mark_of(browser.get(morning.url())) for browser in (rider, manager)]
    VisitSite.objects.filter(pk=morning.site.pk).update(heads_out=3)
    after = [mark_of(browser.get(morning.url())) for browser in (rider, manager)]
    assert before[0] == after[0] and before[1] != after[1]
    Session.objects.filter(pk=morning.choosing.sessions[0].pk).update(ends=dt.time(12, 30))
    assert mark_of(manager.get(morning.url())) != after[1]


def test_whoever_is_signed_out_meanwhile_has_the_whole_page_loaded_anew(morning: Morning) -> None:
    answer = morning.renewed(Client())
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_who_does_not_want_it_renewed_has_it_stand_still(morning: Morning) -> None:
    who = morning.add_person()
    page = browser_of(who.user).get(f"{morning.url()}?still").content.decode()
    assert "data-hx-get" not in page and "htmx" not in page
    assert "Renew it by itself again" in page


# ---------------------------------------------------------------- the screen of the room, captains
def test_the_screen_says_numbers_and_no_name_whoever_opens_it(morning: Morning) -> None:
    for _number in range(3):
        morning.add_person()
    morning.board(morning.people[0])
    page = browser_of(morning.manager).get(f"{morning.url()}screen/")
    text = page.content.decode()
    assert "aboard: 1 of 3" in main_of(page) and "3 people expected" in main_of(page)
    names = [morning.manager.family_name, *(who.user.family_name for who in morning.people)]
    assert not any(name in text for name in names) and "+380" not in text
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in text


def test_a_captain_reads_the_numbers_once_the_link_is_claimed(morning: Morning) -> None:
    morning.add_person()
    token = captain_of(morning.run)
    phone, url = Client(), f"/en/captain/{token}/today/"
    assert phone.get(url)["Location"] == f"/en/captain/{token}/"
    phone.post(f"/en/captain/{token}/", {"action": "claim"})
    assert url in phone.get(f"/en/captain/{token}/").content.decode()
    page = phone.get(url)
    assert "aboard: 0 of 1" in main_of(page)
    assert morning.people[0].user.family_name not in page.content.decode()
    assert "no-store" in page["Cache-Control"] and page["X-Robots-Tag"]
    again = phone.get(url, headers={"HX-Request": "true", "If-None-Match": page["ETag"]})
    assert again.status_code == 304


def test_a_captain_reads_no_room_of_the_programme(morning: Morning) -> None:
    token = captain_of(morning.run)
    phone = Client()
    phone.post(f"/en/captain/{token}/", {"action": "claim"})
    Session.objects.filter(pk=morning.talk.pk).update(venue=morning.site.venue)
    morning.choosing.release()
    timetable = phone.get(f"/en/captain/{token}/today/").context["board"]
    assert [line.title for line in timetable.next] == ["Opening talk"]


# ---------------------------------------------------------------- ways to it
def test_ways_lead_to_it_from_my_page_the_programme_and_the_office(
    morning: Morning, time_machine: Any
) -> None:
    who = morning.add_person()
    thing = browser_of(who.user).get("/en/my/").context["next_thing"]
    assert (thing.url, thing.action) == (morning.url(), "See now and next")
    assert thing.text.startswith("Bus 2 outbound:") and "08:05, Вокзал" in thing.text
    time_machine.move_to(morning.at(8, 30), tick=False)
    assert "09:00" in browser_of(who.user).get("/en/my/").context["next_thing"].text
    page = browser_of(who.user).get(f"/en/my/cohorts/{morning.cohort.slug}/").content.decode()
    assert morning.url() in page
    office = browser_of(morning.manager).get(f"/admin/cohorts/overview/{morning.cohort.pk}/").content.decode()
    assert f"/{morning.cohort.slug}/today/" in office and f"/{morning.cohort.slug}/today/screen/" in office


def test_from_the_day_before_on_the_head_of_the_cohorts_page_leads_to_the_days_pages(
    morning: Morning, time_machine: Any
) -> None:
    application = SentApplicationFactory(participant=morning.add_person())
    DayRequestFactory(application=application, day=morning.day, state="accepted")
    overview = f"/admin/cohorts/overview/{morning.cohort.pk}/"
    office = browser_of(morning.manager)

    def head() -> list[str]:
        return [fact.url for fact in office.get(overview).context["at_hand"]]

    pages = [
        morning.url(),
        f"/admin/runs/{morning.run.pk}/",
        f"/admin/cohorts/{morning.cohort.pk}/calls/",
        f"/admin/cohorts/{morning.cohort.pk}/packs/",
    ]
    assert sorted(head()) == sorted(pages)
    night = dt.datetime.combine(morning.day.date + dt.timedelta(days=1), dt.time(4), morning.cohort.zone)
    time_machine.move_to(night - dt.timedelta(minutes=1), tick=False)
    assert {f"/admin/runs/{morning.run.pk}/", morning.url()} <= set(head()), "the day ends with its night"
    time_machine.move_to(night, tick=False)
    assert head() == []
    time_machine.move_to(morning.at(9, 0) - dt.timedelta(days=2), tick=False)
    assert browser_of(morning.manager).get(overview).context["at_hand"] == []


# ---------------------------------------------------------------- what it costs
@pytest.mark.both_databases
@pytest.mark.parametrize("number", [10, 60])
def test_as_many_queries_for_ten_people_as_for_sixty(
    morning: Morning, number: int, django_assert_num_queries: Any
) -> None:
    RunFactory(day=morning.day, seats=90, number=3)
    for each in range(number):
        morning.add_person(visit=each % 2, rides=each < 30)
    morning.board(morning.people[0])
    rider, manager = browser_of(morning.people[0].user), browser_of(morning.manager)
    marks = [mark_of(browser.get(morning.url())) for browser in (rider, manager)]
    counted = ((rider, 24, 10, marks[0]), (manager, 29, 10, marks[1]))
    for browser, whole, unchanged, mark in counted:
        with django_assert_num_queries(whole):
            browser.get(morning.url())
        with django_assert_num_queries(unchanged):
            assert morning.renewed(browser, mark).status_code == 304


def seat_all(morning: Morning, number: int) -> None:
    """So many people on the day, half of them in each visit and each of two buses, nobody aboard but one."""
    second = RunFactory(day=morning.day, seats=120, number=3)
    Pool.objects.filter(pk=morning.run.pool_id).update(capacity=120)
    for each in range(number):
        who = morning.choosing.person(
            user__family_name=f"Прізвищна-Довголюбченко{each}", user__phone="+380670001122"
        )
        PlaceFactory(pool=morning.choosing.option(each % 2).pool, participant=who)
        run = (morning.run, second)[each % 2]
        PlaceFactory(pool=run.pool, participant=who, to_call=2)
        morning.people.append(who)
    morning.board(morning.people[0])
    Tap.objects.create(run=second, participant=morning.people[1], what=Tap.What.BOARDED, at=timezone.now())
    Presence.objects.create(
        session=morning.talk, participant=morning.people[0], was_present=True, recorded_by=morning.manager
    )


def test_a_page_for_two_hundred_people_is_under_thirty_kilobytes(morning: Morning) -> None:
    seat_all(morning, 200)
    caches["default"].clear()
    for person in (morning.people[0].user, morning.manager):
        browser = browser_of(person)
        for language in ("uk", "en", "pl"):
            url = morning.url(language)
            page, part = browser.get(url), browser.get(url, headers={"HX-Request": "true"})
            assert len(page.content) <= MOST_BYTES, f"{url}: {len(page.content)} bytes"
            assert len(gzip.compress(page.content)) <= MOST_BYTES // 4
            assert len(part.content) < len(page.content)
    assert Place.objects.filter(pool=morning.day.pool).count() == 200
    assert Participant.objects.filter(cohort=morning.cohort).count() == 200


def test_the_part_that_is_asked_for_again_asks_for_nothing_more(morning: Morning) -> None:
    who = morning.add_person()
    browser = browser_of(who.user)
    assets = [
        set(re.findall(r'(?:src|href)="(/static/[^"]+)"', browser.get(morning.url()).content.decode()))
        for _visit in range(2)
    ]
    assert assets[0] == assets[1] and any("htmx" in each for each in assets[0])
    assert b"/static/" not in morning.renewed(browser).content
