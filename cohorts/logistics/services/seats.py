"""Seats in runs: taken, changed to other stops, given back; and travelling by one's own means."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.counting import numbers_of
from cohorts.models import Day, Offer, Participant, Place, Stretch, Waiting
from cohorts.timetable.models import Session
from foundation.errors import DomainError
from people.models import User

from .. import consents
from ..models import Direction, Passenger, Run, Travel
from ..queries import attending, pools_of
from ..seating import coming, dates_of
from .runs import changed_list, lock_runs, refuse_closed
from .telling_of_seats import tell_otherwise, telling

HAS_LEFT = _("This bus has left. Call the organiser.")
NO_SEAT = _("No seat is free between these stops. Choose another bus or other stops.")


def whole(run: Run) -> Stretch:
    """From the first stop to the last."""
    return Stretch(0, run.pool.legs)


@transaction.atomic
def take_seat(*, actor: User, run: Run, participant: Participant, stretch: Stretch) -> Place | Waiting:
    """Give somebody a seat from stop to stop, or other stops to who has one; a seat in another bus of that way ends.

    Who comes by themselves never passes those who wait, and waits if no seat is free; a seat that is offered to them is
    theirs to take. A manager gives what is free.
    What was in a bus that is closed stays. Raises `DomainError` for who does not come on that date, stops that the run
    does not have, a bus that has left, and a full one. Side effects: moves, an audit line, other numbers of the lists;
    what was chosen instead is gone; who did not do it themselves is told: see `telling_of_seats`.
    """
    places.lock_participants([participant.pk])
    runs = lock_runs(run.cohort, run.date, run.direction)
    locked = next(each for each in runs if each.pk == run.pk)
    is_own = actor.pk == participant.user_id
    _check(locked, participant, stretch, is_own=is_own)
    others = [other for other in runs if other.pk != run.pk and other.closed_at is None]
    if is_own:
        _refuse_left(others, participant)
    Travel.objects.filter(participant=participant, date=run.date, direction=run.direction).delete()
    with telling(locked.cohort, [participant.pk], by_themselves=is_own):
        try:
            found = _put(locked, participant, actor, stretch, is_own=is_own)
        except places.PoolFull as error:
            raise DomainError(NO_SEAT) from error
        if isinstance(found, Waiting) and _holds_one_of(others, participant):
            raise DomainError(_("That bus is full. You keep your seat in the other one."))
        _leave(others, participant, actor)
    changed_list(locked)
    log(locked, "logistics.seat", user=actor, data={"participant": participant.pk, "stretch": list(stretch)})
    return found


def _holds_one_of(runs: Sequence[Run], participant: Participant) -> bool:
    pools = [run.pool_id for run in runs]
    return Place.objects.filter(pool__in=pools, participant=participant).exists()


def _leave(runs: Sequence[Run], participant: Participant, actor: User) -> None:
    """Give back whatever somebody has of these runs, which are held: one travels by one bus each way."""
    for run in runs:
        if _has_any(run, participant):
            places.give_back(pool_id=run.pool_id, participant=participant, actor=actor)
            changed_list(run)


def _refuse_left(runs: Sequence[Run], participant: Participant) -> None:
    """Raise `DomainError` for who has a seat in one of these buses that has left: its captain accounts for them."""
    for run in runs:
        if has_left(run) and Place.objects.filter(pool=run.pool_id, participant=participant).exists():
            raise DomainError(HAS_LEFT)


def has_left(run: Run) -> bool:
    """Whether the bus has left, or should have by its timetable."""
    return run.departed_at is not None or run.starts_at <= timezone.now()


def _has_any(run: Run, participant: Participant) -> bool:
    mine = {"pool": run.pool_id, "participant": participant}
    open_offers = Offer.objects.filter(outcome=Offer.Outcome.OPEN, **mine)
    rows = (Place.objects.filter(**mine), Waiting.objects.filter(**mine), open_offers)
    return any(each.exists() for each in rows)


def _put(
    run: Run, participant: Participant, actor: User, stretch: Stretch, *, is_own: bool
) -> Place | Waiting:
    mine = {"pool": run.pool_id, "participant": participant}
    held = Place.objects.filter(**mine).first()
    if held is not None:
        return _other_stops(run, held, actor, stretch)
    offered = Offer.objects.filter(**mine).live(timezone.now()).first()
    if not is_own or (offered is not None and _is_within(stretch, offered.stretch)):
        return places.take(pool_id=run.pool_id, participant=participant, actor=actor, stretch=stretch)
    standing = Waiting.objects.filter(**mine).first()
    if standing is not None and standing.stretch == stretch:
        return standing
    if _has_any(run, participant):
        places.give_back(pool_id=run.pool_id, participant=participant, actor=actor)
    return places.arrive(pool=run.pool, participant=participant, waits=True, actor=actor, stretch=stretch)


def _is_within(inner: Stretch, outer: Stretch) -> bool:
    return outer.from_call <= inner.from_call and inner.to_call <= outer.to_call


def _other_stops(run: Run, held: Place, actor: User, stretch: Stretch) -> Place:
    """Change the stops of a seat: fewer of them always, others only where nobody waits for them."""
    if held.stretch == stretch:
        return held
    if (
        not _is_within(stretch, held.stretch)
        and not numbers_of(run.pool, stretch, besides=held.participant).free
    ):
        raise DomainError(NO_SEAT)
    places.give_back(pool_id=run.pool_id, participant=held.participant, actor=actor)
    return places.take(pool_id=run.pool_id, participant=held.participant, actor=actor, stretch=stretch)


def _check(run: Run, participant: Participant, stretch: Stretch, *, is_own: bool) -> None:
    refuse_closed(run)
    if participant.cohort_id != run.cohort_id:
        raise DomainError(_("This person is of another cohort."))
    if not 0 <= stretch.from_call < stretch.to_call <= run.pool.legs or run.calls.count() <= run.pool.legs:
        raise DomainError(_("Choose where to get on and where to get off, in the order of the stops."))
    if is_own and has_left(run):
        raise DomainError(HAS_LEFT)
    if not Run.objects.taking_place().filter(pk=run.pk).exists():
        raise DomainError(_("This day is called off, so no bus goes."))
    if participant.pk not in who_comes(run, [participant.pk]):
        raise DomainError(_("Only who has a place on that day travels by bus."))


def who_comes(run: Run, participants: Collection[int]) -> set[int]:
    """Who of these comes on the date of a run: see `coming`. Two queries."""
    return set(coming(run).filter(pk__in=list(participants)).values_list("pk", flat=True))


def comes_at_all(participant: Participant) -> bool:
    """Whether somebody comes on any day of the cohort: who comes to work, always."""
    held = Place.objects.filter(participant=participant, pool__day__isnull=False)
    return participant.kind != Participant.Kind.PARTICIPANT or held.exists()


def ways_settled(participant: Participant) -> set[tuple[dt.date, str]]:
    """Dates and ways for which somebody has a seat, or has chosen to travel otherwise; two queries."""
    seats = Run.objects.filter(cohort=participant.cohort_id, pool__places__participant=participant)
    otherwise = Travel.objects.filter(participant=participant)
    return {(row.date, row.direction) for rows in (seats, otherwise) for row in rows}


@transaction.atomic
def give_back_seat(*, actor: User, run: Run, participant: Participant) -> bool:
    """Give a seat back, or the place in the queue; True if a seat was held. Side effects: as of `take_seat`."""
    places.lock_participants([participant.pk])
    places.lock(run.pool_id)
    row = Run.objects.select_related("cohort__residency__programme").get(pk=run.pk)
    refuse_closed(row)
    with telling(row.cohort, [participant.pk], by_themselves=actor.pk == participant.user_id):
        was_held = places.give_back(pool_id=run.pool_id, participant=participant, actor=actor)
    changed_list(run)
    log(run, "logistics.unseat", user=actor, data={"participant": participant.pk})
    return was_held


def runs_of_days(pools: Collection[int]) -> QuerySet[Run]:
    """Buses that have not left in which somebody may have a seat because of these days, by the pools of the days.

    Those of their dates, and those of dates that are no day of the cohort, where any day counts: see `who_comes`.
    """
    days = Day.objects.filter(cohort=OuterRef("cohort"))
    rows: QuerySet[Run] = Run.objects.filter(
        Exists(days.filter(pool__in=list(pools))), departed_at=None, closed_at=None
    )
    on_date = days.filter(date=OuterRef("date"))
    return rows.filter(Exists(on_date.filter(pool__in=list(pools))) | ~Exists(on_date))


@transaction.atomic
def leave_day(*, pool_id: int, participant: Participant, actor: User | None) -> None:
    """Give back the seats of somebody who lost a day, by its pool, in its buses that have not left: see `runs_of_days`.

    Who still comes by another day keeps those on other dates, but not in a bus to what they attend no more. The caller
    holds the pools of the day and of these buses. Side effects: moves, other numbers of the lists; letters about these
    seats that wait do not leave.
    """
    runs = list(runs_of_days([pool_id]).prefetch_related("serves__day").order_by("pool_id"))
    for_nothing = _for_nothing(runs, pool_id, participant)
    gone = [
        run for run in runs if run.pk in for_nothing or participant.pk not in who_comes(run, [participant.pk])
    ]
    for run in gone:
        if _has_any(run, participant):
            places.give_back(pool_id=run.pool_id, participant=participant, actor=actor)
            changed_list(run)
    if gone:
        tell_otherwise(participant.cohort, gone, [participant.pk])


def _for_nothing(runs: Sequence[Run], day_pool: int, participant: Participant) -> set[int]:
    """Which of these buses serve something of a day that this person lost, and nothing that they attend; two queries.

    Who comes to work attends what is for everybody.
    """
    if participant.kind != Participant.Kind.PARTICIPANT:
        return set()
    sessions = {session for run in runs for session in run.serves.all()}
    served = pools_of(sessions)
    held = set(
        Place.objects.filter(participant=participant, pool__in=served.values()).values_list("pool", flat=True)
    )
    return {
        run.pk
        for run in runs
        if any(session.day.pool_id == day_pool for session in run.serves.all())
        and not any(served[session.pk] in held for session in run.serves.all())
    }


@transaction.atomic
def travel_otherwise(
    *, actor: User, participant: Participant, date: dt.date, direction: str, how: str
) -> Travel:
    """Keep that somebody takes no bus on that way: own transport, joining later, leaving earlier.

    Seats in buses of that way are given back, but not in one that is closed. Raises `DomainError` for a day that is
    over or that they do not hold, and for who has a seat in one that has left. Side effects: the rows, other numbers of
    the lists.
    """
    if date < timezone.localdate(timezone=participant.cohort.zone):
        raise DomainError(_("This journey is over: it can no longer be changed."))
    places.lock_participants([participant.pk])
    if not dates_of(participant, [date]):
        raise DomainError(_("You hold no place on this day, so there is nothing to choose."))
    runs = [run for run in lock_runs(participant.cohort, date, direction) if run.closed_at is None]
    _refuse_left(runs, participant)
    with telling(participant.cohort, [participant.pk], by_themselves=actor.pk == participant.user_id):
        for run in runs:
            if _has_any(run, participant):
                places.give_back(pool_id=run.pool_id, participant=participant, actor=actor)
                changed_list(run)
                log(run, "logistics.unseat", user=actor, data={"participant": participant.pk})
    row, _is_new = Travel.objects.update_or_create(
        participant=participant, date=date, direction=Direction(direction), defaults={"how": how}
    )
    return row


@transaction.atomic
def save_passenger(
    *, actor: User, participant: Participant, shares_phone: bool | None = None, wheelchair: bool | None = None
) -> None:
    """Keep what somebody lets captain and driver know; None leaves what is kept.

    That the captain may see their telephone is their own consent: raises `DomainError` if another wants to give it or
    take it back. The caller holds the pools of the runs in which they have a seat. Side effects: a consent that begins
    or ends; other numbers of their lists.
    """
    if shares_phone is not None and actor.pk != participant.user_id:
        raise DomainError(_("Only the person themselves agrees to that, or takes it back."))
    if shares_phone is not None:
        consents.keep(participant, agrees=shares_phone)
    if wheelchair is not None:
        Passenger.objects.update_or_create(participant=participant, defaults={"wheelchair": wheelchair})
    for run in Run.objects.filter(pool__places__participant=participant, closed_at=None):
        changed_list(run)


@transaction.atomic
def seat_visitors(*, actor: User, run: Run) -> tuple[int, list[Participant]]:
    """Give a seat, from the first stop to the last, to each who attends what the run serves and has none on that way.

    Who chose to travel otherwise keeps that. Returns how many were seated, and who found no seat. Side effects: as of
    `take_seat`; an audit line for all.
    """
    sessions = Session.objects.filter(runs=run).select_related("day")
    wanted = {person for session in sessions for person in attending(session).values_list("pk", flat=True)}
    people = list(places.lock_participants(wanted).values())
    runs = lock_runs(run.cohort, run.date, run.direction)
    locked = next(each for each in runs if each.pk == run.pk)
    refuse_closed(locked)
    if locked.calls.count() <= locked.pool.legs:
        raise DomainError(_("Add the stops first: seats are from stop to stop."))
    pools = [each.pool_id for each in runs]
    seated = set(Place.objects.filter(pool__in=pools).values_list("participant", flat=True))
    elsewise = Travel.objects.filter(date=run.date, direction=run.direction, participant__in=people)
    has_choice = seated | set(elsewise.values_list("participant", flat=True))
    without = [person for person in people if person.pk not in has_choice]
    has_more = {
        *Waiting.objects.filter(pool__in=pools).values_list("participant", flat=True),
        *Offer.objects.filter(pool__in=pools, outcome=Offer.Outcome.OPEN).values_list(
            "participant", flat=True
        ),
    }
    room = numbers_of(locked.pool, whole(locked)).room
    with telling(locked.cohort, [person.pk for person in without[:room]]):
        for person in without[:room]:
            places.take(pool_id=locked.pool_id, participant=person, actor=actor, stretch=whole(locked))
            if person.pk in has_more:
                _leave([each for each in runs if each.pk != run.pk and each.closed_at is None], person, actor)
    changed_list(locked)
    number = min(room, len(without))
    log(locked, "logistics.seat_visitors", user=actor, data={"number": number})
    return number, without[room:]
