"""Writes of presence."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.choices.models import Option
from cohorts.timetable.models import Session
from foundation.clocks.dates import short_date_in_words
from foundation.errors import Conflict, DomainError
from people.models import User

from ..models import Presence
from ..queries import on_sheet

Marks = Mapping[int, bool | None]


class StaleMarks(Conflict):
    """Somebody else marked some of the same people in the meantime; `marks` are what is written down of them now."""

    def __init__(self, marks: Marks) -> None:
        super().__init__(
            _(
                "Somebody else has marked some of these people since you opened the sheet. Nothing is saved yet: look"
                " at the lines that say what is written down now, then save again."
            )
        )
        self.marks = marks


@transaction.atomic
def mark_presence(
    *,
    actor: User,
    session: Session,
    marks: Marks,
    seen: Marks | None = None,
    others_present: Collection[int] = (),
) -> int:
    """Write down who was at a session: True present, False absent, None not recorded (takes a mark back).

    Keys are ids of participants on the session's sheet: who hold a place, or of whom something is written down on it.
    Anybody else raises `DomainError`, as does taking back a mark of somebody without a place: it would take them off
    the sheets, and could not be undone. So does a cancelled session, and one whose day has not come by the cohort's
    clock. Session and pool are held, so that nobody gives a place back or calls the session off meanwhile.
    Marks that are not mentioned stay. `seen` are the marks that the person saw before changing them (None: whatever
    they are now): where somebody else wrote something different since, `StaleMarks` and nothing is written.
    `others_present` are people of whom nothing is written down yet and who were there, if they hold a place. Returns
    how many marks changed.
    Side effect: an audit line with the number, without names.
    """
    rows = Session.objects.select_for_update(of=("self",)).select_related("day__cohort")
    locked = rows.get(pk=session.pk)
    _refuse_not_held(locked)
    own = Option.objects.filter(session=locked).values_list("pool_id", flat=True)
    places.lock_all([locked.day.pool_id, *own])
    present = dict(Presence.objects.filter(session=locked).values_list("participant_id", "was_present"))
    _refuse_stale(marks, seen, present)
    holds_place = on_sheet(locked)
    others = {key: True for key in others_present if key not in present and holds_place.get(key)}
    wanted = {**others, **marks}
    changed = {key: mark for key, mark in wanted.items() if present.get(key) is not mark}
    _refuse_without_place(changed, holds_place)
    _write(actor, locked, changed)
    if changed:
        log(locked, "attendance.mark", user=actor, data={"marks": len(changed)})
    return len(changed)


def _refuse_not_held(session: Session) -> None:
    """Nobody can have been at a session that is off or whose day has not come."""
    if session.is_off:
        raise DomainError(_("This session was cancelled: nobody can have been there."))
    if not session.day.has_come_at(timezone.now()):
        raise DomainError(
            _("The day of this session has not come yet. Presence is marked from %(date)s on.")
            % {"date": short_date_in_words(session.day.date, year=True)}
        )


def _refuse_stale(marks: Marks, seen: Marks | None, present: Marks) -> None:
    if seen is None:
        return
    stale = {
        key: present.get(key)
        for key, mark in marks.items()
        if present.get(key) is not seen.get(key) and present.get(key) is not mark
    }
    if stale:
        raise StaleMarks(stale)


def _refuse_without_place(changed: Marks, holds_place: Mapping[int, bool]) -> None:
    """Who is on no sheet of the day is not marked, and who holds no place keeps a mark, whichever it is."""
    if changed.keys() - holds_place.keys():
        raise DomainError(
            _("Somebody on the sheet holds no place on this day any more. Open the sheet again.")
        )
    if any(mark is None and not holds_place[key] for key, mark in changed.items()):
        raise DomainError(
            _(
                "Somebody on the sheet holds no place on this day any more, so their mark is not taken back: choose"
                " “present” or “absent”."
            )
        )


def _write(actor: User, session: Session, marks: Marks) -> None:
    taken_back = [key for key, mark in marks.items() if mark is None]
    Presence.objects.filter(session=session, participant_id__in=taken_back).delete()
    now = timezone.now()
    rows = [
        Presence(session=session, participant_id=key, was_present=mark, recorded_by=actor, recorded_at=now)
        for key, mark in marks.items()
        if mark is not None
    ]
    Presence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "participant"],
        update_fields=["was_present", "recorded_by", "recorded_at"],
    )
