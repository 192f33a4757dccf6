"""What the cancellation of a cohort calls off, and whom that concerns.

What has begun stays as it was: nobody can be told not to come to it. Wings know what of a day has begun; they close
what they hold for the rest, and say whom to tell.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from messaging import outbox
from people.models import User

from .events import Cancellation, Notice
from .models import Cohort
from .wing import wings


@dataclass(frozen=True)
class Preview:
    """A letter of the cancellation in one language, as the first of its readers will get it."""

    language: str
    count: int
    subject: str
    text: str
    to_trainers: bool = False
    to_hosts: bool = False


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


def concerned(cancellation: Cancellation) -> list[Notice]:
    """Whom the cancellation concerns, each person once: the first wing that has a letter for them tells them."""
    found: dict[int | str, Notice] = {}
    for wing in wings():
        for notice in wing.concerned(cancellation):
            # Hosts have no account: each letter to one is about a site of its own.
            found.setdefault(notice.letter.recipient_id or notice.letter.key, notice)
    return list(found.values())


def previews(cancellation: Cancellation) -> list[Preview]:
    """The letters that cancelling would write, by language and by what they say; writes nothing."""
    alike: dict[object, list[Notice]] = {}
    for notice in concerned(cancellation):
        said = (notice.letter.kind, notice.letter.language, notice.alike)
        alike.setdefault(said, []).append(notice)
    return [_preview(notices[0], len(notices)) for notices in alike.values()]


def _preview(notice: Notice, count: int) -> Preview:
    letter = outbox.word(notice.letter)
    return Preview(
        letter.language,
        count,
        letter.subject,
        letter.text,
        to_trainers=notice.to_trainer,
        to_hosts=notice.to_host,
    )


def unreached(cancellation: Cancellation) -> list[str]:
    """Names of those whom a letter would concern and cannot reach."""
    return [name for wing in wings() for name in wing.unreached(cancellation)]


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
