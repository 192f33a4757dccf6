"""Admission when everybody comes at once. On PostgreSQL; with controls in which the lock is off and the fault shows."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cohorts import places
from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest, DecisionBatch, LateDoor, PendingDecision
from cohorts.admission.queries import freed
from cohorts.admission.services import Decision, late_doors
from cohorts.admission.states import ACTIVE
from cohorts.models import Cohort, Day, Participant, Place, Pool, Reservation, Waiting
from cohorts.services import cancel_cohort
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from tests.factories.admission import (
    ApplicationFactory,
    DayRequestFactory,
    LateDoorFactory,
    draft_for,
    request_of,
    sent_for,
)
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import CommunityFactory, UserFactory
from tests.factories.residencies import manager_of

from .conftest import Server, at_once, cookies_of, errors, version_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
STATE = DayRequest.State


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


def open_day(cohort: Cohort, capacity: int) -> Day:
    return DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=capacity)


def drafts_for(count: int, *days: Day) -> list[Application]:
    """Whole drafts of so many people, made quickly."""
    community = CommunityFactory()
    drafts = []
    for _number in range(count):
        draft = ApplicationFactory(participant__cohort=days[0].cohort, community=community)
        for day in days:
            DayRequestFactory(application=draft, day=day)
        drafts.append(draft)
    return drafts


def send(draft: Application) -> Application:
    return services.send_application(
        actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
    )


@pytest.mark.parametrize("capacity", [30, 1], ids=["thirty places", "the last place"])
def test_two_hundred_claims_take_exactly_the_places_there_are(cohort: Cohort, capacity: int) -> None:
    day = open_day(cohort, capacity)
    outcomes = at_once(send, drafts_for(200, day))
    assert errors(outcomes) == []
    assert Place.objects.filter(pool=day.pool).count() == capacity
    states = Counter(DayRequest.objects.filter(day=day).values_list("state", flat=True))
    assert states == {STATE.ACCEPTED: capacity, STATE.WAITING: 200 - capacity}
    queue = list(Waiting.objects.filter(pool=day.pool).values_list("position", flat=True))
    assert queue == list(range(1, 200 - capacity + 1))
    assert len({outcome.value.receipt for outcome in outcomes}) == 200


def test_without_the_lock_the_last_place_is_sold_many_times(
    cohort: Cohort, is_locked: bool, wide_window: Callable[[int], None]
) -> None:
    day = open_day(cohort, 1)
    drafts = drafts_for(8, day)
    wide_window(len(drafts))
    outcomes = at_once(send, drafts)
    held = Place.objects.filter(pool=day.pool).count()
    if is_locked:
        assert (held, errors(outcomes)) == (1, [])
    else:
        assert held > 1, "the control does not show the fault, so the test above proves nothing"


def test_two_hundred_people_press_the_button_of_the_real_form(cohort: Cohort, server: Server) -> None:
    day = open_day(cohort, 30)
    path = f"/en/cohorts/{cohort.slug}/apply/check/"
    people = [cookies_of(draft.participant.user) for draft in drafts_for(200, day)]

    def read(person: tuple[str, str]) -> str:
        status, _location, body = server.ask("GET", path, person[0])
        assert status == 200, body
        return version_in(body)

    versions = at_once(read, people)
    assert errors(versions) == []
    forms = [
        (cookies, {"csrfmiddlewaretoken": token, "version": outcome.value})
        for (cookies, token), outcome in zip(people, versions, strict=True)
    ]
    answers = at_once(lambda form: server.ask("POST", path, *form), forms, threads=100)
    assert errors(answers) == []
    assert Counter(answer.value[0] for answer in answers) == {302: 200}
    assert all(answer.value[1].endswith("/receipt/") for answer in answers)
    assert Place.objects.filter(pool=day.pool).count() == 30
    assert Waiting.objects.filter(pool=day.pool).count() == 170
    assert Letter.objects.filter(kind="application_received").count() == 200


def test_one_person_who_presses_many_times_has_one_application_and_one_receipt(
    cohort: Cohort, server: Server
) -> None:
    draft = draft_for(open_day(cohort, 5))
    cookies, token = cookies_of(draft.participant.user)
    form = {"csrfmiddlewaretoken": token, "version": str(draft.version)}
    path = f"/en/cohorts/{cohort.slug}/apply/check/"
    answers = at_once(lambda _press: server.ask("POST", path, cookies, form), range(12))
    assert {(answer.value[0], answer.value[1]) for answer in answers} == {
        (302, f"/en/my/applications/{draft.public_id}/receipt/")
    }
    assert Application.objects.count() == Place.objects.count() == Letter.objects.count() == 1


def test_sending_twice_at_once_gives_the_same_receipt(cohort: Cohort) -> None:
    draft = draft_for(open_day(cohort, 5))
    outcomes = at_once(send, [draft] * 8)
    assert errors(outcomes) == []
    assert len({outcome.value.receipt for outcome in outcomes}) == 1
    assert Place.objects.count() == Letter.objects.count() == 1


@pytest.mark.parametrize("round_number", range(5))
def test_a_draft_that_is_changed_while_it_is_sent_is_sent_as_it_was_or_not_at_all(
    cohort: Cohort, round_number: int
) -> None:
    draft = draft_for(open_day(cohort, 5))
    actor, before = draft.participant.user, draft.position

    def one_thing(is_sent: bool) -> Application:
        if is_sent:
            return send(draft)
        return services.save_draft(
            actor=actor, cohort=cohort, answers={"position": "інша"}, version=draft.version
        )

    outcomes = at_once(one_thing, [True, False])
    assert [type(error) for error in errors(outcomes)] == [Conflict]
    draft.refresh_from_db()
    assert (draft.state, draft.position) in {("sent", before), ("draft", "інша")}
    assert Place.objects.count() == Letter.objects.count() == (1 if draft.state == "sent" else 0)


def test_the_first_page_saved_twice_at_once_makes_one_draft(cohort: Cohort) -> None:
    person = UserFactory()
    answers = {"position": "голова"}
    outcomes = at_once(
        lambda _press: services.save_draft(actor=person, cohort=cohort, answers=answers),  # type: ignore[arg-type]
        range(8),
    )
    assert errors(outcomes) == []
    assert Participant.objects.count() == Application.objects.count() == 1
    assert Application.objects.get().version == 1


@pytest.mark.parametrize("round_number", range(5))
def test_two_managers_who_decide_at_once_are_not_both_heard(cohort: Cohort, round_number: int) -> None:
    day = DayFactory(cohort=cohort)
    sent = sent_for(day)
    row = request_of(sent, day)
    managers = [manager_of(cohort.residency.programme) for _number in range(2)]

    def decide(number: int) -> DayRequest:
        decision = (Decision.ACCEPT, Decision.DECLINE)[number]
        return services.decide(
            actor=managers[number], day_request=row, decision=decision, reason="Так.", seen_state=STATE.ASKED
        )

    outcomes = at_once(decide, [0, 1])
    refused = errors(outcomes)
    assert [type(error) for error in refused] == [Conflict]
    assert str(sent.receipt) in str(refused[0])
    held = Place.objects.count()
    assert (request_of(sent, day).state, held) in {(STATE.ACCEPTED, 1), (STATE.DECLINED, 0)}
    assert Letter.objects.filter(kind__in=["day_accepted", "day_declined"]).count() == 1


@pytest.mark.parametrize("round_number", range(5))
def test_of_sending_decisions_and_taking_them_back_at_once_exactly_one_wins(
    cohort: Cohort, round_number: int
) -> None:
    day = DayFactory(cohort=cohort, pool__capacity=5)
    manager = manager_of(cohort.residency.programme)
    rows = [request_of(sent_for(day), day) for _number in range(5)]
    seen = {row.pk: str(row.state) for row in rows}
    batch = services.add_decisions(actor=manager, cohort=cohort, seen=seen, decision=Decision.ACCEPT)

    def act(number: int) -> object:
        one = services.undo_decisions if number % 2 else services.send_decisions
        return one(actor=manager, batch=batch, version=batch.version)

    outcomes = at_once(act, range(6))
    assert [type(error) for error in errors(outcomes)] == [Conflict] * 5
    batch.refresh_from_db()
    was_sent = batch.state == DecisionBatch.State.SENT
    held, letters = Place.objects.count(), Letter.objects.filter(kind="day_accepted").count()
    assert (held, letters) == ((5, 5) if was_sent else (0, 0))
    assert (PendingDecision.objects.count(), Reservation.objects.count()) == (0, 0)


@pytest.mark.parametrize("round_number", range(3))
def test_deciding_withdrawing_and_sending_at_once_neither_oversells_nor_waits_in_a_ring(
    cohort: Cohort, round_number: int
) -> None:
    day = DayFactory(cohort=cohort, pool__capacity=4)
    managers = [manager_of(cohort.residency.programme) for _number in range(2)]
    sent = [sent_for(day) for _number in range(12)]
    rows = [request_of(each, day) for each in sent]

    def act(number: int) -> object:
        kind, index = divmod(number, 6)
        if kind < 2:
            row, decision = rows[number], (Decision.ACCEPT, Decision.DECLINE)[number % 2]
            seen = {row.pk: str(row.state)}
            return services.add_decisions(
                actor=managers[kind], cohort=cohort, seen=seen, decision=decision, reason="Так."
            )
        if kind == 2:
            return services.withdraw_application(actor=sent[index].participant.user, application=sent[index])
        batch = DecisionBatch.objects.filter(cohort=cohort).latest("pk")
        one = services.undo_decisions if index == 5 else services.send_decisions
        return one(actor=managers[0], batch=batch, version=batch.version)

    outcomes = at_once(act, range(24))
    allowed = (DomainError, DecisionBatch.DoesNotExist)
    assert all(isinstance(error, allowed) for error in errors(outcomes)), errors(outcomes)
    for batch in DecisionBatch.objects.filter(state=DecisionBatch.State.OPEN):
        services.undo_decisions(actor=managers[0], batch=batch, version=batch.version)
    assert (PendingDecision.objects.count(), Reservation.objects.count()) == (0, 0)
    accepted = DayRequest.objects.filter(state=STATE.ACCEPTED)
    held = set(Place.objects.values_list("participant_id", flat=True))
    assert held == set(accepted.values_list("application__participant_id", flat=True))
    assert len(held) <= 4


def test_everything_at_once_on_two_days_neither_oversells_nor_waits_in_a_ring(cohort: Cohort) -> None:
    first, second = open_day(cohort, 10), open_day(cohort, 10)
    manager = manager_of(cohort.residency.programme)
    leaving = [send(draft) for draft in drafts_for(10, first, second)]
    coming = drafts_for(20, second, first)

    def one_thing(number: int) -> object:
        kind, index = divmod(number, 10)
        if kind < 2:
            return send(coming[number])
        if kind == 2:
            return services.withdraw_application(
                actor=leaving[index].participant.user, application=leaving[index]
            )
        places.set_capacity(pool_id=(first, second)[index % 2].pool_id, capacity=12)
        waiting = DayRequest.objects.filter(state=STATE.WAITING, day=first).first()
        if waiting is None:
            return None
        return services.decide(
            actor=manager, day_request=waiting, decision=Decision.ACCEPT, seen_state=STATE.WAITING
        )

    outcomes = at_once(one_thing, range(40))
    # A manager may come too late or out of turn; nobody else meets an error, and nothing waits in a ring.
    assert all(isinstance(error, DomainError) for error in errors(outcomes))
    assert [outcome.error for outcome in outcomes[:30]] == [None] * 30
    for day in (first, second):
        held = Place.objects.filter(pool_id=day.pool_id)
        assert held.count() <= 12
        accepted = DayRequest.objects.filter(day=day, state=STATE.ACCEPTED)
        assert set(held.values_list("participant_id", flat=True)) == set(
            accepted.values_list("application__participant_id", flat=True)
        )
        queue = Waiting.objects.filter(pool_id=day.pool_id)
        waiting_rows = DayRequest.objects.filter(day=day, state=STATE.WAITING)
        assert set(queue.values_list("participant_id", flat=True)) == set(
            waiting_rows.values_list("application__participant_id", flat=True)
        )


@pytest.mark.parametrize("is_kept", [True, False], ids=["kept for who waits", "not kept"])
def test_a_freed_place_stays_for_the_first_on_the_list_however_many_come_at_once(
    cohort: Cohort, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, manager = open_day(cohort, 1), manager_of(cohort.residency.programme)
    holder, first = sent_for(day), sent_for(day)
    services.withdraw_application(actor=holder.participant.user, application=holder)
    drafts, has_come = drafts_for(12, day), threading.Event()
    if not is_kept:
        everything_not_held = property(lambda numbers: max(0, numbers.capacity - numbers.held))
        monkeypatch.setattr(places.Numbers, "free", everything_not_held)

    def one(number: int) -> object:
        if number:
            sent = send(drafts[number - 1])
            has_come.set()
            return sent
        has_come.wait(timeout=30)
        row = request_of(first, day)
        return services.decide(
            actor=manager, day_request=row, decision=Decision.ACCEPT, seen_state=STATE.WAITING
        )

    outcomes = at_once(one, range(13))
    holders = list(Place.objects.values_list("participant_id", flat=True))
    if is_kept:
        assert errors(outcomes) == []
        assert holders == [first.participant_id]
        assert list(Waiting.objects.values_list("position", flat=True)) == list(range(2, 14))
    else:
        assert holders != [first.participant_id], "the control does not show the fault"


@pytest.mark.parametrize("round_number", range(2))
def test_places_freed_and_given_by_several_at_once_go_down_the_list_and_to_nobody_else(
    cohort: Cohort, round_number: int
) -> None:
    day = open_day(cohort, 3)
    holders, waiting = [sent_for(day) for _number in range(3)], [sent_for(day) for _number in range(4)]
    managers = [manager_of(cohort.residency.programme) for _number in range(4)]
    drafts = drafts_for(6, day)

    def one(number: int) -> object:
        if number < 2:
            leaving = holders[number]
            return services.withdraw_application(actor=leaving.participant.user, application=leaving)
        if number < 8:
            return send(drafts[number - 2])
        given = 0
        for _try in range(6):
            for line in freed([cohort], timezone.now()):
                seen = dict.fromkeys(line.first, STATE.WAITING)
                services.decide_many(actor=managers[number - 8], seen=seen, decision=Decision.ACCEPT)
                given += len(seen)
        return given

    outcomes = at_once(one, range(12))
    assert all(isinstance(error, DomainError) for error in errors(outcomes))
    for line in freed([cohort], timezone.now()):  # what was freed after everybody had looked
        seen = dict.fromkeys(line.first, STATE.WAITING)
        services.decide_many(actor=managers[0], seen=seen, decision=Decision.ACCEPT)
    held = set(Place.objects.filter(pool=day.pool_id).values_list("participant_id", flat=True))
    assert held == {each.participant_id for each in (holders[2], *waiting[:2])}
    assert Letter.objects.filter(kind="day_accepted").count() == 2


def nothing_is_left_open(cohort: Cohort) -> bool:
    """Whether a cancelled cohort holds no place, and everybody who had applied was told, once."""
    sent = Application.objects.filter(participant__cohort=cohort, state=Application.State.SENT)
    told = Counter(Letter.objects.filter(kind="cohort_cancelled").values_list("recipient_id", flat=True))
    is_closed = not DayRequest.objects.filter(application__in=sent, state__in=ACTIVE).exists()
    is_free = not Place.objects.filter(pool__cohort=cohort).exists()
    return is_closed and is_free and told == Counter(sent.values_list("participant__user_id", flat=True))


@pytest.mark.parametrize("round_number", range(3))
def test_who_sends_while_the_cohort_is_cancelled_is_told_or_refused(
    cohort: Cohort, round_number: int
) -> None:
    day, manager = open_day(cohort, 5), manager_of(cohort.residency.programme)
    newcomers = {number: UserFactory() for number in range(20, 24)}
    drafts = drafts_for(20, day)
    community = CommunityFactory()

    def one(number: int) -> object:
        if number == 10:
            return cancel_cohort(actor=manager, cohort=cohort, reason="Захворіли тренери.")
        if number in newcomers:
            draft = services.save_draft(
                actor=newcomers[number],
                cohort=cohort,
                answers={
                    "community": community,
                    "organisation": "Міськрада",
                    "position": "голова",
                    "days": [day.pk],
                },
            )
            return send(draft)
        return send(drafts[number])

    outcomes = at_once(one, range(24))
    assert outcomes[10].error is None
    assert all(isinstance(error, DomainError) for error in errors(outcomes))
    assert nothing_is_left_open(cohort)


@pytest.mark.parametrize("is_held", [True, False], ids=["rows held", "rows not held"])
def test_who_is_accepted_while_the_cohort_is_cancelled_loses_the_place_and_is_told(
    cohort: Cohort,
    is_held: bool,
    wide_window: Callable[..., None],
    without_row_locks: Callable[[], None],
) -> None:
    day = DayFactory(cohort=cohort)
    row = request_of(sent_for(day), day)
    deciding, cancelling = (manager_of(cohort.residency.programme) for _each in range(2))
    is_deciding = threading.Event()
    wide_window(2, seconds=1 if is_held else 10, before=is_deciding.set)
    if not is_held:
        without_row_locks()

    def one(number: int) -> object:
        if number == 0:
            return services.decide(
                actor=deciding, day_request=row, decision=Decision.ACCEPT, seen_state=STATE.ASKED
            )
        is_deciding.wait(timeout=30)
        return cancel_cohort(actor=cancelling, cohort=cohort, reason="Захворіли тренери.")

    outcomes = at_once(one, range(2))
    assert errors(outcomes) == []
    if is_held:
        assert nothing_is_left_open(cohort)
    else:
        assert not nothing_is_left_open(cohort), "the control does not show the fault"


def test_capacity_never_falls_below_the_places_held(cohort: Cohort) -> None:
    day = open_day(cohort, 20)
    drafts: list[Application | None] = [*drafts_for(20, day), *([None] * 4)]

    def one(draft: Application | None) -> object:
        if draft is not None:
            return send(draft)
        return places.set_capacity(pool_id=day.pool_id, capacity=5)

    outcomes = at_once(one, drafts)
    assert all(isinstance(error, DomainError) for error in errors(outcomes))
    day.pool.refresh_from_db()
    assert Place.objects.filter(pool_id=day.pool_id).count() <= day.pool.capacity


def test_constraints_stand_behind_it_all(cohort: Cohort) -> None:
    day = open_day(cohort, 5)
    sent = sent_for(day)
    participant = sent.participant
    with pytest.raises(IntegrityError):
        Place.objects.create(pool_id=day.pool_id, participant=participant)
    with pytest.raises(IntegrityError):
        DayRequest.objects.create(application=sent, day=day)
    with pytest.raises(IntegrityError):
        Application.objects.create(participant=participant)
    with pytest.raises(IntegrityError):
        Participant.objects.create(cohort=cohort, user=participant.user)
    with pytest.raises(IntegrityError):
        Application.objects.filter(pk=ApplicationFactory(participant__cohort=cohort).pk).update(
            receipt=sent.receipt
        )


@pytest.mark.parametrize("holds_application", [True, False], ids=["lock", "no lock"])
def test_a_late_door_is_taken_back_or_gone_through_and_never_both(
    cohort: Cohort,
    holds_application: bool,
    monkeypatch: pytest.MonkeyPatch,
    wide_window: Callable[..., None],
) -> None:
    day = open_day(cohort, 5)
    draft = drafts_for(1, day)[0]
    Pool.objects.filter(pk=day.pool_id).update(deadline=timezone.now() - dt.timedelta(hours=1))
    manager = manager_of(cohort.residency.programme)
    door = LateDoorFactory(day=day, address=draft.participant.user.email, opened_by=manager)
    if not holds_application:
        monkeypatch.setattr(late_doors, "lock_applications", lambda ids: None)
    # Whoever sends has looked at the door, and whoever closes at the application, before either of them writes.
    wide_window(2, sender=Application)
    wide_window(2, sender=LateDoor)
    acts: list[Callable[[], object]] = [
        lambda: send(draft),
        lambda: services.close_late(actor=manager, door=door, reason="Помилка."),
    ]
    outcomes = at_once(lambda act: act(), acts)
    draft.refresh_from_db()
    door.refresh_from_db()
    both = draft.state == Application.State.SENT and door.closed_at is not None
    if holds_application:
        assert not both and len(errors(outcomes)) == 1
    else:
        assert both, "the control does not show the fault, so the test above proves nothing"
