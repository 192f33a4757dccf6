"""A cohort has one to ten days: two as a rule, and nothing takes it for more than a rule."""

import datetime as dt
from decimal import Decimal
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from certificates.queries import completion_table
from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision, decide
from cohorts.attendance.models import Presence
from cohorts.models import Cohort, Day, Participant
from cohorts.timetable.services import release_timetable
from messaging.models import Letter
from people.models import User
from residencies.models import Programme
from tests.back_office import filled
from tests.factories.admission import sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.people import UserFactory
from tests.factories.timetable import SessionFactory
from tests.school import browser_of

pytestmark = pytest.mark.django_db
FIRST = dt.date(2027, 5, 24)  # ten days from here go into June
NUMBERS = (1, 3, 10)


def with_days(cohort: Cohort, number: int, first: dt.date = FIRST, **more: Any) -> list[Day]:
    """That many days in a row, a session on each."""
    days = [
        DayFactory(cohort=cohort, date=first + dt.timedelta(days=place), pool__deadline=None, **more)
        for place in range(number)
    ]
    for day in days:
        SessionFactory(day=day, title_en=f"Session of {day.date:%d %B}")
    return days


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    return CohortFactory(residency__programme=programme)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    html5lib.HTMLParser(strict=True).parse(response.text)
    return str(response.text)


# ---------------------------------------------------------------- how many there may be
def test_a_manager_adds_ten_days_and_not_an_eleventh(office: Client, cohort: Cohort) -> None:
    with_days(cohort, 9)
    url = f"{reverse('day:add')}?cohort={cohort.pk}"
    page = reverse("cohort_overview", args=[cohort.pk])
    assert url in read(office, page)

    def added(date: dt.date) -> Any:
        return office.post(url, filled(office, url, date=date, capacity=20, admission="open"))

    assert added(FIRST + dt.timedelta(days=9)).status_code == 302
    assert url not in read(office, page)
    refused = added(FIRST + dt.timedelta(days=10))
    assert refused.status_code == 422
    assert "at most 10 days" in str(refused.context["form"].errors["date"])
    assert cohort.days.count() == 10


@pytest.mark.parametrize("state", [Cohort.State.PUBLISHED, Cohort.State.CANCELLED])
def test_the_only_day_of_a_cohort_that_people_have_seen_stays(
    office: Client, cohort: Cohort, state: str
) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(state=state)
    first, second = DayFactory(cohort=cohort), DayFactory(cohort=cohort)
    assert office.post(reverse("day:delete", args=[first.pk])).status_code == 302
    refused = office.post(reverse("day:delete", args=[second.pk]))
    assert refused.status_code == 422 and "only day" in refused.text
    assert list(cohort.days.all()) == [second]


# ---------------------------------------------------------------- from the call to the certificate
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_every_day_has_its_door_its_line_and_its_sessions(
    cohort: Cohort, manager: User, number: int, language: str
) -> None:
    days = with_days(cohort, number)
    release_timetable(actor=manager, cohort=cohort, expected=0)
    public, person = Client(), browser_of(UserFactory(), language)
    programme = public.get(f"/{language}/cohorts/{cohort.slug}/programme/").context["timetable"]
    for path in ("", "programme/", "places/"):
        read(public, f"/{language}/cohorts/{cohort.slug}/{path}")
    assert [day.date for day in programme.days] == [day.date for day in days]
    assert not programme.is_aligned
    form = person.get(f"/{language}/cohorts/{cohort.slug}/apply/days/").context["form"]
    assert [pk for pk, _date in form.fields["days"].choices] == [day.pk for day in days]
    calendar = Calendar.from_ical(public.get(f"/cohorts/{cohort.slug}/programme.ics").content)
    assert [event.decoded("DTSTART").date() for event in calendar.walk("VEVENT")] == [d.date for d in days]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_person_applies_for_all_of_them_and_each_is_decided_apart(
    cohort: Cohort, manager: User, number: int
) -> None:
    days = with_days(cohort, number, admission=Day.Admission.SELECTION)
    application = sent_for(*days)
    person = browser_of(application.participant.user)
    for row in application.day_requests.all():
        decide(actor=manager, day_request=row, decision=Decision.ACCEPT, seen_state=row.state)
    states = application.day_requests.values_list("state", flat=True)
    assert list(states) == [DayRequest.State.ACCEPTED] * number
    page = read(person, f"/en/my/applications/{application.public_id}/")
    assert page.count("accepted") >= number
    assert Letter.objects.filter(kind="day_accepted").count() == number
    assert len(read(person, f"/en/my/cohorts/{cohort.slug}/").split("You have a place")) == number + 1


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (1, {"en": "so the whole application is withdrawn"}),
        (2, {"en": "Your other day stays as it is.", "uk": "Ваш другий день залишиться без змін."}),
        (
            6,
            {
                "en": "Your other days stay as they are.",
                "uk": "Інші ваші дні залишаться без змін.",
                "pl": "Pozostałe dni pozostają bez zmian.",
            },
        ),
    ],
)
def test_who_gives_a_day_up_reads_what_becomes_of_the_others(
    cohort: Cohort, number: int, says: dict[str, str]
) -> None:
    days = with_days(cohort, number, admission=Day.Admission.OPEN)
    application = sent_for(*days)
    for language, words in says.items():
        person = browser_of(application.participant.user, language)
        url = f"/{language}/my/applications/{application.public_id}/days/{days[0].date.isoformat()}/withdraw/"
        assert words in read(person, url)


def was_at(participant: Participant, manager: User, days: list[Day]) -> None:
    """A place on each of these days, and presence at its session."""
    for day in days:
        PlaceFactory(pool=day.pool, participant=participant)
        (session,) = day.sessions.all()
        Presence.objects.create(
            session=session, participant=participant, was_present=True, recorded_by=manager
        )


@pytest.mark.parametrize("number", NUMBERS)
def test_certificates_print_the_courses_hours_for_all_days_and_their_own_for_some(
    cohort: Cohort, manager: User, number: int
) -> None:
    days = with_days(cohort, number, first=dt.date(2025, 5, 24), hours=Decimal("1.5"))
    release_timetable(actor=manager, cohort=cohort, expected=0)
    cohort.course.hours = Decimal(14)
    cohort.course.save()
    whole, some = (ParticipantFactory(cohort=cohort) for _each in range(2))
    was_at(whole, manager, days)
    was_at(some, manager, days[:-1])
    lines = {line.participant.pk: line for line in completion_table(cohort)}
    line = lines[whole.pk]
    assert line.outcome.attended == line.outcome.counted == number
    assert (line.hours, line.holds_all_days, len(line.dates)) == (Decimal(14), True, number)
    if number == 1:
        assert some.pk not in lines
    else:
        line = lines[some.pk]
        assert (line.hours, line.holds_all_days) == (Decimal("1.5") * (number - 1), False)


def test_a_cohort_of_ten_days_asks_the_database_no_more_than_one_of_two(
    cohort: Cohort, manager: User
) -> None:
    other = CohortFactory(residency=cohort.residency)
    for each, number in ((other, 2), (cohort, 10)):
        with_days(each, number)
        release_timetable(actor=manager, cohort=each, expected=0)
    person, office = browser_of(UserFactory()), browser_of(manager)

    def queries(each: Cohort, browser: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    for browser, address in (
        (person, "/en/cohorts/{0.slug}/places/"),
        (person, "/en/cohorts/{0.slug}/apply/days/"),
        (office, "/admin/cohorts/overview/{0.pk}/"),
    ):
        queries(other, browser, address.format(other))
        assert queries(cohort, browser, address.format(cohort)) == queries(
            other, browser, address.format(other)
        )
