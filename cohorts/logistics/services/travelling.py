"""How somebody travels, said of several ways at once: all of it is kept, or nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from cohorts import places
from cohorts.models import Participant, Stretch
from foundation.errors import DomainError
from people.models import User

from ..models import Run
from .seats import save_passenger, take_seat, travel_otherwise


@dataclass(frozen=True)
class Wish:
    """What is wanted of one way: a seat in a run from stop to stop, or how one travels otherwise."""

    date: dt.date
    direction: str
    how: str = ""
    run: Run | None = None
    stretch: Stretch | None = None


@dataclass(frozen=True)
class May:
    """What captain and driver may know; None for what stays as it is."""

    shares_phone: bool | None = None
    wheelchair: bool | None = None


_AS_IT_IS = May()


class WayRefused(DomainError):
    """What is wanted of one of the ways cannot be had; `key` is that of the wish."""

    def __init__(self, error: DomainError, key: str) -> None:
        super().__init__(error.message, field="choice")
        self.key = key


@transaction.atomic
def save_travel(
    *, actor: User, participant: Participant, wishes: Mapping[str, Wish], may: May = _AS_IT_IS
) -> None:
    """Keep how somebody travels, and of what captain and driver may know that which is said anew.

    Raises `WayRefused` for the first way that cannot be had. Side effects: see `take_seat`, `travel_otherwise`,
    `save_passenger`.
    """
    places.lock_participants([participant.pk])
    # The buses of all ways at once, and with the ticks all in which they have a seat, for each gets another number:
    # one after another, two people could wait for one another.
    wanted = Q(cohort=participant.cohort_id, date__in={wish.date for wish in wishes.values()})
    if may != _AS_IT_IS:
        wanted |= Q(pool__places__participant=participant, closed_at=None)
    places.lock_all(Run.objects.filter(wanted).values_list("pool_id", flat=True))
    for key, wish in wishes.items():
        try:
            _save(actor, participant, wish)
        except DomainError as error:
            raise WayRefused(error, key) from error
    if may != _AS_IT_IS:
        save_passenger(
            actor=actor, participant=participant, shares_phone=may.shares_phone, wheelchair=may.wheelchair
        )


def _save(actor: User, participant: Participant, wish: Wish) -> None:
    if wish.run is not None and wish.stretch is not None:
        take_seat(actor=actor, run=wish.run, participant=participant, stretch=wish.stretch)
        return
    travel_otherwise(
        actor=actor, participant=participant, date=wish.date, direction=wish.direction, how=wish.how
    )
