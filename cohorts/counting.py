"""The one number of free places, `Numbers.free`: whoever is shown a number, or let in by one, goes by this.

Places that are offered count as taken, by the clock, and so do those reserved by decisions that are not sent yet.
Whoever acts on a number holds the pool.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from .models import WHOLE, Offer, Participant, Place, Pool, Reservation, Stretch, Waiting


@dataclass(frozen=True)
class Numbers:
    """How a pool stands: how many places there are, are held, are offered or reserved, and are waited for."""

    capacity: int
    held: int
    waiting: int
    offered: int = 0
    reserved: int = 0

    @property
    def free(self) -> int:
        """How many places the next who come may have: neither taken nor kept for somebody who waits."""
        return max(0, self.room - self.waiting)

    @property
    def room(self) -> int:
        """How many places are left of those that somebody holds, is offered or has reserved."""
        return max(0, self.capacity - self.taken)

    @property
    def taken(self) -> int:
        """How many places cannot be given to anybody else: held, offered or reserved."""
        return self.held + self.offered + self.reserved

    @property
    def kept(self) -> int:
        """How many places can be given to those who wait, from the first on."""
        return min(self.waiting, self.room)

    @property
    def is_full(self) -> bool:
        """Whether every place is taken."""
        return self.room == 0


def counts(pool: str, moment: dt.datetime) -> dict[str, Any]:
    """What `Numbers` needs at that moment, as annotations of rows from which `pool` leads to the pool."""

    def counted(rows: QuerySet[Any]) -> Coalesce:
        own = rows.filter(pool=OuterRef(pool)).order_by().values("pool").annotate(number=Count("pk"))
        return Coalesce(Subquery(own.values("number")), 0)

    return {
        "held": counted(Place.objects.all()),
        "waiting": counted(Waiting.objects.all()),
        "offered": counted(Offer.objects.live(moment)),
        "reserved": counted(Reservation.objects.all()),
    }


def numbers_of(pool: Pool, stretch: Stretch = WHOLE, *, besides: Participant | None = None) -> Numbers:
    """How a pool stands on a stretch, now; one query for a pool of one leg, three for a run.

    On a stretch it is the fullest leg that counts, and who waits for any of it. `besides`: whoever this is counts for
    nothing, as it is for their own sake that one counts.
    """
    moment = timezone.now()
    rows: list[QuerySet[Any]] = [
        Place.objects.filter(pool=pool),
        Waiting.objects.filter(pool=pool),
        Offer.objects.filter(pool=pool).live(moment),
        Reservation.objects.filter(pool=pool),
    ]
    if besides is not None:
        rows = [each.exclude(participant=besides) for each in rows]
    if pool.legs == 1:
        counted = (each.order_by().values("pool").annotate(n=Count("pk")).values("n") for each in rows)
        found = Pool.objects.filter(pk=pool.pk).values_list(
            *(Coalesce(Subquery(each), 0) for each in counted)
        )
        return Numbers(pool.capacity, *found.get())
    # Nothing is reserved of a run.
    return _numbers_on(pool, stretch, *(list(each.values_list("from_call", "to_call")) for each in rows[:3]))


def has_free(pool: Pool, stretch: Stretch = WHOLE) -> bool:
    """Whether a place is free to whoever comes, by `Numbers.free`; one query where every place is held."""
    if pool.legs == 1 and Place.objects.filter(pool=pool).count() >= pool.capacity:
        return False
    return numbers_of(pool, stretch).free > 0


def _numbers_on(
    pool: Pool,
    stretch: Stretch,
    held: list[tuple[int, int]],
    waiting: list[tuple[int, int]],
    offered: list[tuple[int, int]],
) -> Numbers:
    def on(leg: int, rows: list[tuple[int, int]]) -> int:
        return sum(start <= leg < end for start, end in rows)

    legs = range(stretch.from_call, stretch.to_call)
    fullest = max(legs, key=lambda leg: on(leg, held) + on(leg, offered))
    overlapping = sum(start < stretch.to_call and stretch.from_call < end for start, end in waiting)
    return Numbers(pool.capacity, on(fullest, held), overlapping, on(fullest, offered))
