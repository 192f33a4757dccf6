"""One person comes in another's place: what rooms above are asked about that, and how a place is handed on.

What passes and what ends, each room says in `on_replacing` of its `wing.py`: needs, consents, wishes and beds end.
"""

import enum
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.errors import Conflict
from people.models import User

from . import places
from .models import Day, Move, Participant, Place


@dataclass(frozen=True)
class Succession:
    """Whose places are handed on, of which days, and to whom: nobody yet, as long as it is only looked at."""

    leaver: Participant
    days: tuple[Day, ...]
    newcomer: Participant | None = None

    @property
    def pools(self) -> frozenset[int]:
        """Those of the days."""
        return frozenset(day.pool_id for day in self.days)


class Fate(enum.Enum):
    """What becomes of something in a replacement."""

    PASSES = "passes"
    ENDS = "ends"
    # Nothing becomes of it, but somebody is told or is to do something.
    TOLD = "told"


@dataclass(frozen=True)
class Passing:
    """Something that the one who leaves has, in the reader's language, and what becomes of it.

    With a `pool_id` it is a place: what passes is handed on under the locks.
    """

    fate: Fate
    words: str
    pool_id: int | None = None


@transaction.atomic
def hand_on(
    *, pool_id: int, leaver: Participant, newcomer: Participant, actor: User, reason: str = ""
) -> Place:
    """Give the place that one holds to another, stop for stop: it is free at no moment, and nobody who waits is passed.

    Raises `Conflict` if the one holds none any more. That the other has nothing of the pool, the caller knows; a
    constraint stands behind it. What hangs on the place goes with it. Side effects: two moves.
    """
    pool = places.lock(pool_id)
    place = Place.objects.filter(pool=pool, participant=leaver).first()
    if place is None:
        raise Conflict(_("A place is not held any more, so it cannot be handed on. Look at the page again."))
    places.note(Move.What.HANDED_ON, pool_id, leaver, actor, place.stretch, reason=reason)
    places.note(Move.What.TOOK_OVER, pool_id, newcomer, actor, place.stretch, reason=reason)
    place.participant, place.taken_at = newcomer, timezone.now()
    place.save(update_fields=["participant", "taken_at"])
    return place
