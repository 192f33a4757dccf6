"""Letters to managers about what waits in their cohorts: every morning, at once, or never, as each of them chooses.

A letter comes only when something waits that its reader was not told of: a page on which nothing waited before, more
than before, or something newer. It names the rest as well. What was told is a row (`DigestRecord`), changed by one
conditional UPDATE together with the letter, so two who look at once write one letter.
"""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from foundation import work
from foundation.clocks.working import WorkingHours
from messaging import outbox
from people.models import Digest
from residencies.models import Membership
from residencies.queries import working_hours
from residencies.rights import roles_with

from .facts import Fact
from .letters import RIGHT, key_of, what_waits, what_waits_letter
from .models import DigestRecord

TASK = "cohorts.tell_what_waits"
# “At once” is ten minutes at most; the clock that asks is a little early now and then.
AT_ONCE_AGAIN = dt.timedelta(minutes=9)

# How many wait on a page of a cohort, and when the newest of them came, as a timestamp.
Told = Mapping[str, Sequence[float]]


def sweep() -> int:
    """Have every manager told for whom it is time. Returns of how many; twice is harmless."""
    moment = timezone.now()
    due = _due(moment)
    for pk in due:
        work.send(TASK, pk)
    return len(due)


def tell(membership_id: int) -> bool:
    """Write to a manager about what waits in the programme, if it is time and something is new. True if a letter was
    written.

    Side effects: the record, and the letter in the same transaction. Done twice, or by two at once, it writes one.
    """
    moment = timezone.now()
    membership = _who_is_told().filter(pk=membership_id).first()
    if membership is None:
        return False
    record, _made = DigestRecord.objects.get_or_create(user=membership.user, programme=membership.programme)
    if not _is_time(membership, record, _hours(membership), moment):
        return False
    waits = what_waits(membership.user, membership.programme_id, moment)
    told = {key_of(cohort, fact): _numbers(fact) for cohort, facts in waits for fact in facts if fact.number}
    new = [key for key, numbers in told.items() if _is_new(numbers, record.told.get(key))]
    with transaction.atomic():
        looked = {"told": told, "number": F("number") + 1, "looked_at": moment}
        mine = DigestRecord.objects.filter(pk=record.pk, number=record.number)
        if not mine.update(**looked, **({"written_at": moment} if new else {})) or not new:
            return False
        outbox.write(
            [what_waits_letter(membership.user, membership.programme_id, record.pk, record.number + 1, new)]
        )
    return True


# ---------------------------------------------------------------- what is new
def _numbers(fact: Fact) -> tuple[float, float]:
    return fact.number, fact.newest.timestamp() if fact.newest else 0


def _is_new(numbers: Sequence[float], before: Sequence[float] | None) -> bool:
    return before is None or any(now > then for now, then in zip(numbers, before, strict=True))


# ---------------------------------------------------------------- who, and when
def _who_is_told() -> QuerySet[Membership]:
    """Those who manage a programme that goes on, and want such letters."""
    rows = Membership.objects.filter(
        role__in=roles_with(RIGHT), user__is_active=True, programme__archived_at__isnull=True
    )
    return rows.exclude(user__digest=Digest.NEVER).select_related("user", "programme")


def _hours(membership: Membership) -> WorkingHours:
    return working_hours(membership.programme, zoneinfo.ZoneInfo(membership.programme.time_zone))


def _due(moment: dt.datetime) -> list[int]:
    """Memberships for which it is time; two queries, and one for each programme."""
    records = {(row.user_id, row.programme_id): row for row in DigestRecord.objects.defer("told")}
    found = []
    for _programme, rows in groupby(_who_is_told().order_by("programme", "pk"), lambda row: row.programme_id):
        members = list(rows)
        hours = _hours(members[0])
        for row in members:
            record = records.get((row.user_id, row.programme_id), DigestRecord())
            if _is_time(row, record, hours, moment):
                found.append(row.pk)
    return found


def _is_time(membership: Membership, record: DigestRecord, hours: WorkingHours, moment: dt.datetime) -> bool:
    """Every morning: once on a working day, from its first hour on. At once: at any hour, not again in ten minutes."""
    if membership.user.digest == Digest.AT_ONCE:
        return record.written_at is None or record.written_at <= moment - AT_ONCE_AGAIN
    today = moment.astimezone(hours.zone).date()
    was_looked = record.looked_at is not None and record.looked_at.astimezone(hours.zone).date() == today
    return hours.covers(moment) and not was_looked
