"""What the demo says in one place it says in the others: who pays, what is eaten when, where buses go."""

import datetime as dt

import pytest

from cohorts.lodging.models import Stay
from cohorts.logistics.models import Direction, Run
from cohorts.needs.models import Meal
from cohorts.provisions import Payer, What
from cohorts.timetable.models import Session
from documents.gathering import CohortWords, invitation
from documents.models import Document
from documents.pdf.facts import Term

pytestmark = pytest.mark.usefixtures("demo")
NIGHT = dt.timedelta(days=1)


def terms() -> list[tuple[int, Term]]:
    """Each line of who pays of each invitation of the demo, with its participant's id; drafts as they would be sent."""
    found: list[tuple[int, Term]] = []
    for paper in Document.objects.filter(kind=Document.Kind.INVITATION).select_related(
        "participant__user", "participant__cohort__residency__programme__organiser"
    ):
        person = paper.participant
        facts = invitation(CohortWords(person.cohort), person, paper)
        found += [(person.pk, term) for term in facts.terms]
    return found


def test_whom_an_invitation_promises_a_night_has_a_bed_that_night() -> None:
    promised = {
        (person, term.date)
        for person, term in terms()
        if term.what == What.LODGING and term.payer != Payer.SENDER
    }
    assert promised
    assert promised <= set(Stay.objects.values_list("participant", "date"))


def test_breakfast_is_promised_after_each_night_at_the_hotel_and_after_no_other() -> None:
    slept = set(Stay.objects.values_list("participant", "date"))
    invited = {person for person, _term in terms()}
    promised = {
        (person, term.date)
        for person, term in terms()
        if term.what == What.BREAKFAST and term.payer != Payer.SENDER
    }
    assert promised == {(person, date + NIGHT) for person, date in slept if person in invited}


def test_an_invitation_says_once_of_each_thing_who_pays() -> None:
    lines = [(person, term.date, term.what) for person, term in terms()]
    assert len(lines) == len(set(lines))


def test_every_meal_that_is_given_is_in_a_break_of_the_programme_at_its_venue() -> None:
    meals = [meal for meal in Meal.objects.select_related("day") if meal.is_given]
    assert meals
    breaks = Session.objects.filter(format__slug="break", state=Session.State.PLANNED)
    known = set(breaks.values_list("day", "starts", "venue"))
    assert not [meal for meal in meals if (meal.day_id, meal.starts, meal.venue_id) not in known]


def test_every_break_has_its_meal() -> None:
    for session in Session.objects.filter(format__slug="break", state=Session.State.PLANNED):
        assert Meal.objects.filter(day=session.day_id, starts=session.starts).exists(), session


def test_a_bus_stops_at_each_site_that_it_serves() -> None:
    runs = Run.objects.exclude(serves=None).prefetch_related("calls", "serves__venue")
    assert runs
    for run in runs:
        stops = {call.stop_uk for call in run.calls.all()}  # type: ignore[attr-defined]
        sites = {session.venue.name_uk for session in run.serves.all()}
        assert sites <= stops, run


def test_a_way_back_leaves_no_earlier_than_the_visits_end() -> None:
    for run in Run.objects.exclude(serves=None).prefetch_related("serves"):
        if run.direction == Direction.BACK:
            assert run.starts >= max(session.ends for session in run.serves.all()), run
