"""What captains and managers record of a run: taps, heads, departing, closing."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.models import Participant
from foundation.clocks.dates import short_date_in_words
from foundation.errors import Conflict, DomainError
from foundation.words.cleaning import cleaned
from people.models import User

from ..manifests import boarding_of
from ..models import MOST_COUNTED, Count, Run, Tap
from ..rights import Captain
from ..taps import corrected
from .record import note

MOST_AT_ONCE = 500
# A phone's clock may be wrong, and a phone may be long without a network; further back it is a mistake.
LONGEST_AGO = dt.timedelta(days=2)
# A bus that leaves earlier than this before its hour has not left: somebody tried the button.
BEFORE_IT_STARTS = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Sent:
    """A tap as a device sends it: the person by their public id."""

    uid: uuid.UUID
    device_time: dt.datetime
    person: uuid.UUID
    what: str
    call: int = 0
    reason: str = ""


def _by(actor: User | Captain) -> dict[str, object]:
    return {"link": actor.link} if isinstance(actor, Captain) else {"actor": actor}


def _held(run: Run) -> Run:
    """The run, held, that is not closed. Raises `Conflict` otherwise."""
    row = Run.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=run.pk)
    if row.closed_at is not None:
        raise Conflict(_("This run is closed. Tell the organiser what is to be added."))
    return row


@transaction.atomic
def record(
    *, actor: User | Captain, run: Run, taps: Sequence[Sent], device_now: dt.datetime | None = None
) -> int:
    """Keep taps, each under the id that its device gave it; one that was kept before changes nothing. How many are new.

    `device_now` is the device's clock at sending, by which its times are set right. Who is of the cohort and not on
    the list is kept too, and shown as such. Raises `Conflict` for a run that is closed, `DomainError` for a no-show
    without a reason and for too many at once. Five queries.
    """
    row, now = _held(run), timezone.now()
    if len(taps) > MOST_AT_ONCE:
        raise DomainError(_("Too much was sent at once."))
    people = {
        public_id: pk
        for pk, public_id in Participant.objects.filter(
            cohort=row.cohort_id, public_id__in={tap.person for tap in taps}
        ).values_list("pk", "public_id")
    }
    before = Tap.objects.filter(run=row).count()
    Tap.objects.bulk_create(
        [
            Tap(
                run=row,
                uid=tap.uid,
                call=tap.call,
                at=max(now - LONGEST_AGO, corrected(tap.device_time, device_now or now, now)),
                participant_id=people[tap.person],
                what=_known(tap),
                reason=cleaned(Tap, "reason", tap.reason),
                **_by(actor),
            )
            for tap in taps
            if tap.person in people
        ],
        ignore_conflicts=True,
    )
    return Tap.objects.filter(run=row).count() - before


def _known(tap: Sent) -> str:
    what = Tap.What(tap.what)
    if what == Tap.What.NO_SHOW and not tap.reason.strip():
        raise DomainError(_("Write why the person did not come."), field="reason")
    return what


@transaction.atomic
def count_heads(
    *, actor: User | Captain, run: Run, call: int, heads: int, uid: uuid.UUID | None = None
) -> None:
    """Keep how many heads were counted at a stop. Raises `DomainError` for a number that no bus holds, `Conflict` for
    a run that is closed.
    """
    _refuse_impossible(heads, "heads")
    row = _held(run)
    rows = [Count(run=row, uid=uid or uuid.uuid4(), call=call, heads=heads, at=timezone.now(), **_by(actor))]
    Count.objects.bulk_create(rows, ignore_conflicts=True)


def _refuse_impossible(heads: int, field: str) -> None:
    if not 0 <= heads <= MOST_COUNTED:
        raise DomainError(_("Write how many people you counted."), field=field)


@transaction.atomic
def type_in_strip(*, actor: User, run: Run, heads: dict[int, int]) -> None:
    """Keep the counts of a strip of paper, by stop. An audit line.

    Raises `DomainError` for a number that no bus holds, `Conflict` for a run that is closed.
    """
    for call, number in heads.items():
        _refuse_impossible(number, f"heads_{call}")
    row, now = _held(run), timezone.now()
    Count.objects.bulk_create(
        [Count(run=row, call=call, heads=number, at=now, actor=actor) for call, number in heads.items()]
    )
    note(row, "logistics.strip", actor, counts=len(heads))


@transaction.atomic
def depart(
    *,
    actor: User | Captain,
    run: Run,
    call: int = 0,
    device_time: dt.datetime | None = None,
    device_now: dt.datetime | None = None,
) -> Run:
    """Keep when the bus left, and without how many of those who should be aboard; it may at any time of its day, once.

    Raises `Conflict` for a run that is closed, `DomainError` long before the bus is at its first stop. Side effect: an
    audit line with the number.
    """
    row, now = _held(run), timezone.now()
    if row.departed_at is None:
        if now < row.starts_at - BEFORE_IT_STARTS:
            day = {"day": short_date_in_words(row.leaves, year=True)}
            raise DomainError(_("This bus goes on %(day)s. It cannot depart before that day.") % day)
        row.departed_at = corrected(device_time, device_now or now, now) if device_time else now
        row.departed_without = len(boarding_of(row).missing_at(call))
        row.save(update_fields=["departed_at", "departed_without"])
        note(row, "logistics.depart", actor, without=row.departed_without)
    return row


@transaction.atomic
def close(*, actor: User | Captain, run: Run) -> Run:
    """Close a run: nothing of it changes any more.

    Raises `DomainError` before it left, and while anybody on its list is neither aboard nor let off nor excused nor a
    no-show with a reason. Side effect: an audit line.
    """
    row = _held(run)
    if row.departed_at is None:
        raise DomainError(_("The bus has not left yet. Press “Depart” first."))
    number = len(boarding_of(row).unexplained)
    if number:
        words = ngettext(
            "%(number)s person is unaccounted for. Say whether they are aboard, excused, or did not come and why.",
            "%(number)s people are unaccounted for. Say of each whether they are aboard, excused, or did not come and"
            " why.",
            number,
        )
        raise DomainError(words % {"number": number})
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    note(row, "logistics.close_run", actor)
    return row
