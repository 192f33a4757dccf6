"""A participant chooses a bus and a stop on their page, or travels otherwise."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cohorts import wing
from cohorts.logistics.consents import consent_of
from cohorts.logistics.letters import bus_changed
from cohorts.logistics.models import Call, Direction, Passenger, Run, Travel
from cohorts.logistics.person import section
from cohorts.logistics.services import keeping, runs, seats
from cohorts.models import Day, Move, Participant, Place, Stretch, Waiting
from cohorts.services import cancel_cohort
from foundation.clocks.dates import dates_in_words
from foundation.errors import DomainError
from messaging import wording
from messaging.models import Letter
from people.models import User
from tests.factories.cohorts import DayFactory, ParticipantFactory
from tests.factories.logistics import RunFactory, captain_of
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory
from tests.letters import letters
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> Day:
    found: Day = DayFactory()
    return found


@pytest.fixture
def run(day: Day) -> Run:
    found: Run = RunFactory(day=day, seats=1)
    return found


@pytest.fixture
def who(day: Day) -> Participant:
    return accepted(day)


@pytest.fixture
def url(run: Run) -> str:
    return f"/en/my/travel/{run.cohort.slug}/"


def choose(browser: Client, url: str, run: Run, choice: str) -> int:
    key = f"{run.date:%Y%m%d}-{run.direction}"
    return browser.post(url, {f"{key}-choice": choice}).status_code


def test_a_stop_is_chosen_and_changed_and_own_transport_instead(run: Run, who: Participant, url: str) -> None:
    browser = browser_of(who.user)
    assert choose(browser, url, run, f"{run.pk}-1-2") == 302
    assert Place.objects.get(pool=run.pool).stretch == Stretch(1, 2)
    assert choose(browser, url, run, f"{run.pk}-0-2") == 302
    assert Place.objects.get(pool=run.pool).stretch == Stretch(0, 2)
    assert "You have a seat" in browser.get(url).content.decode()
    assert choose(browser, url, run, "own") == 302
    assert Travel.objects.get().how == "own" and not Place.objects.filter(pool=run.pool).exists()


def test_on_the_way_back_one_chooses_where_to_get_off(day: Day, run: Run, who: Participant, url: str) -> None:
    back = RunFactory(day=day, direction=Direction.BACK)
    assert choose(browser_of(who.user), url, back, f"{back.pk}-0-1") == 302
    assert Place.objects.get(pool=back.pool).stretch == Stretch(0, 1)


def test_a_full_bus_has_a_queue(run: Run, day: Day, who: Participant, url: str) -> None:
    other = accepted(day)
    seats.take_seat(actor=other.user, run=run, participant=other, stretch=Stretch(0, 2))
    browser = browser_of(who.user)
    assert choose(browser, url, run, f"{run.pk}-0-2") == 302
    assert Waiting.objects.get().participant == who
    assert "You wait for a seat" in browser.get(url).content.decode()


@pytest.mark.parametrize("choice", ["own", "{other}-0-2"])
def test_who_has_a_seat_in_a_bus_that_left_stays_on_its_list(
    run: Run, day: Day, who: Participant, url: str, choice: str, time_machine: Any
) -> None:
    other = RunFactory(day=day, starts=dt.time(11))
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(0, 2))
    time_machine.move_to(run.starts_at + dt.timedelta(minutes=1))
    assert choose(browser_of(who.user), url, run, choice.format(other=other.pk)) == 422
    assert Place.objects.filter(pool=run.pool, participant=who).exists()


@pytest.mark.parametrize("choice", ["", "x", "1-2-3", "own-1", "999-0-2"])
def test_what_is_no_choice_is_refused(run: Run, who: Participant, url: str, choice: str) -> None:
    assert choose(browser_of(who.user), url, run, choice) == 422


def test_who_saves_before_choosing_is_told_at_each_way_what_is_still_to_choose(
    run: Run, day: Day, who: Participant, url: str, time_machine: Any
) -> None:
    back = RunFactory(day=day, direction=Direction.BACK)
    browser = browser_of(who.user)
    there_key, back_key = (f"{each.date:%Y%m%d}-{each.direction}" for each in (run, back))
    nothing = {f"{there_key}-was": "", f"{back_key}-was": "", "about": "1"}
    words = "Choose a bus and a stop, or say that you travel otherwise."
    answer = browser.post(url, nothing)
    assert answer.status_code == 422 and words in answer.text
    assert not answer.context["messages"]
    # One way may be saved before the other is settled.
    assert browser.post(url, {**nothing, f"{there_key}-choice": f"{run.pk}-0-2"}).status_code == 302
    assert browser.post(url, nothing).status_code == 422
    settled = browser.post(url, {**nothing, f"{back_key}-choice": "own"}, follow=True).text
    assert "Saved." in settled and "Nothing was changed" not in settled
    told = browser.post(url, nothing, follow=True).text
    assert "Nothing was changed" in told and "Saved." not in told
    # Of a way that is over nothing is asked any more.
    Travel.objects.all().delete()
    time_machine.move_to(back.starts_at + dt.timedelta(days=2))
    assert browser.post(url, nothing).status_code == 302


def test_what_captain_and_driver_may_know_is_two_ticks(run: Run, who: Participant, url: str) -> None:
    browser_of(who.user).post(url, {"about": "1", "shares_phone": "on"})
    assert consent_of(who) and not Passenger.objects.exists()
    browser_of(who.user).post(url, {"about": "1", "shares_phone-was": "True", "wheelchair": "on"})
    assert not consent_of(who) and Passenger.objects.get(participant=who).wheelchair


def test_each_group_of_choices_is_called_by_its_way_which_is_shown_once(
    run: Run, day: Day, who: Participant, url: str
) -> None:
    RunFactory(day=day, direction=Direction.BACK)
    page = browser_of(who.user).get(url).text
    legends = re.findall(r"<legend class=\"([^\"]+)\">\s*(.*?)\s*</legend>", page)
    headings = re.findall(r'<h2 id="way-[^"]+">(.*?)</h2>', page)
    assert legends == [("form-label visually-hidden", heading) for heading in headings]
    assert len(set(headings)) == 2


def test_an_older_window_takes_back_no_tick_that_was_not_touched_in_it(
    run: Run, who: Participant, url: str
) -> None:
    browser = browser_of(who.user)
    older = dict(
        re.findall(r'<input type="hidden" name="([a-z_]+-was)" value="(\w+)"', browser.get(url).text)
    )
    assert older == {"shares_phone-was": "False", "wheelchair-was": "False"}
    assert browser.post(url, {**older, "about": "1", "wheelchair": "on"}).status_code == 302
    assert browser.post(url, {**older, "about": "1", "shares_phone": "on"}).status_code == 302
    row = Passenger.objects.get(participant=who)
    assert consent_of(who) and row.wheelchair
    key = f"{run.date:%Y%m%d}-{run.direction}"
    assert browser.post(url, {**older, "about": "1", f"{key}-choice": f"{run.pk}-0-2"}).status_code == 302
    row.refresh_from_db()
    assert consent_of(who) and row.wheelchair
    # A tick that stood there and is taken out is taken back, and that alone.
    ticked = {"about": "1", "shares_phone-was": "True", "wheelchair-was": "True"}
    assert browser.post(url, {**ticked, "wheelchair": "on"}).status_code == 302
    row.refresh_from_db()
    assert not consent_of(who) and row.wheelchair


def test_all_ways_are_saved_by_one_press_and_what_was_not_touched_stays(
    run: Run, day: Day, who: Participant, url: str
) -> None:
    back = RunFactory(day=day, direction=Direction.BACK)
    browser = browser_of(who.user)
    there_key, back_key = (f"{each.date:%Y%m%d}-{each.direction}" for each in (run, back))
    assert browser.get(url).text.count('<div class="form-actions">') == 1
    form = {f"{there_key}-choice": f"{run.pk}-0-2", f"{there_key}-was": "", f"{back_key}-choice": "own"}
    assert browser.post(url, {**form, "about": "1", "shares_phone": "on"}).status_code == 302
    assert Place.objects.filter(pool=run.pool, participant=who).exists()
    assert Travel.objects.get().direction == Direction.BACK
    assert consent_of(who)
    # From an older window: there nothing was chosen yet, and nothing is said of it now.
    older = {f"{there_key}-was": "", f"{back_key}-choice": f"{back.pk}-0-1", f"{back_key}-was": ""}
    assert browser.post(url, older).status_code == 302
    assert Place.objects.filter(pool=run.pool, participant=who).exists()
    assert Place.objects.filter(pool=back.pool, participant=who).exists()


def test_where_one_way_cannot_be_had_nothing_is_saved_and_all_that_was_chosen_stands_there(
    run: Run, day: Day, who: Participant, url: str
) -> None:
    back = RunFactory(day=day, direction=Direction.BACK)
    browser = browser_of(who.user)
    seats.take_seat(actor=who.user, run=back, participant=who, stretch=Stretch(0, 2))
    Run.objects.filter(pk=back.pk).update(departed_at=timezone.now())
    there_key, back_key = (f"{each.date:%Y%m%d}-{each.direction}" for each in (run, back))
    form = {f"{there_key}-choice": f"{run.pk}-1-2", f"{back_key}-choice": "own", f"{back_key}-was": "x"}
    answer = browser.post(url, {**form, "about": "1", "wheelchair": "on"})
    assert answer.status_code == 422 and "This bus has left" in answer.text
    assert not Travel.objects.exists() and not Place.objects.filter(pool=run.pool).exists()
    for name, value in (
        (f"{there_key}-choice", f"{run.pk}-1-2"),
        (f"{back_key}-choice", "own"),
        ("wheelchair", ""),
    ):
        found = re.findall(rf'<input[^>]*name="{name}"[^>]*checked', answer.text)
        assert len(found) == 1 and value in found[0]
    assert not Passenger.objects.exists()


def test_who_does_not_come_does_not_find_the_page(run: Run, url: str) -> None:
    applicant = ParticipantFactory(cohort=run.cohort)
    stranger = ParticipantFactory()
    for person in (applicant, stranger):
        assert browser_of(person.user).get(url).status_code == 404


def test_nobody_is_asked_how_they_travel_on_a_day_that_they_gave_up(
    run: Run, day: Day, who: Participant, url: str
) -> None:
    second = RunFactory(day=DayFactory(cohort=day.cohort))
    evening = RunFactory(day=day, date=day.date - dt.timedelta(days=1))
    key = f"{second.date:%Y%m%d}-{second.direction}"
    browser = browser_of(who.user)
    page = browser.get(url).content.decode()
    assert f"way-{key}" not in page
    assert all(f"way-{each.date:%Y%m%d}-{each.direction}" in page for each in (run, evening))
    # Who has the page open from before is told why; a way that is not chosen is not kept.
    for choice, words in ((f"{second.pk}-0-2", "Only who has a place"), ("own", "You hold no place")):
        answer = browser.post(url, {f"{key}-choice": choice})
        assert answer.status_code == 422 and words in answer.content.decode()
    assert not Travel.objects.exists()


@pytest.mark.both_databases
def test_my_page_speaks_of_buses_only_to_who_comes_on_a_date_on_which_one_goes(
    run: Run, day: Day, who: Participant, url: str
) -> None:
    def is_asked(person: Participant) -> bool:
        return url in browser_of(person.user).get("/en/my/").content.decode()

    other = accepted(DayFactory(cohort=day.cohort))
    guide = ParticipantFactory(cohort=day.cohort, kind=Participant.Kind.STAFF)
    assert [is_asked(each) for each in (who, other, guide)] == [True, False, True]
    RunFactory(day=day, date=day.date - dt.timedelta(days=1))
    assert is_asked(other), "a bus on no day of the cohort is for all of them"
    assert not is_asked(ParticipantFactory(cohort=day.cohort))


def test_my_page_names_of_how_one_travels_the_days_on_which_one_comes(
    run: Run, day: Day, who: Participant
) -> None:
    def facts(person: Participant) -> tuple[str, ...]:
        found = section(person.user, "en")
        assert found is not None
        return found.items[0].facts[:-1]

    other = DayFactory(cohort=day.cohort)
    RunFactory(day=other, date=other.date + dt.timedelta(days=1))
    both = accepted(day, other)
    guide = ParticipantFactory(cohort=day.cohort, kind=Participant.Kind.STAFF)
    all_days = (dates_in_words([day.date, other.date]),)
    assert [facts(each) for each in (who, both, guide)] == [(dates_in_words([day.date]),), all_days, all_days]
    Day.objects.filter(pk=day.pk).update(called_off_at=timezone.now())
    assert facts(who) == () and facts(both) == (dates_in_words([other.date]),)


def test_my_page_leads_to_the_buses_of_cohorts_to_come(run: Run, who: Participant, url: str) -> None:
    page = browser_of(who.user).get("/en/my/").content.decode()
    assert url in page
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(1, 2))
    assert "Ратуша" in browser_of(who.user).get("/en/my/").content.decode()


def test_on_a_day_that_is_called_off_no_bus_goes(run: Run, day: Day, who: Participant, url: str) -> None:
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(0, 2))
    Day.objects.filter(pk=day.pk).update(called_off_at=timezone.now())
    browser = browser_of(who.user)
    assert url not in browser.get("/en/my/").content.decode()
    assert choose(browser, url, run, f"{run.pk}-1-2") == 422
    with pytest.raises(DomainError):
        seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(1, 2))
    assert wing.why_rests(run.pool, timezone.now())


# ---------------------------------------------------------------- what goes with a day
def test_seats_there_and_back_go_with_an_offered_day(day: Day, run: Run) -> None:
    back = RunFactory(day=day, direction=Direction.BACK)
    second = RunFactory(day=day, seats=5)
    session = SessionFactory(day=day)
    for each in (run, back, second):
        each.serves.add(session)
    first = accepted(day)
    seats.take_seat(actor=first.user, run=run, participant=first, stretch=Stretch(0, 2))
    who = ParticipantFactory(cohort=day.cohort)
    parts = {part.pool_id for each in wing.wings() for part in each.goes_with(day.pool, who)}
    assert parts == {second.pool_id, back.pool_id}


@pytest.mark.parametrize("how", ["a seat in another bus", "own transport"])
def test_no_seat_is_offered_for_a_way_that_somebody_has_settled(day: Day, run: Run, how: str) -> None:
    back, other = RunFactory(day=day, direction=Direction.BACK), RunFactory(day=day)
    session = SessionFactory(day=day)
    for each in (run, back):
        each.serves.add(session)
    who = ParticipantFactory(cohort=day.cohort, kind=Participant.Kind.STAFF)
    if how == "own transport":
        seats.travel_otherwise(
            actor=who.user, participant=who, date=run.date, direction=run.direction, how=Travel.How.OWN
        )
    else:
        seats.take_seat(actor=who.user, run=other, participant=who, stretch=Stretch(0, 2))
    assert [part.pool_id for each in wing.wings() for part in each.goes_with(day.pool, who)] == [back.pool_id]


def test_nobody_has_a_seat_in_a_bus_of_a_cohort_that_is_called_off(
    run: Run, day: Day, who: Participant
) -> None:
    manager = manager_of(day.cohort.residency.programme)
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(0, 2))
    evening = RunFactory(day=day, date=day.date - dt.timedelta(days=1))
    gone = RunFactory(day=day, departed_at=timezone.now())
    for each in (evening, gone):
        Place.objects.create(pool=each.pool, participant=who, to_call=2)
    waits = accepted(day)
    seats.take_seat(actor=waits.user, run=run, participant=waits, stretch=Stretch(0, 1))
    number = Run.objects.get(pk=run.pk).list_number
    cancel_cohort(actor=manager, cohort=day.cohort, reason="Повітряна тривога")
    assert list(Place.objects.filter(pool__bus__isnull=False).values_list("pool", flat=True)) == [
        gone.pool_id
    ]
    assert not Waiting.objects.exists() and Run.objects.get(pk=run.pk).list_number > number
    assert list(Move.objects.filter(pool=run.pool).values_list("what", flat=True))[-2:] == [
        Move.What.LEFT_QUEUE,
        Move.What.GAVE_BACK,
    ]


def test_a_way_that_is_over_is_not_chosen_anew(day: Day, who: Participant) -> None:
    past = RunFactory(day=day, date=timezone.localdate() - dt.timedelta(days=2))
    with pytest.raises(DomainError, match="is over"):
        seats.travel_otherwise(
            actor=who.user, participant=who, date=past.date, direction=past.direction, how=Travel.How.OWN
        )
    assert not Travel.objects.exists()


def test_who_gives_the_day_up_is_passed_over_in_the_queue_of_the_bus(
    run: Run, day: Day, who: Participant
) -> None:
    assert wing.why_not(run.pool, [who.pk], run.starts_at) == {}
    Place.objects.filter(participant=who, pool=day.pool).delete()
    assert wing.why_not(run.pool, [who.pk], run.starts_at) == {who.pk: Move.Why.NO_DAY}
    assert str(run.number) in wing.names([run.pool_id])[run.pool_id]
    assert wing.why_rests(run.pool, run.starts_at) and not wing.why_rests(day.pool, run.starts_at)


def test_who_loses_the_day_has_no_seat_in_its_buses(run: Run, day: Day, who: Participant) -> None:
    later = RunFactory(day=DayFactory(cohort=day.cohort))
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(0, 2))
    Place.objects.create(pool=later.pool, participant=who, to_call=2)
    number = Run.objects.get(pk=run.pk).list_number
    Place.objects.filter(pool=day.pool, participant=who).delete()
    wing.left(day.pool_id, who, who.user)
    assert not Place.objects.filter(pool=run.pool).exists() and Place.objects.filter(pool=later.pool).exists()
    assert Run.objects.get(pk=run.pk).list_number > number


def test_the_page_of_ones_cohort_leads_to_its_buses(run: Run, who: Participant, url: str) -> None:
    page = browser_of(who.user).get(f"/en/my/cohorts/{run.cohort.slug}/").content.decode()
    assert url in page


# ---------------------------------------------------------------- the letter
@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_a_letter_says_which_bus_it_is_now(run: Run, who: Participant, language: str) -> None:
    who.user.language = language
    other = RunFactory(day=run.cohort.days.get())
    texts = [wording.word(bus_changed(who, run, now, Stretch(1, 2))) for now in (run, other, None)]
    assert len({letter.text for letter in texts}) == 3
    assert run.vehicle.plate in texts[0].text and other.vehicle.plate in texts[1].text
    assert "Ратуша" in texts[0].text and f"/my/travel/{run.cohort.slug}/" in texts[2].html


def test_how_one_travels_is_said_on_top_and_the_bus_is_found_where_one_gets_on(
    day: Day, who: Participant, url: str, run: Run
) -> None:
    other = RunFactory(day=day, seats=5, starts=dt.time(9))
    Call.objects.filter(run=other, position=0).update(meeting_point_uk="Під годинником")
    Call.objects.filter(run=other, position=1).update(meeting_point_uk="Біля фонтана")
    browser = browser_of(who.user)
    assert "You have not chosen yet" in browser.get(url).content.decode()
    choose(browser, url, other, f"{other.pk}-1-2")
    page = browser.get(url).content.decode()
    assert "09:20</span> Ратуша → Завод" in page, "when it leaves"
    assert "Біля фонтана" in page and "Під годинником" not in page
    choose(browser, url, other, "own")
    assert "I travel by my own transport</span>" in browser.get(url).content.decode()


# ---------------------------------------------------------------- another hour, another stop
def told(run: Run) -> list[Letter]:
    return letters(kind="bus_hours_changed", facts__run=run.pk)


def change_run(run: Run, manager: User, **values: Any) -> None:
    """The manager saves the form of the run."""
    row = Run.objects.get(pk=run.pk)
    for name, value in values.items():
        setattr(row, name, value)
    runs.save_run(actor=manager, run=row, serves=list(row.serves.all()))


@pytest.mark.parametrize(
    ("language", "words"), [("uk", "Раніше було"), ("en", "Before, it was"), ("pl", "Wcześniej")]
)
def test_who_travels_reads_the_new_hour_and_the_old_one_in_their_language(
    run: Run, who: Participant, language: str, words: str
) -> None:
    who.user.language = language
    who.user.save()
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(1, 2))
    change_run(run, manager_of(run.cohort.residency.programme), starts=dt.time(7, 30))
    (letter,) = told(run)
    assert "08:20" in letter.text and "07:50" in letter.text and "Ратуша" in letter.text
    assert words in letter.text and letter.not_before > timezone.now()


@pytest.mark.both_databases
def test_several_changes_one_after_another_are_told_once_and_one_taken_back_is_not_told(
    run: Run, who: Participant
) -> None:
    manager = manager_of(run.cohort.residency.programme)
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(0, 2))
    change_run(run, manager, starts=dt.time(7, 30))
    call = run.calls.get(position=0)
    call.stop_uk = "Площа Ринок"
    runs.save_call(actor=manager, call=call)
    (letter,) = told(run)
    assert "07:35" in letter.text and "Площа Ринок" in letter.text and "08:05" in letter.text
    call.stop_uk = "Вокзал"
    runs.save_call(actor=manager, call=call)
    change_run(run, manager, starts=dt.time(8))
    assert told(run) == []


def test_what_does_not_concern_ones_own_stop_is_not_told(run: Run, who: Participant) -> None:
    manager = manager_of(run.cohort.residency.programme)
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(0, 2))
    last = run.calls.get(position=2)
    last.minutes = 40
    runs.save_call(actor=manager, call=last)
    change_run(run, manager, driver_name="Юрко", cost="100")
    assert told(run) == []
    first = run.calls.get(position=0)
    first.meeting_point_uk = "За рогом"
    runs.save_call(actor=manager, call=first)
    (letter,) = told(run)
    assert "За рогом" in letter.text


def test_a_captain_who_comes_to_work_is_told_too_and_nobody_of_a_bus_that_has_left(
    run: Run, who: Participant
) -> None:
    manager = manager_of(run.cohort.residency.programme)
    guide = ParticipantFactory(cohort=run.cohort, kind=Participant.Kind.STAFF)
    captain_of(run, participant=guide)
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=Stretch(0, 2))
    change_run(run, manager, starts=dt.time(7, 30))
    assert {letter.recipient_id for letter in told(run)} == {who.user_id, guide.user_id}
    Letter.objects.all().delete()
    Run.objects.filter(pk=run.pk).update(departed_at=timezone.now())
    change_run(run, manager, starts=dt.time(7))
    assert told(run) == []


def test_what_the_driver_must_know_is_forgotten_like_all_that_people_need(settings: Any) -> None:
    settings.NEEDS_KEPT_DAYS, today = 10, timezone.localdate()
    rows = [
        Passenger.objects.create(
            participant=accepted(DayFactory(date=today - dt.timedelta(days))), wheelchair=True
        )
        for days in (10, 11)
    ]
    assert keeping.forget_passengers() == 1
    assert list(Passenger.objects.all()) == rows[:1]
    assert keeping.forget_passengers() == 0
