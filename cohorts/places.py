"""The one mechanism for places: lock the pool, count, insert, one transaction, a constraint behind it.

And the one number of free places, `Numbers.free`: whoever is shown a number, or let in by one, goes by this.

Right on PostgreSQL (row lock) and on SQLite (`BEGIN IMMEDIATE` lets one writer in at a time). Callers are services
that hold the transaction; nothing here sends or draws anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

from .models import Participant, Place, Pool, Waiting


class PoolFull(DomainError):
    """Every place of the pool is held."""


@dataclass(frozen=True)
class Numbers:
    """How a pool stands: how many places there are, are held, and are waited for."""

    capacity: int
    held: int
    waiting: int

    @property
    def free(self) -> int:
        """How many places the next who come may have: those neither held nor kept for somebody who waits."""
        return max(0, self.capacity - self.held - self.waiting)

    @property
    def kept(self) -> int:
        """How many places can be given to those who wait, from the first on."""
        return min(self.waiting, max(0, self.capacity - self.held))

    @property
    def is_full(self) -> bool:
        """Whether every place is held."""
        return self.held >= self.capacity


def lock(pool_id: int) -> Pool:
    """The pool, held until the transaction ends: everybody who counts its places comes through here."""
    return Pool.objects.select_for_update().get(pk=pool_id)


@transaction.atomic
def take(*, pool_id: int, participant: Participant) -> Place:
    """Take a place, or find the one that is already held.

    Raises `PoolFull` if every place is held.
    """
    pool = lock(pool_id)
    held = Place.objects.filter(pool=pool, participant=participant).first()
    if held is not None:
        return held
    if Place.objects.filter(pool=pool).count() >= pool.capacity:
        raise PoolFull(_("Every place on this day is taken."))
    Waiting.objects.filter(pool=pool, participant=participant).delete()
    return Place.objects.create(pool=pool, participant=participant)


def arrive(*, pool: Pool, participant: Participant, waits: bool) -> Place | Waiting:
    """Take a free place as one who comes by oneself, or the end of the queue; a place is kept for each who waits.

    Whoever goes into the queue gets their `number` in it. The caller holds the pool's lock, inside a transaction, and
    knows that the person has neither yet (a constraint stands behind that). Raises `PoolFull` if there is no place to
    be had and the person does not want to wait.
    """
    held = Place.objects.filter(pool=pool).count()
    queue = Waiting.objects.filter(pool=pool).aggregate(length=Count("pk"), last=Max("position"))
    if Numbers(pool.capacity, held, queue["length"]).free:
        return Place.objects.create(pool=pool, participant=participant)
    if not waits:
        raise PoolFull(_("Every place on this day is taken."))
    row = Waiting.objects.create(pool=pool, participant=participant, position=(queue["last"] or 0) + 1)
    row.number = queue["length"] + 1
    return row


@transaction.atomic
def give_back(*, pool_id: int, participant: Participant) -> bool:
    """Give a place back, and the place in the queue. True if a place was held."""
    pool = lock(pool_id)
    Waiting.objects.filter(pool=pool, participant=participant).delete()
    deleted, _rows = Place.objects.filter(pool=pool, participant=participant).delete()
    return bool(deleted)


def close(*, queues: Iterable[int], places: Iterable[int]) -> None:
    """Take everybody out of the queues of some pools, and give back every place of others; ids of pools.

    The caller holds all these pools, inside a transaction. Two queries, however many people.
    """
    Waiting.objects.filter(pool__in=list(queues)).delete()
    Place.objects.filter(pool__in=list(places)).delete()


@transaction.atomic
def queue(*, pool_id: int, participant: Participant) -> Waiting:
    """Put somebody at the end of the waiting list, or find where they stand."""
    pool = lock(pool_id)
    standing = Waiting.objects.filter(pool=pool, participant=participant).first()
    if standing is not None:
        return standing
    last = Waiting.objects.filter(pool=pool).aggregate(last=Max("position"))["last"] or 0
    return Waiting.objects.create(pool=pool, participant=participant, position=last + 1)


@transaction.atomic
def set_capacity(*, pool_id: int, capacity: int) -> Pool:
    """Change how many places there are. Raises `DomainError` if more are already held."""
    pool = lock(pool_id)
    held = Place.objects.filter(pool=pool).count()
    if capacity < held:
        raise DomainError(
            _("%(held)s places are already held, so there cannot be fewer.") % {"held": held},
            field="capacity",
        )
    pool.capacity = capacity
    pool.save(update_fields=["capacity"])
    return pool
