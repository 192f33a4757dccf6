"""What the cancellation of a cohort calls off, and whom that concerns.

What has begun stays as it was: nobody can be told not to come to it. Wings know what of a day has begun; they close
what they hold for the rest, and say whom to tell.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from messaging import outbox
from people.models import User

from .events import Cancellation
from .models import Cohort
from .notices import concerned
from .wing import wings


def work_out(cohort: Cohort, moment: dt.datetime, reason: str = "") -> Cancellation:
    """What cancelling the cohort at that moment would call off."""
    found = [wing.days_so_far(cohort, moment) for wing in wings()]
    begun, left = _all(each.begun for each in found), _all(each.left for each in found)
    days = list(cohort.days.all())
    to_come = [day for day in days if not day.is_over_at(moment)]
    called_off = tuple(day for day in to_come if day.pk not in begun)
    return Cancellation(
        cohort=cohort,
        moment=moment,
        reason=reason.strip(),
        days=called_off,
        broken_off=tuple(day for day in to_come if day.pk in begun & left),
        is_whole=len(called_off) == len(days),
    )


def _all(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*sets)


def carry_out(cancellation: Cancellation, actor: User) -> int:
    """Mark and close what wings hold of what is called off, and tell everybody; how many letters were written.

    Called inside the cancellation, which holds the cohort. Rows are held in the order of locks, sessions before
    applications before pools: that is from the last wing to the first. Raises `DomainError` without a reason if there
    is anybody to tell. Side effects: those of the wings; one letter per person.
    """
    for wing in reversed(wings()):
        wing.carry_out(cancellation, actor)
    for wing in wings():
        wing.close_places(cancellation, actor)
    notices = concerned(cancellation)
    if notices and not cancellation.reason:
        raise DomainError(_("Write the reason: people read it in the letter."), field="reason")
    outbox.write([notice.letter for notice in notices])
    return len(notices)
