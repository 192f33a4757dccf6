"""Runs, their calls, and the way back: every write keeps the pool's legs and capacity in step."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.hours import day_of
from cohorts.models import Cohort, Offer, Place, Pool, Stretch, Waiting
from cohorts.timetable.models import Session
from foundation.errors import DomainError
from foundation.words.folding import folded_sign
from people.models import Language, User

from ..models import Call, Direction, Operator, Run, Travel, Vehicle
from .run_changes import Told, keep_changes, told_of
from .telling_of_runs import known_of, tell
from .telling_of_seats import telling

MOST_CALLS = 20
MOST_NUMBER = 999
# Between the end of what a run serves and its way back.
BEFORE_THE_WAY_BACK = dt.timedelta(minutes=15)
# Where nothing says when a visit ends.
LIKELY_STAY = dt.timedelta(hours=4)


def changed_list(run: Run) -> None:
    """The list of passengers says something else: lists that were printed or opened before are out of date."""
    Run.objects.filter(pk=run.pk).update(list_number=F("list_number") + 1, list_changed_at=timezone.now())


def refuse_closed(run: Run) -> None:
    """Raise `DomainError` for a run that is closed: what was, stays."""
    if run.closed_at is not None:
        raise DomainError(_("This run is closed, so nothing of it changes any more."))


# ---------------------------------------------------------------- on file
@transaction.atomic
def save_operator(*, actor: User, operator: Operator) -> Operator:
    """Save a carrier. Raises `DomainError` for a name that the programme has already. Side effect: an audit line."""
    same = Operator.objects.filter(programme=operator.programme, name=operator.name).exclude(pk=operator.pk)
    if same.exists():
        raise DomainError(_("This carrier is on file already."), field="name")
    operator.save()
    log(operator, "logistics.save_operator", user=actor)
    return operator


@transaction.atomic
def save_vehicle(*, actor: User, vehicle: Vehicle) -> Vehicle:
    """Save a carrier's vehicle.

    Raises `DomainError` for a plate that is on file already, however it is spelt, more places for wheelchairs than
    seats, and another number of seats while runs to come go by it: their people would have to be told. Side effect: an
    audit line.
    """
    if vehicle.accessible_seats > vehicle.seats:
        raise DomainError(
            _("There cannot be more places for wheelchairs than seats."), field="accessible_seats"
        )
    others = Vehicle.objects.filter(operator=vehicle.operator).exclude(pk=vehicle.pk)
    if folded_sign(vehicle.plate) in map(folded_sign, others.values_list("plate", flat=True)):
        raise DomainError(_("This plate is on file already."), field="plate")
    before = Vehicle.objects.filter(pk=vehicle.pk).first()
    if before is not None and before.seats != vehicle.seats and Run.objects.filter(vehicle=vehicle).exists():
        raise DomainError(
            _(
                "Runs go by this vehicle, so its seats stay. Add the other one as a vehicle of its own, and replace the"
                " bus of the run."
            ),
            field="seats",
        )
    vehicle.save()
    log(vehicle, "logistics.save_vehicle", user=actor)
    return vehicle


# ---------------------------------------------------------------- runs
@transaction.atomic
def save_run(*, actor: User, run: Run, serves: Sequence[Session] = ()) -> Run:
    """Save a run; a new one gets its pool, with as many places as the vehicle has seats.

    Raises `DomainError` for a number of four figures, a date far from the cohort's days, a vehicle of another
    programme, the same bus twice at one hour, and another vehicle, date or way once somebody travels by it. Side
    effects: an audit line, another number of the list; what is other for those who travel is kept, and they are told:
    see `telling_of_runs`.
    """
    _check(run)
    is_new, told, known = run.pk is None, Told(), []
    if is_new:
        run.pool = Pool.objects.create(cohort=run.cohort, capacity=run.vehicle.seats)
    else:
        pool = places.lock(run.pool_id)
        before = Run.objects.get(pk=run.pk)
        refuse_closed(before)
        if is_used(pool):
            _refuse_another_way(before, run)
        if before.vehicle_id != run.vehicle_id:
            if is_used(pool):
                words = _("People travel by this bus. Press “Replace the bus” on its page: they are told.")
                raise DomainError(words, field="vehicle")
            places.set_capacity(pool_id=pool.pk, capacity=run.vehicle.seats)
        told, known = _told_to_travellers(run, pool), known_of(run)
        run.list_number, run.list_changed_at = before.list_number + 1, timezone.now()
    run.save()
    run.serves.set(serves)
    keep_changes(run, told)
    if not is_new:
        tell(run, known)
    log(run, "logistics.add_run" if is_new else "logistics.change_run", user=actor)
    return run


def _told_to_travellers(run: Run, pool: Pool) -> Told:
    """What those who travel by the run were told of it so far; nothing while nobody does."""
    return told_of(run) if is_used(pool) else Told()


def _check(run: Run) -> None:
    if run.vehicle.operator.programme_id != run.cohort.residency.programme_id:
        raise DomainError(_("Choose a vehicle of this programme."), field="vehicle")
    if run.number > MOST_NUMBER:
        most = _("The number of a bus is %(most)s at most.") % {"most": MOST_NUMBER}
        raise DomainError(most, field="number")
    dates = list(run.cohort.days.values_list("date", flat=True))
    day = dt.timedelta(days=1)
    if dates and not min(dates) - day <= run.date <= max(dates) + day:
        raise DomainError(
            _("Choose a date of the cohort, the day before it, or the day after."), field="date"
        )
    if run.date not in dates and run.begins.date() > run.date and run.date - day in dates:
        words = _("A return before 04:00 is counted with the day before. Choose the date of that day.")
        raise DomainError(words, field="date")
    same = Run.objects.filter(
        cohort=run.cohort, date=run.date, direction=run.direction, number=run.number, starts=run.starts
    )
    if same.exclude(pk=run.pk).exists():
        raise DomainError(_("There is a bus of this number at that hour already."), field="number")


def _refuse_another_way(before: Run, run: Run) -> None:
    """A seat is for a date and a way: whoever holds it may not come on another one, or have a bus there."""
    words = _(
        "People travel by this bus, so its date and its way stay. Add another run, and give them seats there."
    )
    for name in ("date", "direction"):
        if getattr(before, name) != getattr(run, name):
            raise DomainError(words, field=name)


def is_used(pool: Pool) -> bool:
    """Whether somebody holds a seat of the run, waits for one, or is offered one. The caller holds the pool."""
    open_offers = Offer.objects.filter(pool=pool, outcome=Offer.Outcome.OPEN)
    rows = (Place.objects.filter(pool=pool), Waiting.objects.filter(pool=pool), open_offers)
    return any(each.exists() for each in rows)


@transaction.atomic
def delete_run(*, actor: User, run: Run) -> None:
    """Delete a run that nobody has ever had a seat in. Raises `DomainError` otherwise. Side effect: an audit line."""
    pool = places.lock(run.pool_id)
    if is_used(pool) or pool.moves.exists():
        raise DomainError(_("People have had seats in this bus, so it stays. Replace the bus instead."))
    log(run, "wagtail.delete", user=actor)
    run.delete()
    pool.delete()


# ---------------------------------------------------------------- calls
@transaction.atomic
def save_call(*, actor: User, call: Call) -> Call:
    """Save a stop; a new one comes last. Raises `DomainError` for a new one while somebody has a seat.

    Side effects: the pool has a leg between each two stops; an audit line, another number of the list; hours that are
    other for those who travel are kept, and they are told: see `telling_of_runs`.
    """
    pool = places.lock(call.run.pool_id)
    refuse_closed(Run.objects.get(pk=call.run_id))
    is_new, told, known = call.pk is None, _told_to_travellers(call.run, pool), known_of(call.run)
    if is_new:
        _refuse_used(pool)
        call.position = Call.objects.filter(run=call.run_id).count()
        if call.position >= MOST_CALLS:
            raise DomainError(_("A run has at most %(most)s stops.") % {"most": MOST_CALLS})
    call.save()
    keep_changes(call.run, told)
    if not is_new:
        tell(call.run, known)
    _keep_legs(call.run, pool)
    log(call.run, "logistics.save_call", user=actor, data={"call": call.position})
    return call


@transaction.atomic
def remove_call(*, actor: User, call: Call) -> None:
    """Take a stop away; those after it move up. Raises `DomainError` while somebody has a seat. Effects as above."""
    run, pool = call.run, places.lock(call.run.pool_id)
    _refuse_used(pool)
    position = call.position
    call.delete()
    for later in Call.objects.filter(run=run, position__gt=position).order_by("position"):
        later.position -= 1
        later.save(update_fields=["position"])
    _keep_legs(run, pool)
    log(run, "logistics.remove_call", user=actor, data={"call": position})


def _refuse_used(pool: Pool) -> None:
    if is_used(pool):
        raise DomainError(
            _(
                "People have seats from stop to stop in this bus, so no stop comes or goes. Names and hours of the"
                " stops can be changed."
            )
        )


def _keep_legs(run: Run, pool: Pool) -> None:
    pool.legs = max(1, Call.objects.filter(run=run).count() - 1)
    pool.save(update_fields=["legs"])
    changed_list(run)


# ---------------------------------------------------------------- the way back
@transaction.atomic
def make_way_back(*, actor: User, run: Run, starts: dt.time | None = None) -> Run:
    """Make the way back of a run: the same bus, its stops the other way round, a seat for each who has one there.

    It begins at that hour, or else a quarter of an hour after what the run serves is over. Whoever chose otherwise for
    the way back keeps that. After midnight it still belongs to the day of the way there. Raises `DomainError` for a run
    without two stops, one that is no way there, and a way back that is there already. Side effects: as of `save_run`;
    seats, and letters about them: see `telling_of_seats`.
    """
    places.lock_participants(Place.objects.filter(pool=run.pool_id).values_list("participant", flat=True))
    # Where a visit goes on until the morning, its way back is of the day after.
    dates = (run.date, run.date + dt.timedelta(days=1))
    back_pools = Run.objects.filter(cohort=run.cohort, date__in=dates, direction=Direction.BACK)
    pool = places.lock_all([run.pool_id, *back_pools.values_list("pool", flat=True)])[run.pool_id]
    calls = list(run.calls.order_by("position"))
    if run.direction != Direction.THERE or len(calls) < 2:
        raise DomainError(_("A way back is made from a way there that has its stops."))
    back = _back_of(run, calls, starts)
    if Run.objects.filter(
        cohort=run.cohort, date=back.date, direction=Direction.BACK, number=run.number
    ).exists():
        raise DomainError(_("The way back of this bus is there already."))
    save_run(actor=actor, run=back, serves=list(run.serves.all()))
    minutes = [0, *(call.minutes for call in reversed(calls[1:]))]
    Call.objects.bulk_create(
        Call(run=back, position=number, minutes=way, loading=call.loading, **_names(call))
        for number, (call, way) in enumerate(zip(reversed(calls), minutes, strict=True))
    )
    _keep_legs(back, places.lock(back.pool_id))
    _seat_as_there(actor, pool, back, len(calls) - 1)
    return Run.objects.get(pk=back.pk)


def _back_of(run: Run, calls: list[Call], starts: dt.time | None) -> Run:
    """The way back, not saved yet: at that hour of the same day or its night, or else when all is likely to be over."""
    date = run.date
    if starts is None:
        begins = _begins_back(run, calls)
        date, starts = day_of(begins), begins.time().replace(second=0, microsecond=0)
    same = ("cohort", "number", "vehicle", "driver_name", "driver_phone")
    return Run(
        **{name: getattr(run, name) for name in same}, direction=Direction.BACK, date=date, starts=starts
    )


def _names(call: Call) -> dict[str, str]:
    """What a stop is called, and how to find the bus there, in each language."""
    columns = [f"{name}_{code}" for name in ("stop", "meeting_point") for code in Language.values]
    return {column: getattr(call, column) for column in columns}


def _begins_back(run: Run, calls: list[Call]) -> dt.datetime:
    ends = [session.ends_at for session in run.serves.select_related("day__cohort")]
    if ends:
        return max(ends).astimezone(run.cohort.zone) + BEFORE_THE_WAY_BACK
    return run.stays(calls)[-1].leaves + LIKELY_STAY


def _seat_as_there(actor: User, there: Pool, back: Run, last: int) -> None:
    elsewise = Travel.objects.filter(date=back.date, direction=Direction.BACK).values("participant")
    by_another = Place.objects.filter(
        pool__bus__cohort=back.cohort_id, pool__bus__date=back.date, pool__bus__direction=Direction.BACK
    ).values("participant")
    rows = Place.objects.filter(pool=there).exclude(participant__in=elsewise)
    rows = rows.exclude(participant__in=by_another).select_related("participant")
    found = list(rows.order_by("taken_at", "pk"))
    with telling(back.cohort, [place.participant_id for place in found]):
        for place in found:
            stretch = Stretch(last - place.to_call, last - place.from_call)
            places.take(pool_id=back.pool_id, participant=place.participant, actor=actor, stretch=stretch)


def lock_runs(cohort: Cohort, date: dt.date, direction: str) -> list[Run]:
    """The runs of a cohort of one date and one way, their pools held in the order of ids."""
    rows = Run.objects.filter(cohort=cohort, date=date, direction=direction).order_by("pool_id")
    found = list(rows)
    pools = places.lock_all(run.pool_id for run in found)
    for run in found:
        run.pool = pools[run.pool_id]
    return found
