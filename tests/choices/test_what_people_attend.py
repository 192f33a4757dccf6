"""Pages, calendars, letters, sheets and the completion rule follow the session that a person holds a place at."""

import datetime as dt

import pytest
from django.utils import timezone

from certificates.candidates import candidates
from certificates.models import CompletionRule
from cohorts.attendance.queries import counts, sheet
from cohorts.attendance.services.marks import mark_presence
from cohorts.choices.services import choosing, giving
from cohorts.logistics import queries as logistics
from cohorts.models import Day, Participant, Place
from cohorts.services import cancel_cohort
from foundation.errors import DomainError
from tests.factories.choices import Visits, visits
from tests.letters import letters
from tests.school import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> Visits:
    made = visits(3)
    made.set_up("first_come", 5, 5, 5)
    return made


def choose(made: Visits, person: Participant, number: int) -> None:
    choosing.choose(actor=person.user, choice_group=made.row, session=made.id_of(number))


def titles_in_calendar(person: Participant) -> set[str]:
    text = browser_of(None).get(f"/calendar/{person.user.calendar_token}.ics").content.decode()
    unfolded = text.replace("\r\n ", "")
    return {line.partition(":")[2] for line in unfolded.splitlines() if line.startswith("SUMMARY")}


def test_the_calendar_has_the_session_that_is_held_and_changes_with_it(three: Visits) -> None:
    person = three.person()
    titles = [session.title_uk for session in three.sessions]
    assert titles_in_calendar(person) == set()
    address = f"/calendar/{person.user.calendar_token}.ics"
    browser = browser_of(None)
    tag = browser.get(address)["ETag"]
    choose(three, person, 1)
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 200
    assert titles_in_calendar(person) == {titles[1]}
    choose(three, person, 2)
    assert titles_in_calendar(person) == {titles[2]}


def test_where_nobody_chooses_everybody_sees_all_of_it() -> None:
    made = visits(3)
    person = made.person()
    assert titles_in_calendar(person) == {session.title_uk for session in made.sessions}
    assert len(sheet(made.sessions[0])) == 1


def test_the_programme_shows_all_until_one_is_chosen_and_then_that_one(three: Visits) -> None:
    person = three.person()
    address = f"/en/my/cohorts/{three.cohort.slug}/"
    browser = browser_of(person.user)
    before = browser.get(address).text
    assert all(f"Visit {number}" in before for number in (1, 2, 3))
    assert f"{address}choices/" in before
    choose(three, person, 1)
    after = browser.get(address).text
    assert "Visit 2" in after and "Visit 1" not in after and "Visit 3" not in after
    assert "Visit 3" in browser_of(three.manager).get(address).text


def test_whoever_comes_to_work_sees_the_session_without_holding_the_day(three: Visits) -> None:
    person = giving.add_person(
        actor=three.manager,
        choice_group=three.row,
        option=three.option(0),
        email="driver@example.org",
        kind=Participant.Kind.STAFF,
    )
    assert titles_in_calendar(person) == {three.sessions[0].title_uk}
    assert browser_of(person.user).get(f"/en/my/cohorts/{three.cohort.slug}/").status_code == 200
    assert [letter.recipient_id for letter in letters(kind="session_place")] == [person.user_id]


def test_a_release_writes_of_a_session_to_who_attends_it_and_to_who_may_still_choose_it(
    three: Visits,
) -> None:
    attends, elsewhere, undecided = three.person(), three.person(), three.person()
    choose(three, attends, 0)
    choose(three, elsewhere, 1)
    three.sessions[0].starts = dt.time(9, 30)
    three.sessions[0].save()
    three.release()
    told = {letter.recipient_id for letter in letters(kind="timetable_changed", facts__release__isnull=False)}
    first = three.cohort.releases.order_by("number").first()
    assert first is not None
    last = three.cohort.releases.order_by("-number").first()
    now = {letter.recipient_id for letter in letters(key__startswith=f"timetable:{last.pk}:")}  # type: ignore[union-attr]
    assert now == {attends.user_id, undecided.user_id}
    assert told >= now


# ---------------------------------------------------------------- presence and completion
def under_way(made: Visits) -> None:
    """The day of the visits is today, and over by the clock of the cohort as far as they go."""
    Day.objects.filter(pk=made.day.pk).update(date=timezone.localdate() - dt.timedelta(days=1))
    for session in made.sessions:
        session.refresh_from_db()


def test_a_sheet_has_who_holds_a_place_at_the_session(three: Visits) -> None:
    here, there, nowhere = three.person(), three.person(), three.person()
    choose(three, here, 0)
    choose(three, there, 1)
    assert [line.participant_id for line in sheet(three.sessions[0])] == [here.pk]
    assert [line.participant_id for line in sheet(three.sessions[1])] == [there.pk]
    assert {line.session.pk: line.expected for line in counts(three.cohort)} == {
        three.sessions[0].pk: 1,
        three.sessions[1].pk: 1,
        three.sessions[2].pk: 0,
    }
    under_way(three)
    three.sessions[0].refresh_from_db()
    with pytest.raises(DomainError):
        mark_presence(actor=three.manager, session=three.sessions[0], marks={there.pk: True})
    with pytest.raises(DomainError):
        mark_presence(actor=three.manager, session=three.sessions[0], marks={nowhere.pk: True})
    assert mark_presence(actor=three.manager, session=three.sessions[0], marks={here.pk: True}) == 1


def test_completion_asks_for_the_session_that_is_held_and_keeps_what_was_marked_before(three: Visits) -> None:
    three.sessions[0].is_required = True
    three.sessions[0].save()
    three.release()
    here, there = three.person(), three.person()
    choose(three, here, 0)
    choose(three, there, 1)
    under_way(three)
    three.release()
    mark_presence(actor=three.manager, session=three.sessions[1], marks={there.pk: True})
    mark_presence(actor=three.manager, session=three.sessions[0], marks={here.pk: True})
    # Moved since by hand: who was marked present was there.
    giving.give(actor=three.manager, choice_group=three.row, participant=here, option=three.option(2))
    lines = {
        line.participant.pk: line.outcome
        for line in candidates(three.cohort, CompletionRule(minimum_share=100))
    }
    assert lines[there.pk].qualifies, lines[there.pk].reasons
    assert lines[here.pk].attended == 1


def test_a_cancelled_cohort_closes_places_and_queues(three: Visits) -> None:
    person = three.person()
    choose(three, person, 0)
    cancel_cohort(actor=three.manager, cohort=three.cohort, reason="Змінилися плани.")
    assert not Place.objects.filter(participant=person, pool__choice_option__isnull=False).exists()


def test_a_host_s_list_has_who_attends_the_visit(three: Visits) -> None:
    here, there = three.person(), three.person()
    choose(three, here, 0)
    choose(three, there, 1)
    assert [person.pk for person in logistics.attending(three.sessions[0])] == [here.pk]
    sizes = logistics.group_sizes(three.sessions)
    assert [(sizes[each.pk].held, sizes[each.pk].capacity) for each in three.sessions] == [
        (1, 5),
        (1, 5),
        (0, 5),
    ]
