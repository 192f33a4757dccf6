"""Buses in the back office: from carriers on file to a closed run, with a few fields typed."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from cohorts.logistics import seating
from cohorts.logistics.models import Call, CaptainLink, Direction, Run, Tap
from cohorts.logistics.papers import code_of
from cohorts.logistics.services import runs, seats
from cohorts.models import Day, Participant, Place, Stretch
from cohorts.wing import panels, waiting
from people.models import User
from people.personal_data.own import Account
from residencies.models import Membership
from tests.back_office import manager, office, programme
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory
from tests.factories.logistics import OperatorFactory, RunFactory, VehicleFactory
from tests.factories.residencies import ResidencyFactory, works_in_office
from tests.factories.timetable import SessionFactory, SessionFormatFactory
from tests.school import accepted, browser_of

__all__ = ["manager", "office", "programme"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def day(programme: Any) -> Day:
    found: Day = DayFactory(cohort=CohortFactory(residency=ResidencyFactory(programme=programme)))
    return found


@pytest.fixture
def run(day: Day) -> Run:
    found: Run = RunFactory(day=day, seats=4)
    return found


@pytest.fixture
def people(run: Run, day: Day, manager: User) -> list[Participant]:
    found = [accepted(day) for _each in range(3)]
    for each in found:
        seats.take_seat(actor=manager, run=run, participant=each, stretch=Stretch(0, 2))
    return found


def press(office: Client, run: Run, action: str, **fields: Any) -> Any:
    return office.post(f"/admin/runs/{run.pk}/", {"action": action, **fields})


def test_two_buses_there_and_back_are_made_with_few_fields(day: Day, office: Client) -> None:
    programme = day.cohort.residency.programme
    vehicles = [VehicleFactory(operator=OperatorFactory(programme=programme), seats=30) for _bus in range(2)]
    visit = SessionFactory(day=day, format=SessionFormatFactory(slug="field-visit"))
    people = [accepted(day) for _each in range(6)]
    typed = 0

    def send(url: str, fields: dict[str, Any]) -> None:
        nonlocal typed
        typed += sum(1 for value in fields.values() if value not in ("", "0", "5", "there"))
        answer = office.post(url, fields)
        assert answer.status_code == 302, answer.content.decode()[:3000]

    for number, vehicle in enumerate(vehicles, start=1):
        send(
            f"/admin/runs/new/?cohort={day.cohort_id}",
            {
                "number": number, "direction": "there", "date": day.date.isoformat(), "starts": "08:00",
                "serves": [visit.pk], "vehicle": vehicle.pk, "driver_name": "", "driver_phone": "",
                "cost": "",
            },
        )  # fmt: skip
        made = Run.objects.get(number=number)
        for stop, minutes in (("Вокзал", "0"), ("Ратуша", "15"), ("Завод", "30")):
            fields = {"stop_uk": stop, "minutes": minutes, "loading": "5", "by_hand": ""}
            send(f"/admin/stops/new/?run={made.pk}", fields)
        send(f"/admin/runs/{made.pk}/", {"action": "visitors"})
        send(f"/admin/runs/{made.pk}/", {"action": "back"})
    assert Run.objects.filter(direction=Direction.BACK).count() == 2
    there = Run.objects.get(number=1, direction=Direction.THERE)
    assert Place.objects.filter(pool=there.pool).count() == len(people)
    assert typed <= 60, typed


def test_the_list_of_runs_shows_the_load_of_each_leg(
    run: Run, people: list[Participant], office: Client, django_assert_max_num_queries: Any
) -> None:
    url = f"/admin/cohorts/{run.cohort_id}/runs/"
    run.serves.add(SessionFactory(day=run.cohort.days.get()))
    office.get(url)
    with django_assert_max_num_queries(29):
        page = office.get(url).content.decode()
    assert "Вокзал → Ратуша" in page and "3 of 4" in page


def test_a_runs_page_costs_the_same_however_many_people(
    run: Run, people: list[Participant], office: Client, django_assert_max_num_queries: Any
) -> None:
    url = f"/admin/runs/{run.pk}/"
    run.serves.add(SessionFactory(day=run.cohort.days.get()))
    office.get(url)
    with django_assert_max_num_queries(46):
        page = office.get(url).content.decode()
    assert people[0].user.family_name in page and "Таємна" not in page


def test_nobody_is_called_missing_long_before_the_bus_leaves(
    run: Run, people: list[Participant], manager: User, time_machine: Any
) -> None:
    url = f"/admin/runs/{run.pk}/"
    for hours, is_said in ((48, False), (2, True)):
        time_machine.move_to(run.starts_at - dt.timedelta(hours=hours), tick=False)
        assert ("Who is missing" in browser_of(manager).get(url).text) == is_said


def offered(page: Any) -> dict[str, list[str]]:
    """Whom the select offers, by its groups."""
    _empty, *groups = page.context["forms"]["seat"].fields["participant"].widget.choices
    return {str(label): [name for _pk, name in people] for label, people in groups}


def test_who_needs_a_seat_is_offered_first_and_who_has_one_on_that_way_is_not(
    run: Run, day: Day, office: Client
) -> None:
    url = f"/admin/runs/{run.pk}/"
    session, other_run = SessionFactory(day=day), RunFactory(day=day, seats=3)
    visitor, by_car, seated, elsewhere = (accepted(day) for _each in range(4))
    applicant = ParticipantFactory(cohort=day.cohort)
    run.serves.add(session)
    way = {"date": run.date, "direction": run.direction}
    seats.travel_otherwise(actor=by_car.user, participant=by_car, how="own", **way)
    seats.take_seat(actor=seated.user, run=run, participant=seated, stretch=Stretch(0, 2))
    seats.take_seat(actor=elsewhere.user, run=other_run, participant=elsewhere, stretch=Stretch(0, 2))
    name = lambda who: who.user.get_full_name()  # noqa: E731
    found = offered(office.get(url))
    assert found == {
        "Attend what this bus serves": [name(visitor)],
        "Others without a seat on this way": [name(by_car)],
        "Have a seat here: other stops": [name(seated)],
    }
    assert name(applicant) not in str(found)
    assert press(office, run, "seat", participant=seated.pk, from_call=0, to_call=1).status_code == 302


def test_of_many_people_a_few_are_offered_and_the_others_are_found_by_name(
    run: Run, day: Day, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seating, "MOST_OFFERED", 2)
    people = [accepted(day) for _each in range(4)]
    people[3].user.family_name = "Ященко"  # saved, as the order of lists is kept beside the name
    people[3].user.save()
    page = office.get(f"/admin/runs/{run.pk}/")
    assert len(offered(page)["Others without a seat on this way"]) == 2
    assert "There are more people" in page.text and "Ященко" not in page.text
    page = office.get(f"/admin/runs/{run.pk}/", {"find": "ященко"})
    (found,) = offered(page)["Others without a seat on this way"]
    assert "Ященко" in found and "There are more people" not in page.text
    assert office.get(f"/admin/runs/{run.pk}/", {"find": "\u202e" * 300}).status_code == 200


def test_a_seat_is_given_and_freed_by_buttons(run: Run, day: Day, office: Client) -> None:
    who = accepted(day)
    assert press(office, run, "seat", participant=who.pk, from_call=0, to_call=1).status_code == 302
    assert Place.objects.get(pool=run.pool).stretch == Stretch(0, 1)
    assert press(office, run, "seat", participant=who.pk, from_call=1, to_call=1).status_code == 422
    assert press(office, run, "unseat", participant=who.pk).status_code == 302
    assert not Place.objects.filter(pool=run.pool).exists()


def test_a_captain_whom_no_letter_reaches_is_to_be_called_once_the_run_has_changed(
    run: Run, people: list[Participant], office: Client, manager: User
) -> None:
    page = f"/admin/runs/{run.pk}/"
    press(office, run, "captain", participant=people[0].pk)
    press(office, run, "captain", name="Водій Зразок", phone="+380 67 000 00 01")
    press(office, run, "captain", name="Без Телефону")
    assert "no letter says that this run has changed" not in office.get(page).text
    call = Call.objects.select_related("run").get(run=run, position=1)
    call.minutes += 7
    runs.save_call(actor=manager, call=call)
    text = office.get(page).text
    assert (
        "Водій Зразок has no account, so no letter says that this run has changed. Tell them by telephone"
        in text
    )
    assert "Без Телефону has no account" in text and "no telephone is on file" in text
    assert text.count("no letter says that this run has changed") == 2
    Run.objects.filter(pk=run.pk).update(departed_at=timezone.now())
    assert "no letter says" not in office.get(page).text


def test_the_button_that_makes_a_captains_link_answers_to_one_press(
    run: Run, people: list[Participant], office: Client
) -> None:
    """Pressed twice it made two links, and the page showed the second one alone."""
    page = office.get(f"/admin/runs/{run.pk}/").content.decode()
    form = next(each for each in page.split("<form") if 'value="captain"' in each)
    assert "w-progress#activate" in form.split("</form>")[0]


def test_a_captains_link_is_shown_once(run: Run, people: list[Participant], office: Client) -> None:
    answer = press(office, run, "captain", participant=people[0].pk)
    assert answer.status_code == 200 and "/uk/captain/" in answer.content.decode()
    assert "/uk/captain/" not in office.get(f"/admin/runs/{run.pk}/").content.decode()
    link = CaptainLink.objects.get()
    assert press(office, run, "release", link=link.pk).status_code == 302
    assert press(office, run, "end", link=link.pk).status_code == 302
    assert press(office, run, "end", link="9" * 30).status_code == 404
    assert press(office, run, "captain", name="").status_code == 422


def test_a_run_is_closed_once_everybody_is_explained(
    run: Run, people: list[Participant], office: Client
) -> None:
    assert press(office, run, "depart").status_code == 422  # long before its day
    Run.objects.filter(pk=run.pk).update(date=timezone.localdate())
    press(office, run, "depart")
    assert press(office, run, "close").status_code == 422
    for each in people[:2]:
        press(office, run, "explain", participant=each.pk, what="boarded")
    assert press(office, run, "explain", participant=people[2].pk, what="no_show").status_code == 422
    press(office, run, "explain", participant=people[2].pk, what="no_show", reason="захворіла")
    assert press(office, run, "strip", heads_0=2, heads_1="").status_code == 302
    assert press(office, run, "close").status_code == 302
    run.refresh_from_db()
    assert run.closed_at is not None and Tap.objects.count() == 3
    assert office.get(f"/admin/runs/{run.pk}/").status_code == 200


def test_the_printed_list_says_whether_it_still_holds(
    run: Run, people: list[Participant], office: Client, time_machine: Any
) -> None:
    seats.save_passenger(actor=people[0].user, participant=people[0], shares_phone=False, wheelchair=True)
    run.refresh_from_db()
    number = run.list_number
    url = f"/admin/runs/{run.pk}/list/"
    page = office.get(url).content.decode()
    assert f"List No. {number}" in page and "in a wheelchair" in page and "Таємна" not in page
    address = f"/en/lists/{code_of(run)}/{number}/"
    assert address in page
    holds = Client().get(address)
    assert "This list is in force now." in holds.content.decode()
    assert holds["X-Robots-Tag"] == "noindex, nofollow" and "no-store" in holds["Cache-Control"]
    press(office, run, "unseat", participant=people[1].pk)
    page = Client().get(address).content.decode()
    assert "Another list has been in force since" in page and f": No. {number + 1}." in page
    for who in people:
        assert who.user.family_name not in page + holds.content.decode()
    time_machine.move_to(run.ends_at, tick=False)
    assert "The day is over. Destroy the paper." in Client().get(address).content.decode()


def test_a_paper_with_a_code_that_nobody_printed_is_not_found_and_guessing_is_counted(
    run: Run, settings: Any
) -> None:
    assert Client().get(f"/en/lists/{'a' * 10}/1/").status_code == 404
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "list_check": "2/m/ip"}
    answers = [Client().get(f"/en/lists/{code_of(run)}/1/") for _try in range(3)]
    assert answers[-1].status_code == 429
    assert f"/en/lists/{code_of(run)}/1/" in answers[-1].content.decode(), "it leads back"


def test_another_vehicle_is_shown_first_and_then_comes(
    run: Run, people: list[Participant], office: Client
) -> None:
    small = VehicleFactory(operator=run.vehicle.operator, seats=2)
    url = f"/admin/runs/{run.pk}/swap/"
    shown = office.get(url, {"vehicle": small.pk})
    assert people[2].user.family_name in shown.content.decode()
    assert Run.objects.get(pk=run.pk).vehicle_id != small.pk
    stale = office.post(url, {"vehicle": small.pk, "seen": "x"})
    assert stale.status_code == 409
    assert office.post(url, {"vehicle": small.pk, "seen": shown.context["plan"].mark}).status_code == 302
    assert Run.objects.get(pk=run.pk).vehicle_id == small.pk


def test_a_viewer_sees_the_load_and_no_name(run: Run, people: list[Participant], programme: Any) -> None:
    viewer = browser_of(works_in_office(programme, role=Membership.Role.VIEWER))
    page = viewer.get(f"/admin/runs/{run.pk}/").content.decode()
    assert "3 of 4" in page
    assert not any(each.user.family_name in page for each in people)
    assert viewer.get(f"/admin/runs/{run.pk}/list/").status_code == 404
    press(viewer, run, "unseat", participant=people[0].pk)
    assert Place.objects.filter(pool=run.pool).count() == 3


def test_a_run_of_another_programme_is_not_found(office: Client) -> None:
    foreign = RunFactory()
    for part in ("", "list/", "swap/"):
        assert office.get(f"/admin/runs/{foreign.pk}/{part}").status_code == 404
    assert press(office, foreign, "depart").status_code == 404


def test_the_first_screen_says_what_waits_in_buses(
    run: Run, people: list[Participant], manager: User, time_machine: Any
) -> None:
    time_machine.move_to(run.starts_at.replace(hour=1), tick=False)
    people[0].places.filter(pool__day__isnull=False).delete()
    cohort = run.cohort
    with translation.override("en"):
        found = [str(fact) for fact in waiting([cohort], run.starts_at.replace(hour=1), manager)[cohort.pk]]
    assert {"1 bus without a captain", "1 seat of somebody who does not come"} <= set(found)
    assert any(panel.url.endswith("/runs/") for panel in panels(cohort, manager))


def test_who_was_erased_is_offered_no_seat(run: Run, day: Day, office: Client) -> None:
    person = accepted(day)
    assert person.user.get_full_name() in office.get(f"/admin/runs/{run.pk}/").text
    Account().erase(person.user)
    User.objects.filter(pk=person.user_id).update(erased_at=timezone.now())
    assert "erased.invalid" not in office.get(f"/admin/runs/{run.pk}/").text
