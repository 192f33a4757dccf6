"""“Replace the bus”: another vehicle for a run, in one step, with everybody told once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.models import Offer, Participant, Place, Stretch, Waiting
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from foundation.words.cleaning import cleaned
from messaging import outbox
from people.models import User

from .. import letters
from ..models import CaptainLink, Passenger, Run, Vehicle
from ..swapping import Held, Leaving, Other, work_out
from ..taps import Seat
from .run_changes import keep_changes, told_of
from .runs import changed_list, lock_runs, refuse_closed


@dataclass(frozen=True)
class Driver:
    """Who drives; empty where nobody has said."""

    name: str
    phone: str


@dataclass(frozen=True)
class Plan:
    """What another vehicle would mean: who stays, and who goes where."""

    run: Run
    vehicle: Vehicle
    staying: tuple[Place, ...]
    leaving: tuple[Leaving, ...]
    wheelchairs: int = 0  # people in wheelchairs, who stay

    @property
    def lacks_places_for_wheelchairs(self) -> bool:
        """Whether more people travel in wheelchairs than the vehicle has places for."""
        return self.wheelchairs > self.vehicle.accessible_seats

    @property
    def mark(self) -> str:
        """The mark of this plan: it travels with the form, so that nothing else is done than what was read."""
        people = [[str(each.participant_id), *map(str, each.stretch)] for each in self.staying]
        elsewhere = [[str(each.person), str(each.run), str(each.seat)] for each in self.leaving]
        return mark_of([str(self.vehicle.pk), str(people), str(elsewhere)])


def plan(run: Run, vehicle: Vehicle) -> Plan:
    """Work out who no longer fits into the vehicle, and where they may go; eight queries however many people."""
    rows = list(
        Run.objects.filter(cohort=run.cohort_id, date=run.date, direction=run.direction)
        .select_related("pool")
        .prefetch_related("calls")
        .order_by("number", "pk")
    )
    here = next(each for each in rows if each.pk == run.pk)
    pools = [each.pool_id for each in rows]
    held = list(
        Place.objects.filter(pool__in=pools).select_related("participant__user").order_by("taken_at", "pk")
    )
    others = [
        _other(each, held)
        for each in rows
        if each.pk != run.pk and each.closed_at is None and each.departed_at is None
    ]
    _count_kept(others, rows)
    own = [place for place in held if place.pool_id == here.pool_id]
    wheelchairs = _in_wheelchairs(own)
    stay = wheelchairs | _captains(here)
    seats = [Held(place.participant_id, Seat(*place.stretch), place.participant_id in stay) for place in own]
    leaving = work_out(seats, vehicle.seats, [call.place for call in here.calls.all()], others)
    gone = {each.person for each in leaving}
    staying = tuple(place for place in own if place.participant_id not in gone)
    return Plan(here, vehicle, staying, tuple(leaving), len(wheelchairs))


def _other(run: Run, held: Sequence[Place]) -> Other:
    taken = [Seat(*place.stretch) for place in held if place.pool_id == run.pool_id]
    return Other(run.pk, run.pool.capacity, [call.place for call in run.calls.all()], taken)


def _count_kept(others: Sequence[Other], rows: Sequence[Run]) -> None:
    """A seat that is offered to somebody, or that somebody waits for, is not given past them."""
    by_pool = {run.pool_id: other for run in rows for other in others if other.run == run.pk}
    kept = (
        Offer.objects.filter(pool__in=by_pool).live(timezone.now()),
        Waiting.objects.filter(pool__in=by_pool),
    )
    for each in kept:
        for row in each:
            by_pool[row.pool_id].taken.append(Seat(*row.stretch))


def _captains(run: Run) -> set[int]:
    links = CaptainLink.objects.living().filter(run=run, participant__isnull=False)
    return set(links.values_list("participant", flat=True))


def _in_wheelchairs(own: Sequence[Place]) -> set[int]:
    people = [place.participant_id for place in own]
    rows = Passenger.objects.filter(participant__in=people, wheelchair=True)
    return set(rows.values_list("participant", flat=True))


@transaction.atomic
def swap_vehicle(*, actor: User, run: Run, vehicle: Vehicle, seen: str, driver: Driver | None = None) -> Plan:
    """Give a run another vehicle: who no longer fits gets the seat that was shown, or waits for one here, before all
    who waited already.

    The driver stays unless another one is given.

    Raises `Conflict` if it would come out otherwise than was shown, `DomainError` for the vehicle that it has, one of
    another programme, and one with fewer seats than are needed by those who stay and those who are offered a seat.
    Side effects: seats and moves in all runs concerned, other numbers of their lists, the change kept, an audit line,
    one letter to each who travels by the run.
    """
    if vehicle.operator.programme_id != run.cohort.residency.programme_id:
        raise DomainError(_("Choose a vehicle of this programme."), field="vehicle")
    people = Place.objects.filter(pool=run.pool_id).values_list("participant", flat=True)
    places.lock_participants(people)
    lock_runs(run.cohort, run.date, run.direction)
    row = Run.objects.get(pk=run.pk)
    refuse_closed(row)
    if row.vehicle_id == vehicle.pk:
        raise DomainError(_("The run goes by this vehicle already. Choose another one."), field="vehicle")
    found = plan(run, vehicle)
    words = _("Seats have changed since you opened this page. Look at who goes where again.")
    require_seen(found.mark, seen, Conflict(words))
    moved = [_move(actor, row, each) for each in found.leaving]
    _put_first(actor, row, [each.person for each in found.leaving if each.run is None])
    places.set_capacity(pool_id=row.pool_id, capacity=vehicle.seats)
    _give(row, vehicle, driver or Driver(row.driver_name, row.driver_phone))
    changed = (letters.bus_changed(place.participant, row, row, place.stretch) for place in found.staying)
    outbox.write([*moved, *changed])
    log(row, "logistics.swap", user=actor, data={"vehicle": vehicle.pk, "moved": len(moved)})
    return found


def _give(row: Run, vehicle: Vehicle, driver: Driver) -> None:
    """Write down the vehicle and who drives it; what is other for those who travel is kept."""
    told = told_of(row)
    row.vehicle = vehicle
    row.driver_name = cleaned(Run, "driver_name", driver.name)
    row.driver_phone = cleaned(Run, "driver_phone", driver.phone)
    row.save(update_fields=["vehicle", "driver_name", "driver_phone"])
    keep_changes(row, told)
    changed_list(row)
    row.refresh_from_db()


def _put_first(actor: User, run: Run, people: Sequence[int]) -> None:
    """Who had a seat until now comes before those who never had one, in the order in which they came."""
    reason = gettext("had a seat in the bus that was replaced")
    held = Participant.objects.in_bulk(people)
    for number, person in enumerate(people, start=1):
        places.rank(pool_id=run.pool_id, participant=held[person], number=number, actor=actor, reason=reason)


def _move(actor: User, run: Run, leaving: Leaving) -> letters.Letter:
    """Move one person; the letter that says so."""
    who = Participant.objects.select_related("user").get(pk=leaving.person)
    before = Place.objects.get(pool=run.pool_id, participant=who).stretch
    places.give_back(pool_id=run.pool_id, participant=who, actor=actor)
    if leaving.run is None or leaving.seat is None:
        places.queue(pool_id=run.pool_id, participant=who, actor=actor, stretch=before)
        return letters.bus_changed(who, run, None, before)
    to = Run.objects.select_related("cohort__residency").get(pk=leaving.run)
    stretch = Stretch(leaving.seat.from_call, leaving.seat.to_call)
    places.take(pool_id=to.pool_id, participant=who, actor=actor, stretch=stretch)
    changed_list(to)
    return letters.bus_changed(who, run, to, stretch)
