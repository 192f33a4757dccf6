"""Letters about places that somebody else gave or took: which moves the queue brought about, and when letters leave."""

import datetime as dt

from foundation.clocks.working import WorkingHours

from .models import Move

What = Move.What
_OF_QUEUES = frozenset({What.OFFERED, What.LAPSED, What.SKIPPED})
_BEFORE_A_PLACE = frozenset({What.QUEUED, What.RANKED, What.OFFERED})
# A letter is no use to who reads it when the bus is leaving.
IN_TIME = dt.timedelta(hours=3)


def is_of_a_queue(move: Move) -> bool:
    """Whether the queue brought a move about: what people choose and managers give is told in other ways."""
    if move.what != What.TOOK:
        return move.what in _OF_QUEUES
    earlier = Move.objects.filter(pool=move.pool_id, participant=move.participant_id, pk__lt=move.pk)
    last = earlier.order_by("-pk").first()
    return last is not None and last.what in _BEFORE_A_PLACE


def leaves_at(hours: WorkingHours, due: dt.datetime, begins: dt.datetime) -> dt.datetime:
    """When a letter that is due at that moment leaves, about something that begins at another one.

    At night and on days off it waits for the morning, unless that would be too late for what it tells of.
    """
    morning = hours.next_from(due)
    return morning if morning + IN_TIME <= begins else due
