"""By wishes: a run is started, read, fixed, told; each is written to once, and a rerun moves only who must be moved."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client

from cohorts.choices.models import Allocation, ChoiceGroup, Fixed, Proposal, Wish
from cohorts.choices.queries.runs import latest_run, mark_of_run
from cohorts.choices.services import allocating, choosing, giving
from cohorts.models import Participant, Place, Pool
from cohorts.places import PoolFull
from cohorts.timetable.models import Session
from foundation.errors import Conflict, DomainError
from foundation.work import WorkState
from messaging.models import Letter
from tests.factories.choices import Visits, visits
from tests.letters import letters
from tests.school import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ranked() -> Visits:
    made = visits(3)
    made.set_up("ranked", 1, 1, 2)
    return made


def wish(made: Visits, person: Participant, *numbers: int) -> list[Wish]:
    return choosing.save_wishes(
        actor=person.user, choice_group=made.row, wishes=[made.id_of(number) for number in numbers]
    )


def run(made: Visits) -> Allocation:
    found = allocating.start(actor=made.manager, choice_group=made.row)
    allocating.run(found.pk)
    found.refresh_from_db()
    assert found.state == WorkState.DONE
    return found


def tell(made: Visits) -> Allocation:
    found = latest_run(made.row)
    assert found is not None
    allocating.tell(actor=made.manager, choice_group=made.row, seen=mark_of_run(found))
    allocating.run(found.pk)
    found.refresh_from_db()
    return found


def held(made: Visits) -> dict[int, int]:
    """Which session, by number, each participant attends."""
    numbers = {each.pk: number for number, each in enumerate(made.sessions)}
    rows = Place.objects.filter(pool__choice_option__choice_group=made.row)
    return {
        person: numbers[session]
        for person, session in rows.values_list("participant_id", "pool__choice_option__session")
    }


def test_wishes_keep_their_order_and_are_replaced_whole(ranked: Visits) -> None:
    person = ranked.person()
    wish(ranked, person, 2, 0)
    wish(ranked, person, 1, 2)
    rows = Wish.objects.filter(participant=person).values_list("option__session", "rank")
    assert list(rows) == [(ranked.sessions[1].pk, 1), (ranked.sessions[2].pk, 2)]
    wish(ranked, person)
    assert not Wish.objects.exists()


def test_nobody_has_anything_before_everybody_is_told(ranked: Visits) -> None:
    people = [ranked.person() for _number in range(3)]
    for person in people:
        wish(ranked, person, 0, 1)
    run(ranked)
    assert held(ranked) == {}
    assert not Letter.objects.filter(kind="session_place").exists()
    given = Proposal.objects.filter(option__isnull=False).count()
    assert given == 2


def test_everybody_is_told_once_what_they_have_and_who_has_nothing_is_told_too(ranked: Visits) -> None:
    first, second, third, silent = (ranked.person() for _number in range(4))
    for person in (first, second, third):
        wish(ranked, person, 0, 1)
    run(ranked)
    found = tell(ranked)
    assert found.told_at is not None and ranked.row.told_at is not None
    assert sorted(held(ranked).values()) == [0, 1]
    told = letters(kind="session_place")
    assert {letter.recipient_id for letter in told} == {
        person.user_id for person in (first, second, third, silent)
    }
    assert sum("wish 1" in letter.text or "1" in letter.text for letter in told) >= 1
    allocating.run(found.pk)
    assert Letter.objects.filter(kind="session_place").count() == 4


def test_a_rerun_after_twenty_withdrew_moves_only_who_must_be_moved() -> None:
    made = visits(4)
    made.set_up("ranked", 5, 5, 5, 5)
    people = [made.person() for _number in range(20)]
    for number, person in enumerate(people):
        wish(made, person, number % 2, 2, 3)
    run(made)
    tell(made)
    before = held(made)
    for person in people[:5]:
        Place.objects.filter(participant=person).delete()
    Letter.objects.all().delete()
    # Nobody must move: a higher wish that has become free moves nobody who was told.
    run(made)
    assert not Proposal.objects.filter(allocation=latest_run(made.row), before__isnull=False).exclude(
        option__in=[proposal.before_id for proposal in Proposal.objects.filter(before__isnull=False)]
    )
    tell(made)
    gone = {person.pk for person in people[:5]}
    assert held(made) == {person: option for person, option in before.items() if person not in gone}
    assert not Letter.objects.filter(kind="session_place").exists()


def test_fixed_rows_stay_whatever_a_later_run_would_give(ranked: Visits) -> None:
    first, second = ranked.person(), ranked.person()
    wish(ranked, first, 0, 1)
    wish(ranked, second, 1, 0)
    giving.give(actor=ranked.manager, choice_group=ranked.row, participant=first, option=ranked.option(1))
    run(ranked)
    tell(ranked)
    assert held(ranked) == {first.pk: 1, second.pk: 0}
    assert giving.unfix(actor=ranked.manager, choice_group=ranked.row, participants=[first.pk]) == 1
    assert not Fixed.objects.exists()


def test_a_row_changed_by_hand_before_telling_writes_to_nobody_and_keeps_the_capacity(ranked: Visits) -> None:
    first, second = ranked.person(), ranked.person()
    wish(ranked, first, 0, 2)
    wish(ranked, second, 2)
    run(ranked)
    with pytest.raises(PoolFull):
        giving.give(
            actor=ranked.manager, choice_group=ranked.row, participant=second, option=ranked.option(0)
        )
    giving.give(actor=ranked.manager, choice_group=ranked.row, participant=first, option=ranked.option(1))
    assert not Letter.objects.filter(kind="session_place").exists()
    tell(ranked)
    assert held(ranked) == {first.pk: 1, second.pk: 2}


def test_after_telling_a_manager_s_change_holds_at_once_and_is_written(ranked: Visits) -> None:
    person = ranked.person()
    wish(ranked, person, 0)
    run(ranked)
    tell(ranked)
    giving.give(
        actor=ranked.manager,
        choice_group=ranked.row,
        participant=person,
        option=ranked.option(2),
        reason="За вашим проханням.",
    )
    assert held(ranked) == {person.pk: 2}
    last = letters(kind="session_place")[-1]
    assert "За вашим проханням." in last.text and "Заняття" in last.text


def test_staff_hold_a_place_without_the_day_and_no_run_moves_them(ranked: Visits) -> None:
    added = giving.add_person(
        actor=ranked.manager,
        choice_group=ranked.row,
        option=ranked.option(0),
        email="Interpreter@Example.org",
        kind=Participant.Kind.INTERPRETER,
    )
    person = ranked.person()
    wish(ranked, person, 0, 1)
    run(ranked)
    tell(ranked)
    assert held(ranked) == {added.pk: 0, person.pk: 1}
    assert added.user.email.lower() == "interpreter@example.org"
    with pytest.raises(DomainError):
        giving.add_person(
            actor=ranked.manager,
            choice_group=ranked.row,
            option=ranked.option(2),
            email=person.user.email,
            kind=Participant.Kind.STAFF,
        )


def test_a_proposal_that_was_changed_since_it_was_seen_is_not_told(ranked: Visits) -> None:
    person = ranked.person()
    wish(ranked, person, 0, 2)
    found = run(ranked)
    seen = mark_of_run(found)
    giving.give(actor=ranked.manager, choice_group=ranked.row, participant=person, option=ranked.option(2))
    with pytest.raises(Conflict):
        allocating.tell(actor=ranked.manager, choice_group=ranked.row, seen=seen)
    assert held(ranked) == {}


def test_a_place_that_is_missing_when_it_is_told_gives_nothing_out_and_says_why(ranked: Visits) -> None:
    people = [ranked.person() for _number in range(2)]
    for person in people:
        wish(ranked, person, 2)
    run(ranked)
    Pool.objects.filter(pk=ranked.option(2).pool_id).update(capacity=1)
    found = tell(ranked)
    assert held(ranked) == {}
    assert found.told_at is None and found.problem and found.is_ready
    assert not Letter.objects.filter(kind="session_place").exists()


def test_whoever_lost_the_day_after_the_run_is_passed_over(ranked: Visits) -> None:
    first, second = ranked.person(), ranked.person()
    for person in (first, second):
        wish(ranked, person, 0, 1)
    run(ranked)
    Place.objects.filter(participant=first).delete()
    tell(ranked)
    assert set(held(ranked)) == {second.pk}
    assert {letter.recipient_id for letter in letters(kind="session_place")} == {second.user_id}


def test_one_run_at_a_time_and_none_in_a_group_that_is_first_come(ranked: Visits) -> None:
    wish(ranked, ranked.person(), 0)
    allocating.start(actor=ranked.manager, choice_group=ranked.row)
    with pytest.raises(Conflict):
        allocating.start(actor=ranked.manager, choice_group=ranked.row)
    other = visits(2)
    other.set_up("first_come", 1, 1)
    with pytest.raises(DomainError):
        allocating.start(actor=other.manager, choice_group=other.row)


def test_a_worker_that_dies_leaves_one_proposal_and_no_second_letter(
    ranked: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = ranked.person()
    wish(ranked, person, 0)
    found = allocating.start(actor=ranked.manager, choice_group=ranked.row)
    with monkeypatch.context() as patched:
        patched.setattr(allocating.work, "finish", lambda *args, **also: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            allocating.run(found.pk)
    Allocation.objects.update(not_before=found.created_at)
    allocating.run(found.pk)
    assert Proposal.objects.filter(allocation=found).count() == 1
    tell(ranked)
    assert Letter.objects.filter(kind="session_place").count() == 1


def test_the_way_of_choosing_stays_once_people_have_chosen(ranked: Visits) -> None:
    wish(ranked, ranked.person(), 0)
    for mode in ("", "first_come"):
        with pytest.raises(DomainError):
            ranked.set_up(mode, 1, 1, 2)
    Wish.objects.all().delete()
    ranked.set_up("first_come", 1, 1, 2)
    assert ChoiceGroup.objects.get().mode == "first_come"


def test_fewer_places_than_are_held_are_refused(ranked: Visits) -> None:
    for _number in range(2):
        wish(ranked, ranked.person(), 2)
    run(ranked)
    tell(ranked)
    with pytest.raises(DomainError) as refused:
        ranked.set_up("ranked", 1, 1, 1)
    assert refused.value.field == f"places-{ranked.sessions[2].pk}"


def test_nothing_is_given_out_before_anybody_has_a_wish(ranked: Visits) -> None:
    ranked.person()
    with pytest.raises(DomainError, match="розставив"):
        allocating.start(actor=ranked.manager, choice_group=ranked.row)
    assert not Allocation.objects.exists()
    wish(ranked, ranked.person(), 0)
    run(ranked)


# ---------------------------------------------------------------- the screens
@pytest.fixture
def office(ranked: Visits) -> Client:
    return browser_of(ranked.manager)


def test_the_manager_reads_what_a_higher_wish_would_have_cost(ranked: Visits, office: Client) -> None:
    lucky, unlucky = ranked.person(), ranked.person()
    wish(ranked, lucky, 0)
    wish(ranked, unlucky, 0, 1)
    run(ranked)
    page = office.get(f"/admin/choices/{ranked.row.pk}/run/").text
    assert "Wish 1 of 1" in page and "Wish 2 of 2" in page
    assert (
        "Wish 1, “Visit 1”: 1 other person would have to go elsewhere; 1 of them would get none of the wishes."
        in page
    )
    shown = office.get(f"/admin/choices/{ranked.row.pk}/run/?show=lower").context["lines"]
    assert [line["row"].participant for line in shown] == [unlucky]


def test_a_manager_sets_up_runs_fixes_and_tells_by_the_screens(ranked: Visits, office: Client) -> None:
    person = ranked.person()
    wish(ranked, person, 1)
    silent = ranked.person()
    pk = ranked.row.pk
    page = office.get(f"/admin/cohorts/{ranked.cohort.pk}/choices/").text
    assert "1 of 2 people have not chosen" in page
    people = office.get(f"/admin/choices/{pk}/people/?show=silent")
    assert [line["participant"] for line in people.context["lines"]] == [silent]
    office.post(f"/admin/choices/{pk}/run/start/")
    assert "being worked out" in office.get(f"/admin/choices/{pk}/run/").text
    allocating.run(latest_run(ranked.row).pk)  # type: ignore[union-attr]
    office.post(f"/admin/choices/{pk}/run/fix/", {"row": [str(person.pk)]})
    assert Fixed.objects.get().option == ranked.option(1)
    question = office.get(f"/admin/choices/{pk}/run/tell/")
    assert "2 people at least" in question.text
    office.post(f"/admin/choices/{pk}/run/tell/", {"seen": question.context["carried"]["seen"]})
    allocating.run(latest_run(ranked.row).pk)  # type: ignore[union-attr]
    assert held(ranked) == {person.pk: 1}
    answer = office.post(
        f"/admin/choices/{pk}/people/{silent.public_id}/", {"option": ranked.option(2).pk, "reason": ""}
    )
    assert answer.status_code == 302
    assert held(ranked) == {person.pk: 1, silent.pk: 2}


def test_settings_are_kept_as_wall_time_of_the_cohort(ranked: Visits, office: Client) -> None:
    places = {f"places-{session.pk}": "4" for session in ranked.sessions}
    address = f"/admin/parallel/{ranked.group.pk}/choosing/"
    eve = ranked.sessions[0].day.date - dt.timedelta(days=1)
    form = {"mode": "ranked", "opens_at": "", "closes_at": f"{eve}T18:00", "freed": "offer", **places}
    form["seen"] = office.get(address).context["form"]["seen"].value()
    assert office.post(address, form).status_code == 302
    assert ranked.row.closes_at is not None
    on_the_clock = ranked.row.closes_at.astimezone(ranked.cohort.zone)
    assert on_the_clock.replace(tzinfo=None) == dt.datetime.combine(eve, dt.time(18))
    form["seen"] = office.get(address).context["form"]["seen"].value()
    endless = office.post(address, {**form, "closes_at": ""})
    assert endless.status_code == 422 and "Set until when people choose" in endless.text
    wrong = office.post(address, {**form, "opens_at": f"{eve}T18:00"})
    assert wrong.status_code == 422 and "ends after it begins" in wrong.text


def test_people_choose_by_wishes_before_the_first_session_begins(ranked: Visits, office: Client) -> None:
    places = {f"places-{session.pk}": "4" for session in ranked.sessions}
    address = f"/admin/parallel/{ranked.group.pk}/choosing/"
    first, _second, _third = ranked.sessions
    wall = dt.datetime.combine(first.day.date, first.starts)

    def until(moment: dt.datetime) -> HttpResponse:
        seen = office.get(address).context["form"]["seen"].value()
        form = {"mode": "ranked", "freed": "offer", "seen": seen, **places}
        return office.post(address, {**form, "closes_at": moment.isoformat(timespec="minutes")})

    late = until(wall)
    assert late.status_code == 422 and "The first of these sessions begins" in late.text
    assert until(wall - dt.timedelta(minutes=1)).status_code == 302


def test_who_moves_a_session_ahead_of_the_end_of_choosing_by_wishes_reads_it_before_the_release(
    ranked: Visits, office: Client
) -> None:
    words, settings = "choosing by wishes ends only after", f"/admin/parallel/{ranked.group.pk}/choosing/"
    page = f"/admin/cohorts/{ranked.cohort.pk}/release/"
    first, second, _third = ranked.sessions
    until = first.starts_at - dt.timedelta(minutes=30)
    ranked.set_up("ranked", 1, 1, 2, closes_at=until)
    assert words not in office.get(page).text
    for session in (first, second):
        Session.objects.filter(pk=session.pk).update(starts=until.astimezone(ranked.cohort.zone).time())
    text = office.get(page).text
    assert text.count(words) == 1 and f'href="{settings}"' in text
    Session.objects.filter(pk=second.pk).update(starts=second.starts)
    Session.objects.filter(pk=first.pk).update(state=Session.State.CANCELLED)
    assert words not in office.get(page).text, "what is off begins nothing"
    Session.objects.filter(pk=first.pk).update(state=Session.State.PLANNED)
    ChoiceGroup.objects.update(told_at=until)
    assert words not in office.get(page).text, "told, nobody wishes any more"


def test_settings_that_somebody_changed_meanwhile_are_not_overwritten(ranked: Visits, office: Client) -> None:
    places = {f"places-{session.pk}": "4" for session in ranked.sessions}
    address = f"/admin/parallel/{ranked.group.pk}/choosing/"
    eve = ranked.sessions[0].day.date - dt.timedelta(days=1)
    form = {"mode": "ranked", "closes_at": f"{eve}T18:00", "freed": "offer", **places}
    form["seen"] = office.get(address).context["form"]["seen"].value()
    assert office.post(address, form).status_code == 302
    late = office.post(address, {**form, f"places-{ranked.sessions[0].pk}": "7"})
    assert late.status_code == 409 and 'value="7"' in late.text
    assert ranked.option(0).pool.capacity == 4


@pytest.mark.parametrize("state", [{"state": Session.State.CANCELLED}, {"track_group": None}])
def test_nobody_is_sent_to_a_session_that_was_cancelled_or_taken_out_since(
    ranked: Visits, state: dict[str, object]
) -> None:
    wish(ranked, ranked.person(), 0)
    run(ranked)
    Session.objects.filter(pk=ranked.sessions[0].pk).update(**state)
    assert ranked.sessions[0].title in tell(ranked).problem
    assert held(ranked) == {} and not letters(kind="session_place")
    run(ranked)
    tell(ranked)
    assert held(ranked) == {} and len(letters(kind="session_place")) == 1


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_hours_at_the_ends_of_the_calendar_are_refused(ranked: Visits, office: Client, moment: str) -> None:
    places_of = {f"places-{each.pk}": 1 for each in ranked.sessions}
    form = {"mode": "ranked", "freed": "offer", "closes_at": moment, **places_of}
    answer = office.post(f"/admin/parallel/{ranked.group.pk}/choosing/", form)
    assert answer.status_code == 422 and "Choose a date in the years" in answer.text


def test_the_list_of_a_proposal_asks_as_many_queries_for_many_people(ranked: Visits, office: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"/admin/choices/{ranked.row.pk}/run/"
    wish(ranked, ranked.person(), 0, 1)
    run(ranked)
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    for _number in range(15):
        wish(ranked, ranked.person(), 0, 1, 2)
    run(ranked)
    with CaptureQueriesContext(connection) as many:
        office.get(address)
    assert len(few) == len(many)


def test_two_sessions_with_one_number_are_told_apart_on_the_page(ranked: Visits) -> None:
    person = ranked.person()
    browser = browser_of(person.user)
    address = f"/en/my/cohorts/{ranked.cohort.slug}/choices/"
    view = browser.get(address).context["groups"][0]["view"]
    form = {"seen": view.mark}
    address = f"{address}{ranked.row.public_id}/"
    both = {ranked.id_of(0): "1", ranked.id_of(1): "1"}
    answer = browser.post(f"{address}wishes/", {**form, **both})
    assert answer.status_code == 422 and "Two sessions are wish 1" in answer.text
    gap = {ranked.id_of(0): "3", ranked.id_of(2): "1"}
    assert browser.post(f"{address}wishes/", {**form, **gap}).status_code == 302
    assert list(Wish.objects.filter(participant=person).values_list("option__session", flat=True)) == [
        ranked.sessions[2].pk,
        ranked.sessions[0].pk,
    ]
    stale = browser.post(f"{address}wishes/", {**form, ranked.id_of(1): "1"})
    assert stale.status_code == 409
