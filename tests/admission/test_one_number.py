"""One number of free places for everybody, the position of who waits, and the button that gives a freed place."""

import datetime as dt
import random
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts import places
from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.queries import freed
from cohorts.admission.services import Decision
from cohorts.models import Cohort, Day, Place, Waiting
from people.models import User
from residencies.models import Programme
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, PlaceFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import ProgrammeFactory, manager_of
from tests.letters import the_letter
from tests.school import browser_of

pytestmark = pytest.mark.django_db
STATE = DayRequest.State


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    return CohortFactory(residency__programme=programme)


@pytest.fixture
def day(cohort: Cohort) -> Day:
    """An open day of two places."""
    return DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=2)


@pytest.fixture
def manager(programme: Programme) -> User:
    return manager_of(programme)


@pytest.fixture
def at(manager: User) -> Client:
    return browser_of(manager)


def withdraw(application: Application, day: Day) -> None:
    services.withdraw_day(actor=application.participant.user, day_request=request_of(application, day))


def one_freed(day: Day) -> list[Application]:
    """Two had the places, two wait, one of the places is given back: the first, second, third and fourth to come."""
    people = [sent_for(day) for _number in range(4)]
    withdraw(people[0], day)
    return people


def test_what_is_said_of_a_day_adds_up_to_its_places(day: Day, cohort: Cohort, at: Client) -> None:
    places.set_capacity(pool_id=day.pool_id, capacity=6)
    first, _second, third = (sent_for(day) for _number in range(3))
    services.confirm(actor=first.participant.user, application=first)
    PlaceFactory(pool=day.pool)
    places.set_capacity(pool_id=day.pool_id, capacity=4)
    sent_for(day)
    withdraw(third, day)
    panel = at.get(overview(cohort)).text
    says = (
        "3 of 4 places held, 1 of them confirmed; held without an application: 1; kept for those who wait: 1;"
        " left: 0; under consideration: 0; waiting: 1"
    )
    assert says in panel
    [line] = at.get(reverse("admission_list", args=[cohort.pk])).context["numbers"]
    counts = {str(state): number for state, number, _url in line["cells"]}
    assert (counts["accepted"], counts["confirmed"], line["without_application"]) == (1, 1, 1)


HOME = reverse("wagtailadmin_home")


def overview(cohort: Cohort) -> str:
    return reverse("cohort_overview", args=[cohort.pk])


def listing(cohort: Cohort) -> str:
    return reverse("admission_list", args=[cohort.pk])


def decide(cohort: Cohort) -> str:
    return reverse("admission_decide", args=[cohort.pk])


# ---------------------------------------------------------------- what each reader is shown
def on_the_page(day: Day) -> int:
    [line] = Client().get(f"/en/cohorts/{day.cohort.slug}/places/").context["places"]
    return int(line.left)


def on_the_form(day: Day, user: User) -> int:
    [choice] = browser_of(user).get(f"/en/cohorts/{day.cohort.slug}/apply/days/").context["days"]
    return int(choice.left)


def in_the_office(day: Day, at: Client) -> tuple[int, int]:
    [line] = at.get(listing(day.cohort)).context["numbers"]
    [of_day] = at.get(overview(day.cohort)).context["day_lines"]
    return line["numbers"].free, of_day.numbers.free


def test_with_one_waiting_and_one_place_freed_everybody_reads_that_none_is_free(day: Day, at: Client) -> None:
    one_freed(day)
    newcomer = UserFactory()
    assert on_the_page(day) == on_the_form(day, newcomer) == 0
    assert in_the_office(day, at) == (0, 0)
    page = Client().get(f"/en/cohorts/{day.cohort.slug}/places/").content.decode()
    assert "No place is free: what is not taken is kept for those who wait." in page
    part = Client().get(f"/en/cohorts/{day.cohort.slug}/places/", headers={"HX-Request": "true"})
    assert "No places left: waiting list" in part.content.decode()
    form = browser_of(newcomer).get(f"/en/cohorts/{day.cohort.slug}/apply/days/").content.decode()
    assert "No place is free at present." in form
    assert request_of(sent_for(day, user=newcomer), day).state == STATE.WAITING


def test_with_a_place_for_each_who_waits_and_one_more_the_next_who_comes_has_it(day: Day) -> None:
    _first, waiting = [sent_for(day) for _number in range(3)][1:]
    places.set_capacity(pool_id=day.pool_id, capacity=4)
    assert on_the_page(day) == 1
    assert request_of(sent_for(day), day).state == STATE.ACCEPTED
    assert on_the_page(day) == 0
    assert request_of(sent_for(day), day).state == request_of(waiting, day).state == STATE.WAITING


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do_all_read_the_number_by_which_the_next_is_let_in(
    day: Day, at: Client, manager: User, seed: int
) -> None:
    chance = random.Random(seed)
    people: list[Application] = []
    newcomer = UserFactory()
    for _step in range(14):
        deed = chance.choice(["apply", "apply", "withdraw", "give", "raise"])
        if deed == "apply":
            should_get = on_the_page(day) > 0
            people.append(sent_for(day))
            assert (request_of(people[-1], day).state == STATE.ACCEPTED) is should_get
        elif deed == "withdraw" and people:
            withdraw(people.pop(chance.randrange(len(people))), day)
        elif deed == "give":
            for line in freed([day.cohort], timezone.now()):
                seen = dict.fromkeys(line.first, STATE.WAITING)
                services.decide_many(actor=manager, seen=seen, decision=Decision.ACCEPT)
        elif deed == "raise":
            held = Place.objects.filter(pool=day.pool_id).count()
            places.set_capacity(pool_id=day.pool_id, capacity=held + chance.randrange(3))
        day.pool.refresh_from_db()
        held, waiting = (rows.objects.filter(pool=day.pool_id).count() for rows in (Place, Waiting))
        number = max(0, day.pool.capacity - held - waiting)
        shown = {on_the_page(day), on_the_form(day, newcomer), *in_the_office(day, at)}
        assert shown == {number}, (deed, day.pool.capacity, held, waiting)
        assert held <= day.pool.capacity


# ---------------------------------------------------------------- who waits sees the position
def test_who_waits_reads_their_number_on_every_page_and_in_the_letter(day: Day) -> None:
    people = [sent_for(day) for _number in range(5)]
    withdraw(people[2], day)  # the first who waited: the others move up
    words = "Your number on the waiting list: {}."
    for number, application in ((1, people[3]), (2, people[4])):
        at = browser_of(application.participant.user)
        url = f"/en/my/applications/{application.public_id}/"
        for page in (url, f"{url}receipt/"):
            assert words.format(number) in at.get(page).content.decode(), page
        assert f"Your number on the waiting list: {number}" in at.get("/en/my/").content.decode()


def test_the_receipts_letter_says_the_number_that_the_person_had_when_it_came(day: Day) -> None:
    people = [sent_for(day, user=UserFactory(language="en")) for _number in range(4)]
    withdraw(people[2], day)
    letter = the_letter(kind="application_received", recipient=people[3].participant.user)
    assert "Your number on the waiting list: 2." in letter.text


def test_the_letter_of_being_put_on_the_list_says_the_number_and_its_preview_the_same(
    cohort: Cohort, at: Client
) -> None:
    day = DayFactory(cohort=cohort)
    people = [sent_for(day) for _number in range(2)]
    User.objects.update(language="en")
    for number, application in enumerate(people, start=1):
        form = {"seen": f"{request_of(application, day).pk}:asked", "decision": "wait"}
        words = f"Your number on the waiting list: {number}."
        assert words in at.post(decide(cohort), form).content.decode()
        at.post(decide(cohort), {**form, "confirm": "1"})
        letter = the_letter(kind="day_waiting", recipient=application.participant.user)
        assert words in letter.text and words in letter.html


def test_the_managers_list_says_the_same_number_as_the_persons_page(day: Day, at: Client) -> None:
    people = [sent_for(day) for _number in range(4)]
    withdraw(people[2], day)
    page = at.get(listing(day.cohort), {"day": day.pk, "state": "waiting"}).content.decode()
    assert "no. 1 in the order of arrival" in page and "no. 2" not in page


# ---------------------------------------------------------------- the button
def pressed(page: Any) -> dict[str, Any]:
    """What the button of a freed place sends, as a browser reads it from the page."""
    form = re.search(r'<form class="office-actions" method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    assert form, page
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[2]):
        fields.setdefault(name, []).append(value)
    return {"url": form[1], "form": fields}


@pytest.mark.parametrize("where", ["home", "cohort", "list"])
def test_the_manager_reads_one_freed_one_waits_and_gives_it_to_the_first(
    day: Day, at: Client, where: str
) -> None:
    people = one_freed(day)
    withdraw(people[3], day)
    url = {"home": HOME, "cohort": overview(day.cohort), "list": listing(day.cohort)}[where]
    page = at.get(url).content.decode()
    assert "1 place has become free, 1 person waits" in page
    found = pressed(page)
    asked = at.post(found["url"], found["form"])
    assert request_of(people[2], day).state == STATE.WAITING  # asked about first, with the letter
    assert "Confirm and send the letters" in asked.content.decode()
    done = at.post(found["url"], {**found["form"], "confirm": "1"})
    assert (done.status_code, done["Location"]) == (302, url)
    assert request_of(people[2], day).state == STATE.ACCEPTED
    assert "has become free" not in at.get(url).content.decode()


def test_the_forms_of_the_first_screen_carry_their_token(day: Day, manager: User) -> None:
    one_freed(day)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(manager)
    strict.cookies["language"] = "en"
    found = pressed(strict.get(HOME).content.decode())
    assert strict.post(found["url"], found["form"]).status_code == 200


@pytest.mark.both_databases
def test_two_freed_are_given_to_the_first_two_in_their_order(day: Day, at: Client) -> None:
    people = [sent_for(day) for _number in range(5)]
    withdraw(people[0], day), withdraw(people[1], day)
    page = at.get(HOME).content.decode()
    assert "2 places have become free, 3 people wait" in page
    found = pressed(page)
    at.post(found["url"], {**found["form"], "confirm": "1"})
    states = [request_of(each, day).state for each in people[2:]]
    assert states == [STATE.ACCEPTED, STATE.ACCEPTED, STATE.WAITING]


def test_of_two_managers_who_press_one_gives_and_the_other_reads_409_and_how_it_stands(
    day: Day, at: Client, programme: Programme
) -> None:
    people = one_freed(day)
    other = browser_of(manager_of(programme))
    first, second = (pressed(each.get(HOME).content.decode()) for each in (at, other))
    assert at.post(first["url"], {**first["form"], "confirm": "1"}).status_code == 302
    late = other.post(second["url"], {**second["form"], "confirm": "1"})
    assert late.status_code == 409
    assert f"Now: {people[2]}: accepted" in late.content.decode()
    assert (Place.objects.count(), Waiting.objects.count()) == (2, 1)


def test_a_stale_button_gives_the_place_to_nobody_who_is_not_first(day: Day, at: Client) -> None:
    people = one_freed(day)
    found = pressed(at.get(HOME).content.decode())
    withdraw(people[2], day)
    assert at.post(found["url"], {**found["form"], "confirm": "1"}).status_code == 409
    assert request_of(people[3], day).state == STATE.WAITING


def test_while_people_are_considered_the_fact_is_shown_and_the_button_comes_after_them(
    day: Day, at: Client, manager: User
) -> None:
    people = one_freed(day)
    Day.objects.update(admission=Day.Admission.SELECTION)
    day.refresh_from_db()
    asked = sent_for(day)
    for url in (HOME, overview(day.cohort), listing(day.cohort)):
        page = at.get(url).content.decode()
        assert "1 place is not given yet, 2 people wait. First decide on those" in page
        assert "Give it to the first" not in page
    seen = {request_of(asked, day).pk: STATE.ASKED}
    services.decide_many(actor=manager, seen=seen, decision=Decision.DECLINE, reason="Ні.")
    found = pressed(at.get(HOME).content.decode())
    at.post(found["url"], {**found["form"], "confirm": "1"})
    assert request_of(people[2], day).state == STATE.ACCEPTED


@pytest.mark.parametrize("places_freed", [1, 2])
def test_a_manager_among_the_first_reads_that_another_has_to_decide(
    day: Day, at: Client, manager: User, programme: Programme, places_freed: int
) -> None:
    people = [sent_for(day), sent_for(day)]
    own, other = sent_for(day, user=manager), sent_for(day)
    for application in people[:places_freed]:
        withdraw(application, day)
    for url in (HOME, overview(day.cohort), listing(day.cohort)):
        page = at.get(url).content.decode()
        assert "You are among the first yourself, so another manager has to decide." in page
        assert "to the first on the list" not in page
    colleague = browser_of(manager_of(programme))
    found = pressed(colleague.get(HOME).content.decode())
    colleague.post(found["url"], {**found["form"], "confirm": "1"})
    assert request_of(own, day).state == STATE.ACCEPTED
    assert (request_of(other, day).state == STATE.ACCEPTED) is (places_freed == 2)


@pytest.mark.parametrize("case", ["over", "cancelled", "another programme's"])
def test_there_is_no_button_where_there_is_nothing_to_give(day: Day, at: Client, case: str) -> None:
    one_freed(day)
    if case == "over":
        Day.objects.update(date=timezone.localdate() - dt.timedelta(days=2))
    elif case == "cancelled":
        Cohort.objects.update(state=Cohort.State.CANCELLED)
    else:
        at = browser_of(manager_of(ProgrammeFactory()))
    assert "has become free" not in at.get(HOME).content.decode()


def test_what_is_freed_takes_two_queries_for_one_day_and_for_many(
    day: Day, django_assert_num_queries: Any
) -> None:
    one_freed(day)
    with django_assert_num_queries(2):
        assert len(freed([day.cohort], timezone.now())) == 1
    more = [
        DayFactory(cohort=day.cohort, admission=Day.Admission.OPEN, pool__capacity=2) for _number in range(3)
    ]
    for each in more:
        one_freed(each)
    with django_assert_num_queries(2):
        assert len(freed([day.cohort], timezone.now())) == 4


def test_the_numbers_of_the_places_take_as_many_queries_for_one_day_as_for_many(day: Day) -> None:
    counts = []
    for more in (0, 3):
        for _number in range(more):
            one_freed(DayFactory(cohort=day.cohort, admission=Day.Admission.OPEN, pool__capacity=2))
        Client().get(f"/en/cohorts/{day.cohort.slug}/places/")
        with CaptureQueriesContext(connection) as captured:
            Client().get(f"/en/cohorts/{day.cohort.slug}/places/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
