"""What managers decide: places, order of the queue, reasons, conflicts, rights."""

import datetime as dt

import pytest
import time_machine
from wagtail.models import ModelLogEntry

from cohorts import places
from cohorts.admission import services
from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision, OwnApplication
from cohorts.models import Cohort, Day, Place, Waiting
from cohorts.places import PoolFull
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from people.models import User
from tests.factories.admission import draft_for, request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import MembershipFactory, manager_of
from tests.letters import the_letter

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
STATE = DayRequest.State


def seen(*requests: DayRequest) -> dict[int, str]:
    return {row.pk: row.state for row in requests}


def test_accepting_takes_the_place_and_tells_the_person_in_their_language(day: Day, manager: User) -> None:
    sent = sent_for(day, user=UserFactory(language="en"))
    row = request_of(sent, day)
    services.decide(
        actor=manager, day_request=row, decision=Decision.ACCEPT, reason="See you.", seen_state=row.state
    )
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.reason) == (STATE.ACCEPTED, manager, "See you.")
    assert Place.objects.get().participant == sent.participant
    letter = the_letter(kind="day_accepted")
    assert (
        "You are accepted" in letter.text
        and "See you." in letter.text
        and letter.recipient == sent.participant.user
    )
    line = ModelLogEntry.objects.get(action="admission.accept")
    assert (line.user, line.data) == (manager, {"day": day.date.isoformat()})


@pytest.mark.parametrize("decision", [Decision.DECLINE, Decision.CANCEL])
def test_a_refusal_needs_a_reason(day: Day, manager: User, decision: Decision) -> None:
    row = request_of(sent_for(day), day)
    with pytest.raises(DomainError) as caught:
        services.decide(actor=manager, day_request=row, decision=decision, reason="  ", seen_state=row.state)
    assert caught.value.field == "reason"
    assert request_of(row.application, day).state == STATE.ASKED


def test_declining_says_the_reason_and_leaves_the_other_day(cohort: Cohort, day: Day, manager: User) -> None:
    other = DayFactory(cohort=cohort)
    sent = sent_for(day, other, user=UserFactory(language="en"))
    services.decide(
        actor=manager,
        day_request=request_of(sent, day),
        decision=Decision.DECLINE,
        reason="The day is for doctors.",
        seen_state=STATE.ASKED,
    )
    assert request_of(sent, day).state == STATE.DECLINED
    assert request_of(sent, other).state == STATE.ASKED
    assert "The day is for doctors." in the_letter(kind="day_declined").text


def test_a_full_day_accepts_nobody_of_those_chosen_together(day: Day, manager: User) -> None:
    rows = [request_of(sent_for(day), day) for _number in range(3)]
    with pytest.raises(PoolFull, match="2"):
        services.decide_many(actor=manager, seen=seen(*rows), decision=Decision.ACCEPT)
    assert not Place.objects.exists()
    assert not Letter.objects.filter(kind="day_accepted").exists()
    services.decide_many(actor=manager, seen=seen(*rows[:2]), decision=Decision.ACCEPT)
    assert Place.objects.count() == 2


def test_what_was_seen_otherwise_is_a_conflict_that_says_how_it_stands(day: Day, manager: User) -> None:
    sent = sent_for(day)
    row = request_of(sent, day)
    services.decide(actor=manager, day_request=row, decision=Decision.ACCEPT, seen_state=STATE.ASKED)
    with pytest.raises(Conflict) as caught:
        services.decide(
            actor=manager, day_request=row, decision=Decision.DECLINE, reason="Ні.", seen_state=STATE.ASKED
        )
    assert str(sent.receipt) in str(caught.value)
    assert request_of(sent, day).state == STATE.ACCEPTED


def test_nothing_is_decided_about_an_application_that_was_withdrawn_meanwhile(
    day: Day, manager: User
) -> None:
    sent = sent_for(day)
    services.withdraw_application(actor=sent.participant.user, application=sent)
    with pytest.raises(Conflict):
        services.decide(
            actor=manager,
            day_request=request_of(sent, day),
            decision=Decision.ACCEPT,
            seen_state=STATE.WITHDRAWN,
        )
    assert not Place.objects.exists()


def test_the_waiting_list_is_accepted_in_its_order_only(cohort: Cohort, manager: User) -> None:
    day = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0)
    first, second, third = (request_of(sent_for(day), day) for _number in range(3))
    places.set_capacity(pool_id=day.pool_id, capacity=2)
    with pytest.raises(DomainError):
        services.decide(actor=manager, day_request=second, decision=Decision.ACCEPT, seen_state=STATE.WAITING)
    services.decide_many(actor=manager, seen=seen(second, first), decision=Decision.ACCEPT)
    assert set(Place.objects.values_list("participant_id", flat=True)) == {
        first.application.participant_id,
        second.application.participant_id,
    }
    assert Waiting.objects.get().participant_id == third.application.participant_id


def test_one_who_waits_can_be_declined_so_that_the_next_one_moves_up(cohort: Cohort, manager: User) -> None:
    day = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0)
    first, second = (request_of(sent_for(day), day) for _number in range(2))
    places.set_capacity(pool_id=day.pool_id, capacity=1)
    services.decide(
        actor=manager, day_request=first, decision=Decision.DECLINE, reason="Ні.", seen_state=STATE.WAITING
    )
    services.decide(actor=manager, day_request=second, decision=Decision.ACCEPT, seen_state=STATE.WAITING)
    assert Place.objects.get().participant_id == second.application.participant_id


def test_a_committee_may_accept_somebody_while_others_are_in_reserve(day: Day, manager: User) -> None:
    reserve, chosen = request_of(sent_for(day), day), request_of(sent_for(day), day)
    services.decide(actor=manager, day_request=reserve, decision=Decision.WAIT, seen_state=STATE.ASKED)
    services.decide(actor=manager, day_request=chosen, decision=Decision.ACCEPT, seen_state=STATE.ASKED)
    assert Place.objects.get().participant_id == chosen.application.participant_id
    assert Waiting.objects.get().participant_id == reserve.application.participant_id


def test_a_place_taken_away_is_free_and_the_person_is_told_why(day: Day, manager: User) -> None:
    sent = sent_for(day)
    services.decide(
        actor=manager, day_request=request_of(sent, day), decision=Decision.ACCEPT, seen_state=STATE.ASKED
    )
    services.decide(
        actor=manager,
        day_request=request_of(sent, day),
        decision=Decision.CANCEL,
        reason="Зала менша.",
        seen_state=STATE.ACCEPTED,
    )
    assert request_of(sent, day).state == STATE.CANCELLED
    assert not Place.objects.exists()
    assert "Зала менша." in the_letter(kind="day_cancelled").text


@pytest.mark.parametrize("who", ["stranger", "other programme", "trainer", "applicant"])
def test_only_managers_of_the_programme_decide(cohort: Cohort, day: Day, who: str) -> None:
    sent = sent_for(day)
    actor = {
        "stranger": UserFactory,
        "other programme": lambda: manager_of(CohortFactory().residency.programme),
        "trainer": lambda: MembershipFactory(programme=cohort.residency.programme, role="trainer").user,
        "applicant": lambda: sent.participant.user,
    }[who]()
    with pytest.raises(DomainError):
        services.decide(
            actor=actor,
            day_request=request_of(sent, day),
            decision=Decision.ACCEPT,
            seen_state=STATE.ASKED,
        )
    assert not Place.objects.exists()


def test_a_manager_who_applied_does_not_decide_on_it(day: Day, manager: User) -> None:
    own, other = sent_for(day, user=manager), sent_for(day)
    rows = [request_of(own, day), request_of(other, day)]
    with pytest.raises(OwnApplication):
        services.decide_many(actor=manager, seen=seen(*rows), decision=Decision.ACCEPT)
    assert not Place.objects.exists()


@pytest.mark.parametrize("decision", [Decision.ACCEPT, Decision.WAIT])
def test_nobody_is_let_in_once_the_day_is_over_on_the_cohorts_clock(
    cohort: Cohort, manager: User, decision: Decision
) -> None:
    midnight = dt.datetime(2026, 11, 21, tzinfo=cohort.zone)
    with time_machine.travel(midnight - dt.timedelta(seconds=1), tick=False):
        day = DayFactory(cohort=cohort, date=dt.date(2026, 11, 20), pool__deadline=None)
        in_time, late = request_of(sent_for(day), day), request_of(sent_for(day), day)
        services.decide(actor=manager, day_request=in_time, decision=decision, seen_state=STATE.ASKED)
    with time_machine.travel(midnight, tick=False):
        with pytest.raises(DomainError):
            services.decide(actor=manager, day_request=late, decision=decision, seen_state=STATE.ASKED)
        assert request_of(late.application, day).state == STATE.ASKED
        services.decide(
            actor=manager,
            day_request=late,
            decision=Decision.DECLINE,
            reason="День минув.",
            seen_state=STATE.ASKED,
        )
    assert request_of(late.application, day).state == STATE.DECLINED
    assert Letter.objects.filter(kind__in=["day_accepted", "day_waiting"]).count() == 1


@pytest.mark.parametrize("decision", [Decision.ACCEPT, Decision.WAIT])
def test_nobody_is_let_in_to_a_cohort_that_does_not_take_place(
    cohort: Cohort, day: Day, manager: User, decision: Decision
) -> None:
    row = request_of(sent_for(day), day)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.CANCELLED)
    with pytest.raises(DomainError):
        services.decide(actor=manager, day_request=row, decision=decision, seen_state=STATE.ASKED)
    assert request_of(row.application, day).state == STATE.ASKED
    assert not Place.objects.exists() and not Waiting.objects.exists()
    assert not Letter.objects.filter(kind__in=["day_accepted", "day_waiting"]).exists()


def test_a_draft_cannot_be_decided_on(day: Day, manager: User) -> None:
    draft = draft_for(day)
    with pytest.raises(Conflict):
        services.decide(
            actor=manager,
            day_request=request_of(draft, day),
            decision=Decision.ACCEPT,
            seen_state=STATE.ASKED,
        )


def test_a_decision_makes_an_open_form_of_the_applicant_stale(day: Day, manager: User) -> None:
    sent = sent_for(day)
    services.decide(
        actor=manager, day_request=request_of(sent, day), decision=Decision.ACCEPT, seen_state=STATE.ASKED
    )
    with pytest.raises(Conflict):
        services.change_application(
            actor=sent.participant.user, application=sent, answers={"position": "усе"}, version=sent.version
        )
