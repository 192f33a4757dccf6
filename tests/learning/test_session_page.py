"""The trainer's page of a session: who comes, by name and role, and nothing else about them."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Cohort, Day
from cohorts.timetable.services import cancel_session
from people.person import NextThing
from tests.factories.admission import SentApplicationFactory
from tests.factories.cohorts import DayFactory, ParticipantFactory
from tests.factories.residencies import RoomFactory, VenueFactory
from tests.factories.timetable import SessionFactory
from tests.school import OTHERS, SECRET_NEEDS, School, accepted, browser_of, page_of

pytestmark = pytest.mark.django_db
SECRETS = ("+380 99 111 22 33", "99 111", "Таємна мотивація", *SECRET_NEEDS.values())


def test_a_trainer_sees_who_comes_by_name_and_role(school: School) -> None:
    page = browser_of(school.trainer).get(page_of(school.session)).content.decode()
    user = school.participant.user
    for expected in (user.family_name, user.given_name, "спеціалістка відділу", "Зразкова рада"):
        assert expected in page


def test_a_trainer_never_receives_diet_phone_motivation_or_e_mail(school: School) -> None:
    client = browser_of(school.trainer)
    urls = [
        page_of(school.session),
        f"{page_of(school.session)}presence/",
        "/en/my/",
        f"/en/my/cohorts/{school.cohort.slug}/",
    ]
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, url
        body = response.content.decode()
        for secret in (*SECRETS, school.participant.user.email):
            assert secret not in body, (url, secret)


def test_a_person_without_a_name_is_not_shown_by_their_e_mail(school: School) -> None:
    user = school.participant.user
    user.given_name = user.family_name = ""
    user.save()
    page = browser_of(school.trainer).get(page_of(school.session)).content.decode()
    assert user.email not in page
    assert "no name given" in page


def test_applicants_who_hold_no_place_are_not_on_the_page(school: School) -> None:
    applicant = ParticipantFactory(cohort=school.cohort)
    SentApplicationFactory(participant=applicant)
    other_day = accepted(school.days[1])
    page = browser_of(school.trainer).get(page_of(school.session)).content.decode()
    for absent in (applicant, other_day):
        assert absent.user.family_name not in page


@pytest.mark.parametrize("who", ["accepted for the day", *OTHERS])
def test_nobody_else_opens_the_page_or_gives_a_material(school: School, who: str) -> None:
    client = browser_of(school.people()[who])
    assert client.get(page_of(school.session)).status_code == 404
    sent = {"title": "x", "language": "uk", "link": "https://materials.example/"}
    assert client.post(page_of(school.session), sent).status_code == 404
    assert school.session.publications.count() == 0


@pytest.mark.parametrize("who", ["manager", "administrator", "trainer of the session"])
def test_managers_work_in_every_session_of_their_programme(school: School, who: str) -> None:
    assert browser_of(school.people()[who]).get(page_of(school.session)).status_code == 200


def test_managers_find_the_way_back_to_all_materials(school: School) -> None:
    way = reverse("learning_overview", args=[school.cohort.pk])
    assert way in browser_of(school.manager).get(page_of(school.session)).content.decode()
    assert way not in browser_of(school.trainer).get(page_of(school.session)).content.decode()


def test_who_is_not_signed_in_is_led_to_signing_in(school: School) -> None:
    response = Client().get(page_of(school.session))
    assert response["Location"] == f"/en/accounts/login/?next={page_of(school.session)}"


def test_a_role_taken_away_closes_the_page_at_the_next_request(school: School) -> None:
    client = browser_of(school.trainer)
    assert client.get(page_of(school.session)).status_code == 200
    school.trainer.memberships.all().delete()
    assert client.get(page_of(school.session)).status_code == 404


def test_the_page_says_where_the_session_is(school: School) -> None:
    venue = VenueFactory(
        programme=school.cohort.residency.programme,
        address_uk="вул. Зразкова, 1",
        contact="+380 99 000 00 00",
        shelter_uk="У підвалі",
    )
    school.session.room = RoomFactory(venue=venue, name_uk="Зала 7")
    school.session.save()
    page = browser_of(school.trainer).get(page_of(school.session)).content.decode()
    for expected in (venue.name_uk, "Зала 7", "вул. Зразкова, 1", "+380 99 000 00 00", "У підвалі"):
        assert expected in page
    school.session.trainers.clear()
    assert browser_of(school.trainer).get(page_of(school.session)).status_code == 404


def test_a_session_that_is_over_is_spoken_of_as_past(school: School) -> None:
    client = browser_of(school.trainer)
    assert "1 person comes" in client.get(page_of(school.session)).text
    with time_machine.travel(school.session.ends_at, tick=False):
        page = browser_of(school.trainer).get(page_of(school.session)).text
    assert "1 person had a place" in page
    assert "comes" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_cancelled_session_says_so(school: School) -> None:
    cancel_session(actor=school.manager, session=school.session)
    page = browser_of(school.trainer).get(page_of(school.session)).content.decode()
    assert "This session was cancelled" in page


def test_the_page_takes_as_many_queries_for_one_person_as_for_many(school: School) -> None:
    client = browser_of(school.trainer)
    client.get(page_of(school.session))
    counts = []
    for more in (0, 10):
        for _number in range(more):
            accepted(school.days[0])
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(school.session))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_my_page_leads_a_trainer_to_their_sessions(school: School) -> None:
    sections = browser_of(school.trainer).get("/en/my/").context["sections"]
    urls = [item.url for section in sections for item in section.items]
    assert page_of(school.session) in urls
    assert page_of(school.other_day) not in urls


@pytest.mark.parametrize(("zone", "is_on"), [("America/New_York", True), ("Europe/Kyiv", False)])
def test_my_page_lists_what_is_to_come_and_what_is_past_by_the_clock_of_each_cohort(
    school: School, zone: str, is_on: bool
) -> None:
    """In Kyiv it is five in the afternoon and the session is over; in New York it has just begun."""
    Cohort.objects.update(time_zone=zone)
    date = dt.date(2026, 11, 20)
    Day.objects.filter(pk=school.days[0].pk).update(date=date)
    Day.objects.filter(pk=school.days[1].pk).update(date=date - dt.timedelta(days=3))
    school.other_day.trainers.set(school.session.trainers.all())
    later = SessionFactory(
        day=DayFactory(cohort=school.cohort, date=date + dt.timedelta(days=30)),
        trainers=school.session.trainers.all(),
    )
    with time_machine.travel(dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC), tick=False):
        sections = browser_of(school.trainer).get("/en/my/").context["sections"]
    urls = {section.title: [item.url for item in section.items] for section in sections}
    coming, past = ([school.session, later], []) if is_on else ([later], [school.session])
    assert urls["Sessions you will lead"] == [page_of(session) for session in coming]
    assert urls["Sessions you have led"] == [page_of(session) for session in (*past, school.other_day)]


def test_my_page_tells_a_trainer_of_the_next_session_until_it_is_over(school: School) -> None:
    def told(at: dt.datetime) -> NextThing | None:
        with time_machine.travel(at, tick=False):
            thing: NextThing | None = browser_of(school.trainer).get("/en/my/").context["next_thing"]
            return thing

    begins, ends = school.session.starts_at, school.session.ends_at
    thing = told(begins - dt.timedelta(hours=2))
    assert thing is not None and (thing.when, thing.url) == (begins, page_of(school.session))
    assert school.session.title in thing.text
    assert told(ends - dt.timedelta(seconds=1)) == thing
    assert told(ends) is None
