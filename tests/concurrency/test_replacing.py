"""Replacing while somebody withdraws, while the bus is swapped, and pressed twice. On PostgreSQL, with a control."""

from collections.abc import Callable

import pytest
from django.utils import translation

from cohorts.admission.services import withdraw_application
from cohorts.logistics.models import Run
from cohorts.logistics.services import seats, swapping
from cohorts.models import Move, Participant, Place, Stretch
from cohorts.offering import replay
from cohorts.replacing import services
from cohorts.replacing.models import Replacement
from foundation.errors import DomainError
from tests.factories.cohorts import ParticipantFactory
from tests.factories.logistics import VehicleFactory
from tests.factories.people import CommunityFactory
from tests.factories.replacing import Journey, confirmed, journey

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 4


def unexpected(found: list[BaseException]) -> list[BaseException]:
    return [each for each in found if not isinstance(each, DomainError)]


def is_whole(made: Journey) -> None:
    """Of each pool, moves lead to what is there, and nobody has more than there is."""
    pools = [*(day.pool for day in made.days), made.run.pool]
    for pool in pools:
        held = {row.participant_id: row.stretch for row in Place.objects.filter(pool=pool)}
        moves = Move.objects.filter(pool=pool).order_by("pk")
        assert {pk for pk in replay(list(moves)).held if pk in held} <= set(held)
        pool.refresh_from_db()
        assert len(held) <= pool.capacity
    done = Replacement.objects.filter(state=Replacement.State.DONE).first()
    if done is not None:
        assert not Place.objects.filter(participant=made.leaver, pool__day__isnull=False).exists()
        newcomer = Participant.objects.get(pk=done.newcomer_id)
        assert Place.objects.filter(participant=newcomer, pool__day__isnull=False).count() == len(made.days)
        assert not Place.objects.filter(participant=made.leaver).exists()


def test_approved_twice_at_once_it_is_done_once(
    without_row_locks: Callable[[], None], wide_window: Callable[..., None]
) -> None:
    for is_locked in (True, False):
        made = journey()
        row = confirmed(made.leaver, made.manager, community=CommunityFactory())
        # Known to the cohort before: one who is new to it is held back by the constraint on participants alone.
        ParticipantFactory(cohort=made.cohort, user=row.user)
        if not is_locked:
            without_row_locks()
        wide_window(2, seconds=0.3 if is_locked else 3)

        def approve(_number: int, made: Journey = made, row: Replacement = row) -> object:
            with translation.override("en"):  # words of a refusal are those of its thread
                return services.approve(actor=made.manager, replacement=row)

        found = errors(at_once(approve, range(2)))
        assert unexpected(found) == [] and len(found) == 1
        # Without the lock the second comes as far as the applications, whose states refuse it.
        assert ("This replacement has changed" in str(found[0])) == is_locked, "the control shows no fault"
        assert Move.objects.filter(pool=made.days[0].pool, what=Move.What.HANDED_ON).count() == 1
        is_whole(made)


def test_replacing_against_withdrawing_leaves_one_of_the_two(wide_window: Callable[..., None]) -> None:
    wide_window(2, seconds=0.1)
    for _round in range(ROUNDS):
        made = journey()
        row = confirmed(made.leaver, made.manager)
        application = made.application

        def do(
            number: int, made: Journey = made, row: Replacement = row, application: object = application
        ) -> object:
            if number:
                return services.approve(actor=made.manager, replacement=row)
            return withdraw_application(actor=made.leaver.user, application=application)  # type: ignore[arg-type]

        assert unexpected(errors(at_once(do, range(2)))) == []
        row.refresh_from_db()
        assert row.state in {Replacement.State.DONE, Replacement.State.WITHDRAWN}
        assert not Place.objects.filter(participant=made.leaver).exists()
        is_whole(made)


def test_replacing_against_a_swap_of_buses_keeps_one_seat_and_its_stops(
    wide_window: Callable[..., None],
) -> None:
    wide_window(2, seconds=0.1)
    for _round in range(ROUNDS):
        made = journey()
        row = confirmed(made.leaver, made.manager)
        run = Run.objects.select_related("pool", "cohort", "vehicle__operator").get(pk=made.run.pk)
        other = VehicleFactory(operator=run.vehicle.operator, seats=1)
        seats.take_seat(actor=made.manager, run=run, participant=made.beside, stretch=Stretch(0, 2))
        seen = swapping.plan(run, other).mark

        def do(
            number: int,
            made: Journey = made,
            row: Replacement = row,
            run: Run = run,
            other: object = other,
            seen: str = seen,
        ) -> object:
            if number:
                return services.approve(actor=made.manager, replacement=row)
            return swapping.swap_vehicle(actor=made.manager, run=run, vehicle=other, seen=seen)  # type: ignore[arg-type]

        assert unexpected(errors(at_once(do, range(2)))) == []
        row.refresh_from_db()
        assert row.state == Replacement.State.DONE
        is_whole(made)
