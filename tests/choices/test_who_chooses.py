"""Who chooses may be narrower than who holds the day: participants alone, or those whom a manager names."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cohorts.choices.models import ChoiceGroup
from cohorts.choices.queries import overview
from cohorts.choices.queries.counted_wishes import inputs_of
from cohorts.choices.services import choosing, giving, settings
from cohorts.models import Participant, Place
from cohorts.timetable.models import Session
from foundation.errors import DomainError
from tests.factories.choices import Visits, visits
from tests.factories.cohorts import DayFactory
from tests.factories.residencies import works_in_office
from tests.school import browser_of

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def made() -> Visits:
    return visits(2)


def choose(made: Visits, person: Participant) -> object:
    return choosing.choose(actor=person.user, choice_group=made.row, session=made.id_of(0))


def page_of(made: Visits, person: Participant) -> str:
    address = f"/en/my/cohorts/{made.cohort.slug}/choices/"
    return browser_of(person.user).get(address).text


def test_who_comes_to_work_does_not_choose_where_participants_do(made: Visits) -> None:
    made.set_up("first_come", 5, 5, who="participants")
    person, interpreter = made.person(), made.person(kind=Participant.Kind.INTERPRETER)
    assert choose(made, person)
    with translation.override("en"), pytest.raises(DomainError, match="you are not among them"):
        choose(made, interpreter)
    assert "said who chooses here" in page_of(made, interpreter)
    giving.give(actor=made.manager, choice_group=made.row, participant=interpreter, option=made.option(1))
    assert "You attend" in page_of(made, interpreter)


def test_only_who_is_named_chooses_and_counts_as_silent(made: Visits) -> None:
    row = made.set_up("first_come", 5, 5, who="named")
    named, other = made.person(), made.person()
    settings.name_people(actor=made.manager, choice_group=row, people=[named.pk], may=True)
    with pytest.raises(DomainError):
        choose(made, other)
    answers = overview.answers_of([made.row])[row.pk]
    assert answers.may_choose == answers.silent == {named.pk}
    assert choose(made, named)
    settings.name_people(actor=made.manager, choice_group=row, people=[named.pk], may=False)
    assert "You attend" in page_of(made, named)  # what they have stays
    with pytest.raises(DomainError):
        choosing.choose(actor=named.user, choice_group=made.row, session=made.id_of(1))


def test_wishes_of_who_does_not_choose_any_more_do_not_count(made: Visits) -> None:
    row = made.set_up("ranked", 5, 5)
    people = [made.person(), made.person()]
    for each in people:
        choosing.save_wishes(actor=each.user, choice_group=row, wishes=[made.id_of(0)])
    made.set_up("ranked", 5, 5, who="named")
    settings.name_people(actor=made.manager, choice_group=made.row, people=[people[0].pk], may=True)
    assert set(inputs_of(made.row).wishes) == {people[0].pk}


def test_a_manager_names_people_of_the_cohort_by_ticks(made: Visits) -> None:
    row = made.set_up("first_come", 5, 5, who="named")
    person, stranger = made.person(), visits(2).person()
    office = browser_of(made.manager)
    url = f"/admin/choices/{row.pk}/people/"
    assert "Those ticked choose" in office.get(url).text
    ticked = {"row": [person.pk, stranger.pk, "9" * 30, "x"]}
    assert office.post(f"{url}named/", ticked).status_code == 302
    assert list(made.row.named.all()) == [person]
    assert office.post(f"{url}named/", {**ticked, "unname": "1"}).status_code == 302
    assert not made.row.named.exists()
    viewer = browser_of(works_in_office(made.cohort.residency.programme, role="viewer"))
    assert "Those ticked choose" not in viewer.get(url).text
    assert viewer.post(f"{url}named/", ticked).status_code == 404 and not made.row.named.exists()


def test_the_settings_keep_who_chooses(made: Visits) -> None:
    office = browser_of(made.manager)
    url = f"/admin/parallel/{made.group.pk}/choosing/"
    form = {"mode": "first_come", "freed": "offer", **{f"places-{each.pk}": 3 for each in made.sessions}}
    form["seen"] = office.get(url).context["form"]["seen"].value()
    assert office.post(url, {**form, "who": "named"}).status_code == 302
    assert made.row.who == "named" and office.get(url).context["form"]["who"].value() == "named"
    assert office.post(url, {**form, "who": "anybody"}).status_code == 422


def test_the_list_of_people_has_pages_by_name_and_asks_as_much_for_many(made: Visits) -> None:
    row = made.set_up("first_come", 100, 100, who="named")
    office = browser_of(made.manager)
    asked = [_queries(office, row.pk, made, more) for more in (1, 60)]
    assert asked[0] == asked[1]
    pages = [office.get(f"/admin/choices/{row.pk}/people/?p={number}") for number in (1, 2)]
    names = [line["name"] for page in pages for line in page.context["lines"]]
    assert len(names) == 61 and len(set(names)) == 61
    assert (
        len(pages[0].context["lines"]) == 50 and not Place.objects.filter(pool=made.option(0).pool).exists()
    )


def _queries(office: Client, pk: int, made: Visits, more: int) -> int:
    for _number in range(more):
        made.person()
    office.get(f"/admin/choices/{pk}/people/")
    with CaptureQueriesContext(connection) as found:
        office.get(f"/admin/choices/{pk}/people/")
    return len(found)


def public_programme(made: Visits) -> str:
    caches["pages"].clear()
    return " ".join(Client().get(f"/en/cohorts/{made.cohort.slug}/programme/").text.split())


def test_the_public_programme_says_when_and_where_one_chooses(made: Visits) -> None:
    now = timezone.now()
    assert "Field visits: one of 2" in public_programme(made)
    assert "chooses on My page" not in public_programme(made)
    made.set_up("first_come", 1, 1, opens_at=now + HOUR, closes_at=now + 9 * HOUR)
    assert "chooses on My page. Choosing opens at" in public_programme(made)
    assert "It is open until" in public_programme(made)
    made.set_up("first_come", 1, 1)
    assert "chooses on My page, until the session begins." in public_programme(made)
    made.set_up("first_come", 1, 1, closes_at=now - HOUR)
    assert "chooses on My page" not in public_programme(made)
    made.set_up("first_come", 1, 1, who=ChoiceGroup.Who.NAMED)
    assert "chooses on My page" not in public_programme(made)


def test_the_public_programme_of_a_cohort_that_is_over_invites_to_nothing(
    made: Visits, time_machine: Any
) -> None:
    made.set_up("first_come", 1, 1)
    assert "In your calendar" in public_programme(made)
    time_machine.move_to(made.sessions[0].starts_at + 48 * HOUR, tick=False)
    text = public_programme(made)
    assert "Field visits: one of 2" in text
    assert "chooses on My page" not in text and "In your calendar" not in text


def test_the_public_programme_invites_to_a_group_until_its_first_session_begins(
    made: Visits, time_machine: Any
) -> None:
    DayFactory(cohort=made.cohort, offset=31)
    made.set_up("first_come", 1, 1)
    begins = made.sessions[0].starts_at
    time_machine.move_to(begins - MINUTE, tick=False)
    assert "chooses on My page, until the session begins." in public_programme(made)
    time_machine.move_to(begins, tick=False)
    text = public_programme(made)
    assert "Field visits: one of 2" in text and "In your calendar" in text, "the cohort goes on"
    assert "chooses on My page" not in text


def test_a_session_called_off_begins_nothing(time_machine: Any) -> None:
    made = visits(3)
    made.set_up("first_come", 1, 1, 1)
    first, second, third = made.sessions
    for later in (second, third):
        later.starts, later.ends = dt.time(13), dt.time(15)
        later.save()
    Session.objects.filter(pk=first.pk).update(state=Session.State.CANCELLED)
    made.release()
    time_machine.move_to(first.starts_at + MINUTE, tick=False)
    assert "chooses on My page" in public_programme(made)
    time_machine.move_to(second.starts_at, tick=False)
    assert "chooses on My page" not in public_programme(made)


def test_the_public_programme_invites_to_no_wishes_once_people_were_told(made: Visits) -> None:
    row = made.set_up("ranked", 1, 1)
    assert "chooses on My page, until" in public_programme(made)
    row.told_at = timezone.now()
    row.save()
    assert "chooses on My page" not in public_programme(made)


def test_nobody_chooses_among_sessions_that_have_begun(made: Visits, time_machine: Any) -> None:
    made.set_up("first_come", 1, 1)
    person, begins = made.person(), made.sessions[0].starts_at
    time_machine.move_to(begins - MINUTE, tick=False)
    assert "Take a place" in page_of(made, person)
    time_machine.move_to(begins, tick=False)
    page = page_of(made, person)
    assert "Take a place" not in page and "Choosing is over" in page
    with translation.override("en"), pytest.raises(DomainError, match="Choosing is over"):
        choose(made, person)


def test_a_session_that_begins_later_than_the_first_of_its_group_can_still_be_taken(
    made: Visits, time_machine: Any
) -> None:
    made.set_up("first_come", 1, 1)
    first, second = made.sessions
    second.starts, second.ends = dt.time(13), dt.time(15)
    second.save()
    made.release()
    person = made.person()
    time_machine.move_to(first.starts_at, tick=False)
    assert page_of(made, person).count("Take a place") == 1
    with translation.override("en"), pytest.raises(DomainError, match="has begun"):
        choose(made, person)
    assert choosing.choose(actor=person.user, choice_group=made.row, session=made.id_of(1))
