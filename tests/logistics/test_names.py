"""Names come to a site's door only after a code from the contact's letterbox, and never with anything of needs."""

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.models import ModelLogEntry

from cohorts.logistics import papers, queries
from cohorts.logistics.door_lists import Listed, Name, change_between
from cohorts.logistics.models import NameCode, PassList, Run
from cohorts.logistics.rights import Bearer
from cohorts.logistics.services import names
from cohorts.models import Participant
from cohorts.timetable.services import cancel_session
from foundation.errors import DomainError
from messaging import outbox
from messaging.models import Letter
from people.rights import may
from tests.factories.logistics import RunFactory, VehicleFactory
from tests.letters import letters
from tests.logistics.conftest import Trip
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db
SECRETS = ("Таємна", "+380 99", "@demo.example", "спеціалістка")


@pytest.fixture
def confirmed(trip: Trip) -> Trip:
    """The host has confirmed."""
    trip.ask()
    trip.confirm()
    return trip


def send(trip: Trip) -> HttpResponse:
    return trip.host.post(trip.url("names/"), {"action": "send"})


def code_of(trip: Trip) -> str:
    """The code that the last letter carries."""
    found = re.search(r"\b(\d{6})\b", letters(kind="code_for_names")[-1].text)
    assert found
    return found.group(1)


def type_code(trip: Trip, code: str) -> HttpResponse:
    return trip.host.post(trip.url("names/"), {"action": "code", "code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def opened(trip: Trip) -> HttpResponse:
    """The list, by a fresh code."""
    send(trip)
    return type_code(trip, code_of(trip))


def name_of(person: Participant) -> str:
    return str(person.user.family_name)


# ---------------------------------------------------------------- the code
def test_a_code_from_the_contacts_letterbox_opens_names_and_where_people_come_from(confirmed: Trip) -> None:
    assert send(confirmed).status_code == 302
    letter = Letter.objects.get(kind="code_for_names")
    assert (letter.address, letter.is_private) == ("gate@site.example", True)
    page = type_code(confirmed, f" {code_of(confirmed)[:3]} {code_of(confirmed)[3:]} ")
    text = page.content.decode()
    for person in confirmed.people:
        assert name_of(person) in text
    assert "Зразкова рада" in text
    assert not any(secret in text for secret in SECRETS)
    assert "no-store" in page["Cache-Control"]
    outbox.deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.facts, letter.text, letter.html) == (None, "", "")


def test_without_a_code_no_address_of_the_link_holds_a_name(confirmed: Trip) -> None:
    send(confirmed)
    pages = [confirmed.open(page) for page in ("", "names/", "about/", "time/", "note/")]
    pages += [
        confirmed.host.post(confirmed.url("names/"), {"action": action})
        for action in ("open", "code", "send", "", "names")
    ]
    pages.append(type_code(confirmed, wrong(code_of(confirmed))))
    for page in pages:
        assert not any(name_of(person) in page.content.decode() for person in confirmed.people)


def test_a_code_is_good_once(confirmed: Trip) -> None:
    send(confirmed)
    code = code_of(confirmed)
    assert type_code(confirmed, code).status_code == 200
    confirmed.host = Client()
    assert type_code(confirmed, code).status_code == 422


def test_a_code_is_good_for_ten_minutes(confirmed: Trip, time_machine: Any) -> None:
    time_machine.move_to(dt.datetime.now(dt.UTC), tick=False)
    send(confirmed)
    code = code_of(confirmed)
    time_machine.shift(600)
    assert "Have a new one sent" in type_code(confirmed, code).content.decode()


def test_only_the_last_code_counts(confirmed: Trip) -> None:
    send(confirmed)
    first = code_of(confirmed)
    send(confirmed)
    if first != code_of(confirmed):
        assert type_code(confirmed, first).status_code == 422
    assert type_code(confirmed, code_of(confirmed)).status_code == 200


def test_after_five_wrong_tries_the_right_code_opens_nothing(confirmed: Trip) -> None:
    send(confirmed)
    code = code_of(confirmed)
    for _try in range(NameCode.MOST_TRIES):
        assert "This is not the code" in type_code(confirmed, wrong(code)).content.decode()
    assert type_code(confirmed, code).status_code == 422
    assert NameCode.objects.get().tries == NameCode.MOST_TRIES


def test_codes_are_not_sent_without_end(confirmed: Trip) -> None:
    answers = [send(confirmed).status_code for _time in range(7)]
    assert 429 in answers
    assert Letter.objects.filter(kind="code_for_names").count() == answers.count(302) <= 5


def test_tries_are_counted_over_all_codes_of_a_link(confirmed: Trip) -> None:
    send(confirmed)
    answers = [type_code(confirmed, wrong(code_of(confirmed))).status_code for _time in range(25)]
    assert answers[0] == 422 and answers[-1] == 429


def test_a_code_is_kept_as_a_hash_and_belongs_to_its_link(confirmed: Trip) -> None:
    send(confirmed)
    code = code_of(confirmed)
    assert code not in str(vars(NameCode.objects.get()))
    confirmed.ask()
    assert type_code(confirmed, code).status_code == 422


def test_a_link_made_anew_asks_for_a_code_again(confirmed: Trip) -> None:
    opened(confirmed)
    assert "Show the names" in confirmed.open("names/").content.decode()
    assert confirmed.open("names/").context["has_shown_code"]
    confirmed.ask()
    assert not confirmed.open("names/").context["has_shown_code"]


def test_names_stay_open_to_this_browser_for_half_an_hour_by_a_button(
    confirmed: Trip, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime.now(dt.UTC), tick=False)
    opened(confirmed)
    again = confirmed.host.post(confirmed.url("names/"), {"action": "open"})
    assert name_of(confirmed.people[0]) in again.content.decode()
    # Opening the page by itself shows the button, not the names.
    assert name_of(confirmed.people[0]) not in confirmed.open("names/").content.decode()
    time_machine.shift(30 * 60)
    late = confirmed.host.post(confirmed.url("names/"), {"action": "open"})
    assert name_of(confirmed.people[0]) not in late.content.decode()


def test_a_site_without_an_address_gets_names_on_paper_only(confirmed: Trip) -> None:
    confirmed.site.venue.contact_email = ""
    confirmed.site.venue.save()
    assert "the names come on paper" in confirmed.open("names/").content.decode()
    assert send(confirmed).status_code == 422
    assert not Letter.objects.filter(kind="code_for_names").exists()


def test_names_are_for_who_receives_the_group(trip: Trip) -> None:
    trip.ask()
    assert send(trip).status_code == 422
    assert "Confirm the visit first" in trip.open("names/").content.decode()
    trip.confirm()
    opened(trip)
    cancel_session(actor=trip.manager, session=trip.session)
    gone = trip.host.post(trip.url("names/"), {"action": "open"})
    assert gone.status_code == 422
    assert name_of(trip.people[0]) not in gone.content.decode()


def test_rights_of_a_bearer_end_at_its_own_site(confirmed: Trip) -> None:
    link = queries.link_by(confirmed.token)
    assert link is not None
    bearer = Bearer(link)
    assert may(bearer, "visits.host", link.site)
    assert not may(bearer, "visits.read_names", link.site)
    for right in ("visits.view", "visits.change", "visits.ask", "needs.see_diet", "venues.view"):
        assert not may(bearer, right, confirmed.site)
    other = Bearer(link, names_until=dt.datetime.now(dt.UTC))
    assert may(other, "visits.read_names", link.site)
    link.site_id += 1
    assert not may(other, "visits.read_names", confirmed.site)


# ---------------------------------------------------------------- the list
def test_each_opening_is_written_down_and_printed_on_the_list(confirmed: Trip) -> None:
    page = opened(confirmed)
    assert "Opened by Оксана Сторожук" in page.content.decode()
    confirmed.host.post(confirmed.url("names/"), {"action": "open"})
    entries = ModelLogEntry.objects.filter(action="logistics.open_names")
    assert [entry.data["names"] for entry in entries] == [2, 2]
    assert {entry.user for entry in entries} == {None}


def test_before_the_cut_off_a_list_is_dated_and_may_change(confirmed: Trip) -> None:
    assert "it may still change" in opened(confirmed).content.decode()
    assert not PassList.objects.exists()


@pytest.mark.both_databases
def test_after_the_cut_off_the_list_is_fixed_and_what_changes_has_numbers(
    confirmed: Trip, time_machine: Any
) -> None:
    confirmed.at(time_machine, hours=20)
    first, second = confirmed.people
    opened(confirmed)
    kept = PassList.objects.get().people
    second.places.all().delete()
    third = accepted(confirmed.day)
    text = confirmed.host.post(confirmed.url("names/"), {"action": "open"}).content.decode()
    assert "Fixed list, as of" in text and "Change 1," in text
    assert re.search(rf"Also comes:\s*<strong>[^<]*{name_of(third)}", text)
    assert re.search(rf"Does not come:\s*<strong>[^<]*{name_of(second)}", text)
    assert PassList.objects.get(number=1).people == kept
    assert [each.number for each in PassList.objects.all()] == [1, 2]
    confirmed.host.post(confirmed.url("names/"), {"action": "open"})
    assert PassList.objects.count() == 2
    assert name_of(first) in text


def test_vehicles_and_drivers_stand_behind_the_code_too_and_change_under_numbers(
    confirmed: Trip, time_machine: Any
) -> None:
    bus = {"driver_name": "Остап Водій", "driver_phone": "+380 67 7", "vehicle__plate": "BC 1234 AA"}
    run = RunFactory(day=confirmed.day, **bus)
    run.serves.add(confirmed.session)
    RunFactory(day=confirmed.day, vehicle__plate="BC 9999 XX")  # goes elsewhere
    for page in (confirmed.open(), confirmed.open("names/")):
        assert "BC 1234 AA" not in page.text and "Остап" not in page.text
    text = opened(confirmed).text
    assert "BC 1234 AA" in text and "Остап Водій" in text
    assert "+380 67 7" not in text and "BC 9999 XX" not in text
    confirmed.at(time_machine, hours=20)
    opened(confirmed)
    Run.objects.filter(pk=run.pk).update(
        vehicle=VehicleFactory(operator=run.vehicle.operator, plate="BC 5678 AA")
    )
    text = " ".join(confirmed.host.post(confirmed.url("names/"), {"action": "open"}).text.split())
    assert "Change 1," in text and re.search(r"Also comes:</p>\W*<p><strong[^>]*>BC 5678 AA", text)
    assert re.search(r"Does not come:</p>\W*<p><strong[^>]*>BC 1234 AA", text)
    sheet = browser_of(confirmed.manager).post(f"/admin/visits/{confirmed.site.visit_id}/names/").text
    assert "BC 5678 AA" in sheet


def test_the_clock_fixes_a_list_that_nobody_opened(trip: Trip, time_machine: Any) -> None:
    trip.at(time_machine, hours=24, seconds=1)
    assert names.fix_lists() == 0
    trip.at(time_machine, hours=24)
    for _time in range(2):
        assert names.fix_lists() == 1
    assert PassList.objects.count() == 1
    trip.at(time_machine, hours=-30)
    assert names.fix_lists() == 0


def test_a_cut_off_of_the_visits_own_counts(trip: Trip, time_machine: Any) -> None:
    visit = trip.visit
    visit.names_until = trip.session.starts_at - dt.timedelta(hours=2)
    visit.save()
    trip.at(time_machine, hours=3)
    assert names.fix_lists() == 0
    trip.at(time_machine, hours=2)
    assert names.fix_lists() == 1


def test_names_do_not_outlive_their_use(confirmed: Trip, time_machine: Any) -> None:
    confirmed.at(time_machine, hours=1)
    opened(confirmed)
    confirmed.at(time_machine, days=-6)
    assert names.forget_names() == 0
    confirmed.at(time_machine, days=-9)
    assert names.forget_names() == 1
    assert not PassList.objects.exists() and not NameCode.objects.exists()


def test_what_changed_is_told_apart_by_person_and_by_name() -> None:
    at = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    olena, namesake = Name(1, "Зразкова Олена", "Буча"), Name(2, "Зразкова Олена", "Буча")
    assert not change_between(Listed((olena,)), Listed((olena,)), number=1, at=at)
    change = change_between(Listed((olena,)), Listed((namesake,)), number=1, at=at)
    assert (change.come, change.stay_away) == (Listed((namesake,)), Listed((olena,)))
    renamed = olena._replace(name="Зразкова-Нова Олена")
    assert change_between(Listed((olena,)), Listed((renamed,)), number=1, at=at).come == Listed((renamed,))


def test_a_list_of_many_names_asks_as_few_questions_as_one_of_two(
    trip: Trip, django_assert_num_queries: Any
) -> None:
    visit, moment = trip.visit, trip.session.starts_at
    assert visit.session.day.pool_id
    with django_assert_num_queries(4):
        assert len(queries.names_of(visit, moment).listed.people) == 2
    for _number in range(15):
        accepted(trip.day)
    with django_assert_num_queries(4):
        assert len(queries.names_of(visit, moment).listed.people) == 17


# ---------------------------------------------------------------- on paper
def test_a_manager_prints_names_with_who_printed_them(trip: Trip) -> None:
    client = Client()
    client.force_login(trip.manager)
    client.cookies["language"] = "en"
    url = f"/admin/visits/{trip.visit.pk}/names/"
    assert name_of(trip.people[0]) not in client.get(url).content.decode()
    sheet = client.post(url).content.decode()
    assert name_of(trip.people[0]) in sheet and trip.manager.family_name in sheet
    assert not any(secret in sheet for secret in SECRETS)
    entry = ModelLogEntry.objects.get(action="logistics.print_names")
    assert entry.user == trip.manager


def test_a_code_is_not_asked_for_where_none_was_sent(confirmed: Trip) -> None:
    link = queries.link_by(confirmed.token)
    assert link is not None
    with pytest.raises(DomainError, match="sent"):
        names.show_code(actor=Bearer(link), typed="123456")


# ---------------------------------------------------------------- the list on paper
def test_the_paper_of_a_site_says_whether_it_still_holds_and_names_nobody(
    confirmed: Trip, time_machine: Any
) -> None:
    time_machine.move_to(confirmed.visit.fixed_from + dt.timedelta(minutes=5), tick=False)
    office = browser_of(confirmed.manager)
    sheet = office.post(f"/admin/visits/{confirmed.visit.pk}/names/").content.decode()
    address = f"/en/lists/{papers.code_of(confirmed.visit)}/1/"
    assert address in sheet
    assert "This list is in force now." in Client().get(address).content.decode()
    late = accepted(confirmed.day)
    page = Client().get(address).content.decode()
    assert "Something has changed since, or the list" in page and name_of(late) not in page
    assert PassList.objects.count() == 1, "looking writes nothing"
    names.fix_lists()
    assert (
        "Another list has been in force since" in (said := Client().get(address).text) and ": No. 2." in said
    )


def test_the_field_stands_there_once_a_code_was_sent_and_says_how_often_it_may_be_typed(
    confirmed: Trip,
) -> None:
    assert 'name="code"' not in confirmed.open("names/").content.decode()
    send(confirmed)
    page = confirmed.open("names/").content.decode()
    assert 'name="code"' in page and "You may type it 5 more times" in page
    page = type_code(confirmed, wrong(code_of(confirmed))).content.decode()
    assert "You may type it 4 more times" in page
    for _try in range(4):
        page = type_code(confirmed, wrong(code_of(confirmed))).content.decode()
    assert 'name="code"' not in page and "This is not the code." in page
