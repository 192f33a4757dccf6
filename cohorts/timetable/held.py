"""Sessions that have been held: rooms above write down who was there, and say so here.

A session that was held stays as people were at it: on its day, not cancelled, counted as training if it was. This room
knows none of those rooms. Register once, in `AppConfig.ready()`: `register_record(record)`.
"""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.errors import DomainError

from .models import Session, SessionFormat

# Of these sessions, the ids of those at which somebody was; one query.
Record = Callable[[QuerySet[Session]], set[int]]

_records: list[Record] = []


def register_record(record: Record) -> None:
    """Add somebody who writes down who was there. Called once, when the app is ready."""
    _records.append(record)


def _was_held(sessions: QuerySet[Session]) -> bool:
    return any(record(sessions) for record in _records)


def check_cancelling(session: Session) -> None:
    """Raise `DomainError` if people were at the session; it is locked, as it is while presence is recorded."""
    if _was_held(Session.objects.filter(pk=session.pk)):
        raise DomainError(
            _(
                "People have been marked present at this session, so it took place and cannot be cancelled. If it did"
                " not, take the marks back on its sheet of presence first."
            )
        )


def check_change(before: Session, after: Session) -> None:
    """Raise `DomainError`, with the field, if people were at the session and would not have been after the change.

    The row is locked, as it is while presence is recorded.
    """
    is_moved = before.day_id != after.day_id
    stops_counting = before.format.is_taught and not after.format.is_taught
    if not (is_moved or stops_counting) or not _was_held(Session.objects.filter(pk=before.pk)):
        return
    if is_moved:
        raise DomainError(
            _(
                "People have been marked present at this session, so it stays on its day. If the marks are wrong, take"
                " them back on its sheet of presence first."
            ),
            field="day",
        )
    raise DomainError(
        _(
            "People have been marked present at this session, so it goes on counting as training: choose a format that"
            " does. If the marks are wrong, take them back on its sheet of presence first."
        ),
        field="format",
    )


def check_format(before: SessionFormat, after: SessionFormat) -> None:
    """Raise `DomainError` if sessions that were held would stop counting as training."""
    if before.is_taught and not after.is_taught and _was_held(Session.objects.filter(format=before.pk)):
        raise DomainError(
            _(
                "People have been marked present at sessions of this format, so it goes on counting as training. Make"
                " another format for what is to come."
            ),
            field="is_taught",
        )
