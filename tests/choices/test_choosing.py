"""First come: a place is taken, changed and given back; what stands against it says how to mend it."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts import offering, places
from cohorts.admission import services as admission
from cohorts.choices.services import choosing
from cohorts.choices.services.choosing import NotYours
from cohorts.models import Cohort, Day, Move, Participant, Place, Pool, Waiting
from cohorts.places import PoolFull
from foundation.errors import DomainError
from tests.factories.admission import sent_for
from tests.factories.choices import Visits, visits
from tests.factories.cohorts import ParticipantFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import VenueFactory, WayFactory
from tests.factories.timetable import SessionFactory
from tests.letters import letters, the_letter
from tests.school import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> Visits:
    made = visits(3)
    made.set_up("first_come", 2, 1, 5)
    return made


def choose(made: Visits, person: Participant, number: int, **more: object) -> Place | Waiting:
    return choosing.choose(
        actor=person.user,
        choice_group=made.row,
        session=made.id_of(number),
        **more,  # type: ignore[arg-type]
    )


def held(person: Participant) -> set[int]:
    rows = Place.objects.filter(participant=person, pool__choice_option__isnull=False)
    return set(rows.values_list("pool__choice_option__session", flat=True))


def test_a_place_is_taken_at_once_and_once(three: Visits) -> None:
    person = three.person()
    first = choose(three, person, 0)
    assert choose(three, person, 0) == first
    assert held(person) == {three.sessions[0].pk}


def test_changing_takes_the_new_place_first_and_gives_the_old_one_back(three: Visits) -> None:
    person = three.person()
    choose(three, person, 0)
    choose(three, person, 1)
    assert held(person) == {three.sessions[1].pk}
    moves = Move.objects.filter(participant=person).order_by("pk").values_list("what", "pool")
    pools = [three.option(number).pool_id for number in (0, 1)]
    assert list(moves) == [("took", pools[0]), ("took", pools[1]), ("gave_back", pools[0])]


def test_whoever_finds_no_place_keeps_what_they_hold(three: Visits) -> None:
    choose(three, three.person(), 1)
    person = three.person()
    choose(three, person, 0)
    with pytest.raises(PoolFull):
        choose(three, person, 1)
    assert held(person) == {three.sessions[0].pk}
    waiting = choose(three, person, 1, waits=True)
    assert isinstance(waiting, Waiting)
    assert waiting.number == 1
    assert held(person) == {three.sessions[0].pk}


def test_a_newcomer_does_not_pass_whoever_waits(three: Visits) -> None:
    first, waiting = three.person(), three.person()
    choose(three, first, 1)
    choose(three, waiting, 1, waits=True)
    choosing.leave(actor=first.user, choice_group=three.row, session=three.id_of(1))
    with pytest.raises(PoolFull):
        choose(three, three.person(), 1)


def test_a_freed_place_that_is_accepted_replaces_the_one_held_before(three: Visits) -> None:
    holder, waiting = three.person(), three.person()
    choose(three, holder, 1)
    choose(three, waiting, 0)
    choose(three, waiting, 1, waits=True)
    choosing.leave(actor=holder.user, choice_group=three.row, session=three.id_of(1))
    pool = three.option(1).pool
    assert offering.offer_place(pool, waiting)
    offered = letters(recipient=waiting.user, kind="session_place")
    assert len(offered) == 1 and "Заняття" in offered[0].text
    offering.accept(actor=waiting.user, offer=pool.offers.get())
    assert held(waiting) == {three.sessions[1].pk}
    assert len(letters(recipient=waiting.user, kind="session_place")) == 2


def test_whoever_asked_for_it_is_given_the_freed_place_at_once(three: Visits) -> None:
    three.set_up("first_come", 2, 1, 5, freed=Pool.Freed.TAKE)
    holder, waiting = three.person(), three.person()
    choose(three, holder, 1)
    choose(three, waiting, 0)
    choose(three, waiting, 1, waits=True, takes_at_once=True)
    choosing.leave(actor=holder.user, choice_group=three.row, session=three.id_of(1))
    assert offering.offer_place(three.option(1).pool, waiting)
    assert held(waiting) == {three.sessions[1].pk}


def test_only_who_holds_the_day_chooses(three: Visits) -> None:
    without_day = ParticipantFactory(cohort=three.cohort)
    elsewhere = ParticipantFactory()
    for person in (without_day, elsewhere):
        with pytest.raises(NotYours):
            choose(three, person, 0)
    assert not Place.objects.filter(participant__in=[without_day, elsewhere]).exists()


def test_whoever_gives_the_day_up_gives_its_sessions_back() -> None:
    made = visits(2)
    made.set_up("first_come", 1, 1)
    made.day.admission = "open"
    made.day.save()
    application = sent_for(made.day)
    person = application.participant
    choose(made, person, 0)
    admission.withdraw_application(actor=person.user, application=application)
    assert not Place.objects.filter(participant=person).exists()
    assert isinstance(choose(made, made.person(), 0), Place)


def test_who_waits_without_the_day_or_for_a_clash_is_passed_over(three: Visits) -> None:
    waiting = three.person()
    choose(three, three.person(), 1)
    choose(three, waiting, 1, waits=True)
    places.give_back(pool_id=three.day.pool_id, participant=waiting)
    found = offering.next_in_line(three.option(1).pool, timezone.now())
    assert [(row.participant, why) for row, why in found.skipped] == [(waiting, Move.Why.NO_DAY)]


# ---------------------------------------------------------------- until when
@pytest.mark.parametrize(("seconds", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_the_last_second_still_counts(
    three: Visits, seconds: int, is_taken: bool, time_machine: object
) -> None:
    closes = timezone.now().replace(microsecond=0) + dt.timedelta(days=1)
    three.set_up("first_come", 2, 1, 5, closes_at=closes)
    person = three.person()
    time_machine.move_to(closes + dt.timedelta(seconds=seconds), tick=False)  # type: ignore[attr-defined]
    if is_taken:
        assert choose(three, person, 0)
    else:
        with pytest.raises(DomainError):
            choose(three, person, 0)


def test_nobody_chooses_before_it_begins_nor_in_a_cancelled_cohort(three: Visits) -> None:
    person = three.person()
    three.set_up("first_come", 2, 1, 5, opens_at=timezone.now() + dt.timedelta(hours=1))
    with pytest.raises(DomainError):
        choose(three, person, 0)
    three.set_up("first_come", 2, 1, 5)
    Cohort.objects.update(state=Cohort.State.CANCELLED)
    with pytest.raises(DomainError):
        choose(three, person, 0)


# ---------------------------------------------------------------- what stands against a session
def test_a_clash_with_what_everybody_attends_is_refused(three: Visits) -> None:
    SessionFactory(day=three.day, starts=dt.time(11), ends=dt.time(13), title_uk="Спільна майстерня")
    three.release()
    with pytest.raises(DomainError, match="Спільна майстерня"):
        choose(three, three.person(), 0)


def test_a_way_that_cannot_be_made_in_time_is_refused(three: Visits) -> None:
    far = VenueFactory(programme=three.cohort.residency.programme)
    hall = VenueFactory(programme=three.cohort.residency.programme)
    three.sessions[0].venue = far
    three.sessions[0].save()
    SessionFactory(
        day=three.day, starts=dt.time(12, 30), ends=dt.time(13), venue=hall, title_uk="Спільна майстерня"
    )
    three.release()
    person = three.person()
    way = WayFactory(from_venue=hall, to_venue=far, minutes=31)
    with pytest.raises(DomainError, match="31"):
        choose(three, person, 0)
    way.minutes = 30
    way.save()
    assert choose(three, person, 0)


def test_a_session_that_clashes_with_a_choice_of_another_group_is_refused(three: Visits) -> None:
    from tests.factories.timetable import TrackGroupFactory

    other = TrackGroupFactory(cohort=three.cohort)
    talk = SessionFactory(day=three.day, track_group=other, starts=dt.time(11), ends=dt.time(13))
    three.release()
    talks = Visits(three.cohort, three.day, other, [talk], three.manager)
    talks.set_up("first_come", 10)
    person = three.person()
    choose(talks, person, 0)
    with pytest.raises(DomainError):
        choose(three, person, 0)
    choosing.leave(actor=person.user, choice_group=talks.row, session=talks.id_of(0))
    assert choose(three, person, 0)


# ---------------------------------------------------------------- the page
def address(made: Visits, what: str = "") -> str:
    page = f"/en/my/cohorts/{made.cohort.slug}/choices/"
    return f"{page}{made.row.public_id}/{what}" if what else page


def sent(made: Visits, browser: Client, number: int, **more: str) -> dict[str, str]:
    """What a browser sends from the page as it is now."""
    group = browser.get(address(made)).context["groups"][0]["view"]
    return {
        "session": made.id_of(number),
        "seen": group.mark,
        **more,
    }


def test_the_page_takes_changes_and_gives_back_without_scripts(three: Visits) -> None:
    person = three.person()
    browser = browser_of(person.user)
    page = browser.get(address(three)).text
    assert "Free places: 2 of 2." in page
    browser.post(address(three, "take/"), sent(three, browser, 0))
    assert held(person) == {three.sessions[0].pk}
    page = browser.get(address(three)).text
    assert "You attend" in page and "Change to this session" in page and "Free places: 1 of 2." in page
    browser.post(address(three, "take/"), sent(three, browser, 1))
    assert held(person) == {three.sessions[1].pk}
    browser.post(address(three, "take/"), sent(three, browser, 1, leave="1"))
    assert held(person) == set()


def test_a_stale_form_is_409_and_may_be_pressed_again(three: Visits) -> None:
    person = three.person()
    browser = browser_of(person.user)
    choose(three, three.person(), 1)
    form = sent(three, browser, 1, waits="1")
    choose(three, person, 0)
    answer = browser.post(address(three, "take/"), form)
    assert answer.status_code == 409
    assert "Wait for a place" in answer.text
    assert held(person) == {three.sessions[0].pk}
    assert not Waiting.objects.exists()


def test_the_page_is_there_for_who_holds_the_day_and_nobody_else(three: Visits) -> None:
    for user in (ParticipantFactory(cohort=three.cohort).user, three.manager, ParticipantFactory().user):
        assert browser_of(user).get(address(three)).status_code == 404
    other = visits(2)
    other.set_up("first_come", 5, 5)
    person = three.person()
    browser = browser_of(person.user)
    form = {**sent(three, browser, 0), "session": other.id_of(0)}
    theirs = f"{address(three)}{other.row.public_id}/take/"
    assert browser.post(theirs, form).status_code == 404
    assert browser.post(address(three, "take/"), form).status_code == 409
    assert held(person) == set()


def test_opening_the_page_changes_nothing_and_asks_a_constant_number_of_queries(
    three: Visits, django_assert_num_queries: object
) -> None:
    person = three.person()
    browser = browser_of(person.user)
    browser.get(address(three))
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(address(three))
    for _number in range(20):
        choose(three, three.person(), 2, waits=True)
    with CaptureQueriesContext(connection) as many:
        browser.get(address(three))
    assert len(few) == len(many)
    assert Move.objects.filter(participant=person).count() == 0


def test_my_page_reminds_until_something_is_chosen(three: Visits) -> None:
    person = three.person()
    browser = browser_of(person.user)
    page = browser.get("/en/my/").text
    assert "To be chosen" in page and address(three) in page
    choose(three, person, 0)
    page = browser.get("/en/my/").text
    assert "To be chosen" not in page and "you attend “Visit 1”" in page


def test_my_page_reads_once_what_it_says_twice(three: Visits) -> None:
    browser = browser_of(three.person().user)
    with CaptureQueriesContext(connection) as captured:
        assert "To be chosen" in browser.get("/en/my/").text
    assert len([row for row in captured if row["sql"].startswith('SELECT "choices_choicegroup"')]) == 1


def test_what_is_yet_to_be_chosen_stands_in_the_letter_and_what_goes_with_the_day_before_it_is_given_up(
    three: Visits,
) -> None:
    Day.objects.filter(pk=three.day.pk).update(admission=Day.Admission.OPEN)
    application = sent_for(three.day, user=UserFactory(language="en"))
    person = application.participant
    letter = the_letter(kind="application_received", recipient=person.user)
    assert "Field visits: choose" in letter.text and address(three).removeprefix("/en") in letter.text
    withdraw = f"/en/my/applications/{application.public_id}/withdraw/"
    withdraw_day = f"/en/my/applications/{application.public_id}/days/{three.day.date.isoformat()}/withdraw/"
    browser = browser_of(person.user)
    assert "These go too" not in browser.get(withdraw_day).text
    choose(three, person, 0)
    assert "Field visits: choose" not in the_letter(kind="application_received", recipient=person.user).text
    for asked in (withdraw, withdraw_day):
        assert (
            "These go too" in browser.get(asked).text and "The session “Visit 1”" in browser.get(asked).text
        )


def test_waiting_for_a_full_session_is_one_press(three: Visits) -> None:
    choose(three, three.person(), 1)
    person = three.person()
    browser = browser_of(person.user)
    page = browser.get(address(three)).text
    assert page.count('name="waits" value="1"') == 1 and 'type="checkbox" name="waits"' not in page
    browser.post(address(three, "take/"), sent(three, browser, 1, waits="1"))
    assert Waiting.objects.get().participant == person
