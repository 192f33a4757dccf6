"""Writes of the timetable: sessions of the working copy, and releases."""

from collections.abc import Iterable, Mapping
from copy import copy

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.events import NewRelease
from cohorts.models import Cohort
from cohorts.notices import concerned, unreached
from cohorts.programme import Impact, changed_by, sessions_to_json
from cohorts.wing import wings
from courses.models import Trainer
from foundation.cache.pages import forget_public_pages
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from foundation.words.order import order_key
from messaging import outbox
from office.services import delete_row, save_row
from people.models import Organisation, User

from . import letters
from .models import Release, Session, SessionFormat, TrackGroup
from .queries import impact, latest_release
from .recipients import audience_of, managers_to_tell
from .took_place import at_stake, check_cancelling, check_change, check_format, check_group_goes
from .working_copy_checks import check_released, check_session


def lock_cohort(cohort_id: int) -> Cohort:
    """The cohort, held until the transaction ends: releases of one cohort come one after another."""
    return Cohort.objects.select_for_update().get(pk=cohort_id)


def _lock_open_cohort(session: Session) -> None:
    """Hold the session's cohort. Raises `DomainError` if it is cancelled: no release would say what is changed."""
    if lock_cohort(session.day.cohort_id).state == Cohort.State.CANCELLED:
        raise DomainError(
            _(
                "The cohort is cancelled, so its sessions stay as they are: people have been told which of them are"
                " off. Make a new cohort for new sessions."
            )
        )


def _check_belonging(session: Session, trainers: Iterable[Trainer]) -> None:
    """Everything that a session points at belongs to its own programme, cohort and venue."""
    programme_id = session.day.cohort.residency.programme_id
    if session.venue and session.venue.programme_id != programme_id:
        raise DomainError(_("Choose a venue of this programme."), field="venue")
    if session.room and session.room.venue.programme_id != programme_id:
        raise DomainError(_("Choose a room of this programme."), field="room")
    if session.room and session.venue and session.room.venue_id != session.venue_id:
        raise DomainError(_("This room is in another venue."), field="room")
    if session.unit and session.unit.course_id != session.day.cohort.course_id:
        raise DomainError(_("Choose a unit of this cohort’s course."), field="unit")
    if session.track_group and session.track_group.cohort_id != session.day.cohort_id:
        raise DomainError(_("Choose parallel sessions of this cohort."), field="track_group")
    if any(trainer.programme_id != programme_id for trainer in trainers):
        raise DomainError(_("Choose trainers of this programme."), field="trainers")


@transaction.atomic
def save_session(
    *,
    actor: User,
    session: Session,
    trainers: Iterable[Trainer] = (),
    hosts: Iterable[Organisation] = (),
) -> Session:
    """Save a session of the working copy with its trainers and hosts. People see it with the next release.

    Raises `DomainError` (with the field) for an hour that does not exist or comes twice, an end before the start,
    anything that belongs to another programme, and for what would make presence that is recorded count for less: see
    `held.check_change`; without a field for a cancelled cohort. Side effects: an audit line.
    """
    _lock_open_cohort(session)
    trainers, hosts = list(trainers), list(hosts)
    check_session(session)
    _check_belonging(session, trainers)
    is_new = session.pk is None
    check_change(_locked(session), session)
    session.save()
    session.trainers.set(trainers)
    session.hosts.set(hosts)
    log(session, "timetable.add" if is_new else "timetable.change", user=actor)
    return session


def _locked(session: Session) -> Session | None:
    """The session as it is in the database, None for a new one, locked with all at which presence is at stake."""
    before = Session.objects.filter(pk=session.pk).first()
    rows = at_stake(before, session).select_for_update(of=("self",)).select_related("format")
    return next((row for row in list(rows) if row.pk == session.pk), None)


def _set_state(session: Session, state: str, actor: User, action: str) -> Session:
    _lock_open_cohort(session)
    locked = _locked(session)
    if locked is None or locked.state == state:
        raise Conflict(_("Somebody has done this already."))
    before, locked.state = copy(locked), state
    if state == Session.State.CANCELLED:
        check_cancelling(before)
    else:
        check_change(before, locked)
    locked.save(update_fields=["state"])
    log(locked, action, user=actor)
    return locked


@transaction.atomic
def cancel_session(*, actor: User, session: Session) -> Session:
    """Cancel a session in the working copy; calendars and people hear of it with the next release.

    Raises `DomainError` if people have been marked present at it or its cohort is cancelled, `Conflict` if it is
    cancelled. Side effect: an audit line.
    """
    return _set_state(session, Session.State.CANCELLED, actor, "timetable.cancel")


@transaction.atomic
def restore_session(*, actor: User, session: Session) -> Session:
    """Bring a cancelled session back into the working copy.

    Raises `DomainError` if its hour is not there any more: its day or the zone may have changed since; if it would make
    presence that is recorded count for less; and if its cohort is cancelled.
    """
    check_session(session)
    return _set_state(session, Session.State.PLANNED, actor, "timetable.restore")


@transaction.atomic
def delete_session(*, actor: User, session: Session) -> None:
    """Delete a session that nobody has seen and that nothing is kept with. Any other can only be cancelled.

    Raises `DomainError` for one that was released, or with which rooms above keep something, for example presence, and
    for one of a cancelled cohort. Side effect: an audit line.
    """
    _lock_open_cohort(session)
    release = latest_release(session.day.cohort)
    if release and any(item["id"] == str(session.public_id) for item in release.content["sessions"]):
        raise DomainError(_("People have seen this session. Cancel it instead: calendars will take it away."))
    try:
        with transaction.atomic():
            log(session, "timetable.delete", user=actor)
            session.delete()
    except ProtectedError as error:
        kinds = sorted(
            {str(each._meta.verbose_name_plural) for each in error.protected_objects}, key=order_key
        )
        raise DomainError(
            _("Something is kept with this session, so it cannot be deleted: %(kinds)s. Cancel it instead.")
            % {"kinds": ", ".join(kinds)}
        ) from error


@transaction.atomic
def save_track_group(*, actor: User, track_group: TrackGroup) -> TrackGroup:
    """Save a group of parallel sessions. Side effect: an audit line."""
    save_row(actor=actor, row=track_group)
    return track_group


@transaction.atomic
def delete_track_group(*, actor: User, track_group: TrackGroup) -> None:
    """Delete a group of parallel sessions; these stay, each by itself.

    Raises `DomainError` if people have been marked present at one of them. Side effect: an audit line.
    """
    list(track_group.sessions.select_for_update().order_by("pk"))
    check_group_goes(track_group)
    delete_row(actor=actor, row=track_group)


@transaction.atomic
def save_format(*, actor: User, session_format: SessionFormat) -> SessionFormat:
    """Save a format of sessions, which all programmes share.

    Raises `DomainError` if sessions that people have been at would stop counting as training, or if others would begin
    to on a day that is over and on which presence is recorded. Side effect: an audit line.
    """
    if session_format.pk is not None:
        before = SessionFormat.objects.select_for_update().get(pk=session_format.pk)
        check_format(before, session_format)
    save_row(actor=actor, row=session_format)
    return session_format


@transaction.atomic
def release_timetable(
    *, actor: User, cohort: Cohort, note: str = "", notes: Mapping[str, str] | None = None, expected: int
) -> Release:
    """Make the working copy what people see, as the next number.

    `note` says what changed, in the manager's language; `notes` says it in several, by language. `expected` is the
    number that the manager saw as the last one (0 for none): if somebody released meanwhile,
    `Conflict`. Raises `DomainError` for a cancelled cohort, if nothing changed, and for an hour that does not exist or
    comes twice: this is the last door before people see it. Side effects: a letter to each person concerned,
    participants, trainers, the other managers, and whom the rooms above name (`Wing.concerned`); what these rooms keep
    of it; public pages forgotten after commit, an audit line.
    """
    locked = lock_cohort(cohort.pk)
    _check_goes_on(locked)
    last = latest_release(locked)
    number = last.number if last else 0
    text = format_lazy(_("Somebody made release {number} in the meantime."), number=number)
    require_seen(number, expected, Conflict(text))
    change = impact(locked)
    if change.is_empty:
        raise DomainError(_("Nothing has changed since the last release."))
    check_released(change.sessions, locked.time_zone)
    moment = timezone.now()
    release = Release.objects.create(
        cohort=locked,
        number=number + 1,
        **{f"note_{code}": text for code, text in (notes or {get_language() or "uk": note}).items()},
        content=sessions_to_json(changed_by(change.sessions, moment)),
        released_at=moment,
        released_by=actor,
    )
    _tell(locked, release, change, actor)
    log(release, "timetable.release", user=actor, data={"number": release.number})
    forget_public_pages()
    return release


def _check_goes_on(cohort: Cohort) -> None:
    if cohort.state == Cohort.State.CANCELLED:
        raise DomainError(
            _(
                "The cohort is cancelled: people read that, and their calendars call off what had not begun. So there"
                " are no more releases. Make a new cohort for new dates."
            )
        )


def _tell(cohort: Cohort, release: Release, change: Impact, actor: User) -> None:
    """Write to each person whom the release concerns; rooms above keep what theirs know now."""
    event = NewRelease(cohort, release.number, timezone.now(), change)
    above = concerned(event)
    row = Cohort.objects.select_related("residency").get(pk=release.cohort_id)
    audience = audience_of(row, change)
    people = [letters.released(release, row, change, reader) for reader in audience.readers]
    hosts = [notice.who for notice in above]
    lost = [*audience.unreached, *unreached(event)]
    colleagues = list(managers_to_tell(row, audience, actor))
    managers = [
        letters.released_for_manager(release, row, each, actor, hosts=hosts, unreached=lost)
        for each in colleagues
    ]
    release.told = {
        **audience.told,
        "managers": [each.pk for each in colleagues],
        "hosts": hosts,
        "unreached": lost,
    }
    release.save(update_fields=["told"])
    outbox.write([*people, *managers, *(notice.letter for notice in above)])
    for each in wings():
        each.told(event)
