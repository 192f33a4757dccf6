"""Sessions that have been held: wings write down who was there (`Wing.attended`).

A session that was held stays as people were at it: on its day, not cancelled, counted as training if it was, beside
the same parallel sessions; and nothing more is asked of a day once it is over.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.models import Day
from cohorts.wing import wings
from foundation.errors import DomainError

from .models import Session, SessionFormat, TrackGroup

_PARALLEL_STAY = _(
    "People have been marked present at one of these parallel sessions, so they stay together as they are. If the marks"
    " are wrong, take them back on the sheets of presence first."
)


def _was_held(sessions: QuerySet[Session]) -> bool:
    return any(wing.attended(sessions) for wing in wings())


def check_cancelling(session: Session) -> None:
    """Raise `DomainError` if people were at the session; it is locked, as it is while presence is recorded."""
    if _was_held(Session.objects.filter(pk=session.pk)):
        raise DomainError(
            _(
                "People have been marked present at this session, so it took place and cannot be cancelled. If it did"
                " not, take the marks back on its sheet of presence first."
            )
        )


def check_change(before: Session | None, after: Session) -> None:
    """Raise `DomainError`, with the field, if what people have been at would count for less after the change.

    `before` is None for a new session. The rows of `at_stake` are locked, as a session is while presence is recorded.
    """
    if before is not None:
        _check_held(before, after)
        _check_group(before, after)
    _check_more_is_asked(before, after)


def at_stake(before: Session | None, after: Session) -> QuerySet[Session]:
    """The sessions whose presence a change may touch: itself, and those parallel to it before and after."""
    groups = {after.track_group_id, before.track_group_id if before else None} - {None}
    return Session.objects.filter(Q(pk=after.pk) | Q(track_group__in=groups)).order_by("pk")


def check_group_goes(group: TrackGroup) -> None:
    """Raise `DomainError` if people were at one of the parallel sessions; these are locked."""
    if _was_held(group.sessions.all()):
        raise DomainError(_PARALLEL_STAY)


def _check_held(before: Session, after: Session) -> None:
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


def _check_group(before: Session, after: Session) -> None:
    if before.track_group_id != after.track_group_id and _was_held(at_stake(before, after)):
        raise DomainError(_PARALLEL_STAY, field="track_group")


def _check_more_is_asked(before: Session | None, after: Session) -> None:
    """Nothing becomes required beside what people were at, and nothing more is to attend on a day that is over."""
    becomes_required = _is_required(after) and not (before and _is_required(before))
    if becomes_required and _was_held(at_stake(before, after)):
        raise DomainError(
            _(
                "People have been marked present at this session or at one parallel to it, so it does not become"
                " required any more. If the marks are wrong, take them back on the sheets of presence first."
            ),
            field="is_required",
        )
    is_elsewhere = before is None or before.day_id != after.day_id
    is_more = _is_asked(after) and (is_elsewhere or not (before and _is_asked(before)))
    if (becomes_required or is_more) and _has_been([after.day_id]):
        raise DomainError(
            _(
                "This day is over and people have been marked present on it: one thing more to attend would count"
                " against them. Choose a format that does not count as training, and do not require the session. If"
                " the marks are wrong, take them back on the sheets of presence first."
            ),
            field="day" if is_elsewhere else "is_required" if becomes_required else "format",
        )


def _is_required(session: Session) -> bool:
    return session.is_required and session.state == Session.State.PLANNED


def _is_asked(session: Session) -> bool:
    """Whether certificates ask for it."""
    return session.state == Session.State.PLANNED and (session.is_required or session.format.is_taught)


def _has_been(days: Iterable[int]) -> bool:
    """Whether one of these days is over and somebody has been marked present on it."""
    sessions = Session.objects.filter(day__in=days)
    held = {pk for wing in wings() for pk in wing.attended(sessions)}
    rows = Day.objects.filter(sessions__in=held).select_related("cohort").distinct()
    return any(day.is_over_at(timezone.now()) for day in rows)


def check_format(before: SessionFormat, after: SessionFormat) -> None:
    """Raise `DomainError` if sessions that were held would stop counting, or others begin to count after their day."""
    if before.is_taught == after.is_taught:
        return
    sessions = Session.objects.filter(format=before.pk)
    if before.is_taught and _was_held(sessions):
        raise DomainError(
            _(
                "People have been marked present at sessions of this format, so it goes on counting as training. Make"
                " another format for what is to come."
            ),
            field="is_taught",
        )
    planned = sessions.filter(state=Session.State.PLANNED).order_by()
    if after.is_taught and _has_been(planned.values_list("day_id", flat=True)):
        raise DomainError(
            _(
                "Sessions of this format stand on days that are over and on which people have been marked present, so"
                " it goes on not counting as training. Make another format for what is to come."
            ),
            field="is_taught",
        )
