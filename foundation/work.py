"""Rows that are work: claimed with a lease, finished, put off, set aside, swept.

A row is written first; after commit a message with its id is sent. The message may be lost, come twice or come late:
claiming is one conditional UPDATE, so one worker at a time holds a row, and a sweeper sends out again what waits or
whose lease ran out.
"""

import datetime as dt
import logging
import random
import time
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
MAX_ATTEMPTS = 6
FIRST_DELAY = dt.timedelta(seconds=30)
LONGEST_DELAY = dt.timedelta(hours=1)
# A message on its way is given this long; what was swept is left alone for as long as a lease. So the sweeper does not
# flood a broker that has a backlog.
ON_ITS_WAY = dt.timedelta(seconds=30)
SWEPT_AT_ONCE = 500
# After a failure the broker is not tried again for so long: nobody waits for it with every letter.
BROKER_PAUSE = 10.0


class WorkState(models.TextChoices):
    """How far a piece of work is."""

    QUEUED = "queued", pgettext_lazy("work", "waiting")
    RUNNING = "running", pgettext_lazy("work", "under way")
    DONE = "done", pgettext_lazy("work", "done")
    FAILED = "failed", pgettext_lazy("work", "set aside")


class Work(models.Model):
    """A row that is work: who claims it holds a lease; what is lost is sent out again by the sweeper.

    The row is the truth. A broker only carries its id, so a message may come twice, late or never.
    """

    state = models.CharField(_("state"), max_length=10, choices=WorkState, default=WorkState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    # When the sweeper last sent the row's message out again.
    swept_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


RowT = TypeVar("RowT", bound=Work)


class _Broker:
    """What this process knows of the broker: until when it counts as away."""

    away_until = 0.0


def celery_app() -> Any:
    """The Celery application, which the whole puts together: loaded where there is work to send, never by a page."""
    return import_string(settings.CELERY_APP)


def send(task: str, *args: Any) -> bool:
    """Hand a message to the broker. If the broker is away, the log says so, the row is left to the sweeper: False."""
    if time.monotonic() < _Broker.away_until:
        return False
    app = celery_app()
    try:
        app.send_task(task, args=args, retry=False)
    except Exception as error:  # noqa: BLE001 — whatever the broker's client raises, the row is safe
        _Broker.away_until = time.monotonic() + BROKER_PAUSE
        logger.warning("broker away, %s waits for the sweeper: %s", task, type(error).__name__)
        return False
    return True


def send_after_commit(task: str, *args: Any) -> None:
    """Send the message once the present transaction is committed (at once if there is none)."""
    transaction.on_commit(lambda: send(task, *args))


def claim(model: type[RowT], pk: int, *, lease: dt.timedelta = LEASE) -> RowT | None:
    """Take the row for this worker, or nothing if another holds it, it is finished, or its time has not come.

    A row that was claimed too often is set aside instead, so that one poisonous row does not hold up the others.
    """
    now = timezone.now()
    rows = _free(model, now).filter(pk=pk)
    if rows.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=WorkState.FAILED, lease_until=None, finished_at=now
    ):
        logger.error("%s %s set aside after %s attempts", model.__name__, pk, MAX_ATTEMPTS)
        return None
    taken = rows.update(state=WorkState.RUNNING, lease_until=now + lease, attempts=F("attempts") + 1)
    return model._default_manager.get(pk=pk) if taken else None


def _free(model: type[RowT], now: dt.datetime) -> QuerySet[RowT]:
    """Rows that nobody holds and whose time has come."""
    return model._default_manager.filter(
        Q(state=WorkState.QUEUED, not_before__lte=now) | Q(state=WorkState.RUNNING, lease_until__lt=now)
    )


def _mine(row: RowT) -> QuerySet[RowT]:
    """The row, if this worker still holds it: each claim counts the attempts up."""
    return type(row)._default_manager.filter(pk=row.pk, state=WorkState.RUNNING, attempts=row.attempts)


def keep(row: Work, *, lease: dt.timedelta = LEASE, **also: Any) -> bool:
    """Prolong the lease on the way, with other columns set in the same statement.

    False if it was lost to another worker, who goes on instead.
    """
    return bool(_mine(row).update(lease_until=timezone.now() + lease, **also))


def finish(row: Work, **also: Any) -> bool:
    """Mark the work done, with other columns set in the same statement; False if another worker took it over."""
    now = timezone.now()
    done = _mine(row).update(state=WorkState.DONE, lease_until=None, finished_at=now, last_error="", **also)
    return bool(done)


def put_off(row: Work, error: Exception) -> bool:
    """Let the work wait longer after each failure (doubling, capped, with jitter); set it aside after the last: False.

    Only the kind of the error is kept: its text may hold an address.
    """
    if row.attempts >= MAX_ATTEMPTS:
        _mine(row).update(
            state=WorkState.FAILED,
            lease_until=None,
            finished_at=timezone.now(),
            last_error=type(error).__name__,
        )
        logger.error("%s set aside after %s attempts: %s", row, row.attempts, type(error).__name__)
        return False
    _mine(row).update(
        state=WorkState.QUEUED,
        lease_until=None,
        swept_at=None,
        last_error=type(error).__name__,
        not_before=timezone.now() + delay_after(row.attempts),
    )
    return True


def wait_until(row: Work, moment: dt.datetime) -> bool:
    """Let the work wait until a moment, without its having failed; False if another worker took it over."""
    waiting: dict[str, Any] = {
        "state": WorkState.QUEUED,
        "lease_until": None,
        "swept_at": None,
        "attempts": 0,
    }
    return bool(_mine(row).update(not_before=moment, **waiting))


def delay_after(attempts: int) -> dt.timedelta:
    """How long work waits after so many failures: 30 s doubled each time, an hour at most, a fifth more or less."""
    delay = min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)
    return delay * random.uniform(0.8, 1.2)  # noqa: S311 — spreads retries, no secret


def start_anew(row: Work) -> bool:
    """Let work that was set aside begin again with all its attempts; False if it is not set aside.

    The caller sends the message after commit.
    """
    aside = type(row)._default_manager.filter(pk=row.pk, state=WorkState.FAILED)
    return bool(
        aside.update(
            state=WorkState.QUEUED,
            attempts=0,
            not_before=timezone.now(),
            swept_at=None,
            finished_at=None,
            last_error="",
        )
    )


def waiting(model: type[RowT], *, limit: int = SWEPT_AT_ONCE) -> list[int]:
    """Ids of rows whose message was lost or whose lease ran out, oldest first."""
    now = timezone.now()
    lost = Q(swept_at__isnull=True) | Q(swept_at__lt=now - LEASE)
    rows = _free(model, now).filter(lost, not_before__lte=now - ON_ITS_WAY)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def sweep(model: type[RowT], task: str, *, limit: int = SWEPT_AT_ONCE) -> int:
    """Send out again what was lost. Returns how many; none while the broker is away."""
    sent = []
    for pk in waiting(model, limit=limit):
        if not send(task, pk):
            break
        sent.append(pk)
    model._default_manager.filter(pk__in=sent).update(swept_at=timezone.now())
    return len(sent)
