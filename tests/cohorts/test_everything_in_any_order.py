"""Days, visits and buses together, in any order of all that people, managers, the worker and the clock do.

Each step goes through the services that pages and screens call. After each, a ledger that counts for itself (see
`any_order.py`) looks whether anybody stands, was passed by, or was forgotten.

The suite tries the same few orders each time. `ANY_ORDER=500` tries so many others.
"""

import datetime as dt
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cohorts import offering, places, wing
from cohorts.admission import services as admission
from cohorts.choices.services import choosing, giving
from cohorts.choices.services.settings import Settings, configure
from cohorts.logistics.models import Run, Travel
from cohorts.logistics.services import boarding, seats, swapping
from cohorts.models import Cohort, Day, Offer, Participant, Place, Pool, PoolWork, Stretch
from cohorts.services import cancel_cohort, save_day
from cohorts.timetable.models import Session
from foundation.errors import DomainError
from foundation.work import WorkState
from tests.factories.admission import request_of

from .any_order import APPLIED, BUSES, NOW, PEOPLE, VISITS, Ledger, Residency, make_residency

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ORDERS = int(os.environ.get("ANY_ORDER", "0"))
STEPS = 30
# More than one piece of work can bring.
MESSAGES = 50
BEFORE_AN_END = 18
ENDS = ("close", "cancel")
SELDOM = ("apply", "travel_otherwise", "be_called_and_given", "rank", *ENDS)

WHO, BUS, VISIT = st.integers(0, PEOPLE - 1), st.integers(0, BUSES - 1), st.integers(0, VISITS - 1)
STRETCH = st.sampled_from([Stretch(0, 1), Stretch(1, 2), Stretch(0, 2)])
SOME = st.integers(0, 7)


class Everything(RuleBasedStateMachine):
    """One order of steps; what is refused changes nothing."""

    made: ClassVar[Residency]

    def __init__(self) -> None:
        super().__init__()
        self.travel = time_machine.travel(NOW, tick=False)
        self.clock = self.travel.start()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.ledger = Ledger(self.made)
        self.steps = 0

    def teardown(self) -> None:
        """The worker does what is left, in the next working hours; then it is as if nothing had been."""
        try:
            self.clock.move_to(offering.hours_of(self.made.visits.cohort).next_from(timezone.now()))
            self.work()
            self.holds()
        finally:
            self._undo()

    def _undo(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)
        self.travel.stop()

    @contextmanager
    def step(self, *, by_hand: bool = False) -> Iterator[None]:
        """One thing that somebody does, and what it led to."""
        self.steps += 1
        with suppress(DomainError), transaction.atomic():
            yield
        self.ledger.read(by_hand=by_hand)

    # ------------------------------------------------------------ the day
    def apply(self, number: int) -> None:
        draft = self.made.drafts[APPLIED + number % (PEOPLE - APPLIED)]
        with self.step():
            admission.send_application(
                actor=draft.participant.user, slug=self.made.visits.cohort.slug, version=draft.version
            )

    # ------------------------------------------------------------ visits and seats
    @rule(who=WHO, visit=VISIT, at_once=st.booleans())
    def choose(self, who: int, visit: int, at_once: bool) -> None:
        with self.step():
            choosing.choose(
                actor=self.ledger.holder(who).user,
                choice_group=self.made.group,
                session=self.made.visits.id_of(visit),
                waits=True,
                takes_at_once=at_once,
            )

    @rule(who=WHO, visit=st.integers(0, VISITS))
    def be_given_a_visit_or_none(self, who: int, visit: int) -> None:
        """The seat in the bus follows the visit."""
        option = self.made.visits.option(visit) if visit < VISITS else None
        person = self.ledger.holder(who)
        with self.step(by_hand=True):
            giving.give(
                actor=self.made.manager, choice_group=self.made.group, participant=person, option=option
            )

    @rule(who=WHO, bus=BUS, stretch=STRETCH)
    def book_or_change_stops(self, who: int, bus: int, stretch: Stretch) -> None:
        person = self.ledger.holder(who)
        with self.step():
            seats.take_seat(actor=person.user, run=self.made.run(bus), participant=person, stretch=stretch)

    @rule(who=WHO, bus=BUS, stretch=STRETCH)
    def be_given_a_seat(self, who: int, bus: int, stretch: Stretch) -> None:
        with self.step(by_hand=True):
            seats.take_seat(
                actor=self.made.manager,
                run=self.made.run(bus),
                participant=self.ledger.holder(who),
                stretch=stretch,
            )

    @rule(number=SOME, what=st.sampled_from(["held", "held", "waiting", "offered"]))
    def give_up(self, number: int, what: str) -> None:
        """A visit or a seat, or waiting for one; of the day, all that goes with it."""
        found = self.ledger.some(what, number)
        if found is None:
            return
        pool, person = found
        with self.step():
            if pool == self.made.day.pool_id:
                request = request_of(person.application, self.made.day)
                admission.withdraw_day(actor=person.user, day_request=request)
            elif pool in {bus.pool_id for bus in self.made.buses}:
                seats.give_back_seat(actor=person.user, run=Run.objects.get(pool=pool), participant=person)
            else:
                session = Session.objects.get(choice_option__pool=pool)
                choosing.leave(
                    actor=person.user, choice_group=self.made.group, session=str(session.public_id)
                )

    def travel_otherwise(self, number: int) -> None:
        person, run = self.ledger.holder(number), self.made.run(0)
        with self.step():
            seats.travel_otherwise(
                actor=person.user,
                participant=person,
                date=run.date,
                direction=run.direction,
                how=Travel.How.OWN,
            )

    # ------------------------------------------------------------ offers
    @precondition(lambda self: self.ledger.some("offered", 0))
    @rule(number=SOME, is_yes=st.booleans())
    def answer(self, number: int, is_yes: bool) -> None:
        pool, person = self.ledger.some("offered", number)
        offer = Offer.objects.get(participant=person, pool=pool, outcome="")
        with self.step():
            (offering.accept if is_yes else offering.decline)(actor=person.user, offer=offer.part_of or offer)

    def be_called_and_given(self, number: int) -> None:
        if (found := self.ledger.some("waiting", number)) is None:
            return
        pool, person = found
        row = Pool.objects.select_related("cohort").get(pk=pool)
        with self.step():
            offering.give(actor=self.made.manager, pool=row, participant=person)

    def rank(self, number: int) -> None:
        if (found := self.ledger.some("waiting", number)) is None:
            return
        pool, person = found
        with self.step():
            places.rank(
                pool_id=pool,
                participant=person,
                number=1 + number % 3,
                actor=self.made.manager,
                reason="лікарка",
            )

    # ------------------------------------------------------------ how many there are
    @rule(number=st.integers(0, 4), freed=st.sampled_from(Pool.Freed))
    def raise_or_lower_the_day(self, number: int, freed: str) -> None:
        day = Day.objects.select_related("cohort", "pool").get(pk=self.made.day.pk)
        with self.step():
            save_day(
                actor=self.made.manager, day=day, capacity=number, deadline=day.pool.deadline, freed=freed
            )

    @rule(numbers=st.tuples(st.integers(0, 3), st.integers(0, 3)), freed=st.sampled_from(Pool.Freed))
    def raise_or_lower_visits(self, numbers: tuple[int, ...], freed: str) -> None:
        by_session = dict(zip([each.pk for each in self.made.visits.sessions], numbers, strict=True))
        with self.step():
            configure(
                actor=self.made.manager,
                group=self.made.visits.group,
                settings=Settings("first_come", capacities=by_session, freed=freed),
            )

    @rule(bus=BUS, number=st.integers(0, 2))
    def swap(self, bus: int, number: int) -> None:
        """Another vehicle; the seats are then its own, whatever they were."""
        run, vehicle = self.made.run(bus), self.made.vehicles[number]
        with self.step():
            seen = swapping.plan(run, vehicle).mark
            swapping.swap_vehicle(actor=self.made.manager, run=run, vehicle=vehicle, seen=seen)
            assert Pool.objects.get(pk=run.pool_id).capacity == vehicle.seats

    def close(self, number: int) -> None:
        run, manager = self.made.run(number % BUSES), self.made.manager
        people = Participant.objects.filter(places__pool=run.pool_id)
        now = timezone.now()
        with self.step():
            boarding.depart(actor=manager, run=run)
            taps = [boarding.Sent(uuid.uuid4(), now, who.public_id, "boarded") for who in people]
            boarding.record(actor=manager, run=run, taps=taps)
            boarding.close(actor=manager, run=run)

    def cancel(self, number: int) -> None:
        cohort = Cohort.objects.get(pk=self.made.visits.cohort.pk)
        with self.step():
            cancel_cohort(actor=self.made.manager, cohort=cohort, reason="Повітряна тривога")
            left = Run.objects.filter(departed_at__isnull=False).values("pool")
            assert not Place.objects.filter(pool__in=self.ledger.books).exclude(pool__in=left).exists()

    @rule(number=SOME, what=st.sampled_from(SELDOM))
    def seldom(self, number: int, what: str) -> None:
        """What happens less often; nothing goes on after a bus is closed or all is cancelled, so that comes late."""
        if what not in ENDS or self.steps > BEFORE_AN_END:
            getattr(self, what)(number)

    # ------------------------------------------------------------ the clock and the worker
    @rule(hours=st.sampled_from([1, 5, 14]))
    def wait(self, hours: int) -> None:
        self.clock.shift(dt.timedelta(hours=hours))

    @rule()
    def work(self) -> None:
        """All that is due, as messages about it come; afterwards nobody waits for what is free."""
        offering.sweep()
        for _message in range(MESSAGES):
            due = PoolWork.objects.filter(pool__in=self.ledger.books, not_before__lte=timezone.now())
            row = due.exclude(state=WorkState.DONE).order_by("pk").first()
            if row is None:
                break
            self._work_through(row.pk)
        else:
            pytest.fail("the work does not end")
        cohort = self.made.visits.cohort
        moment = timezone.now()
        if offering.hours_of(cohort).covers(moment) and moment < offering.automation_ends(cohort):
            assert self.ledger.forgotten(lambda pool: wing.why_rests(pool, moment)) == []

    def _work_through(self, row: int) -> None:
        """As the worker does, with a look at each step."""
        real = offering.step

        def looked_at(pool_id: int) -> bool:
            has_moved = real(pool_id)
            self.ledger.read(by_hand=False)
            return has_moved

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(offering, "step", looked_at)
            offering.move_on(row)

    @invariant()
    def holds(self) -> None:
        self.ledger.check()


def test_whatever_the_order_nobody_stands_is_passed_by_or_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("foundation.work.send", lambda *_task: True)
    with time_machine.travel(NOW, tick=False):
        made = make_residency()
    machine: Any = type("Order", (Everything,), {"made": made})
    how = settings(
        # Some of them on PostgreSQL, again, for what it says of the same queries.
        max_examples=ORDERS or (8 if connection.vendor == "sqlite" else 3),
        stateful_step_count=STEPS,
        derandomize=not ORDERS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=how)
