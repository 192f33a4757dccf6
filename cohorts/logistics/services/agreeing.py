"""What a manager takes over from a host: other hours, and words of the programme."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.timetable.models import Session
from cohorts.timetable.services import lock_cohort, save_session
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from messaging import outbox
from people.models import User

from .. import letters
from ..models import VisitSite
from .answers import agree
from .record import locked, note, refuse_past

STALE = Conflict(_("The host has written something else since you opened this page. Look at it again."))


def answer_mark(site: VisitSite) -> str:
    """The mark of what a host proposes, as the manager sees it."""
    return mark_of([site.state, str(site.proposed_starts), str(site.proposed_ends), site.title, site.summary])


@transaction.atomic
def accept_time(*, actor: User, site: VisitSite, seen: str | None = None) -> VisitSite:
    """Agree to the hours that a host proposes.

    They go where the present ones come from: to the site if it has hours of its own, otherwise to the session, in the
    working copy: people see them with the next release. Raises `Conflict` if the host wrote something else since,
    `DomainError` if nothing is proposed or the timetable refuses. Side effects: the session by the timetable's service,
    a letter to the host, audit lines.
    """
    lock_cohort(site.visit.session.day.cohort_id)
    row = locked(site)
    require_seen(answer_mark(row), seen, STALE)
    refuse_past(row, timezone.now())
    if row.state != VisitSite.State.PROPOSED or row.proposed_starts is None or row.proposed_ends is None:
        raise Conflict(_("This host proposes no other time any more."))
    if row.has_own_hours:
        row.arrives, row.leaves = row.proposed_starts, row.proposed_ends
    else:
        session = row.visit.session
        session.starts, session.ends = row.proposed_starts, row.proposed_ends
        _save(session, actor)
    agree(row)
    row.save()
    if row.venue.contact_email:
        outbox.write([letters.agreed(row)])
    note(row, "logistics.accept_time", actor)
    return row


@transaction.atomic
def take_text(*, actor: User, site: VisitSite, seen: str | None = None) -> VisitSite:
    """Put a host's title and summary into the working copy, in the language in which they are written.

    Raises as `accept_time` does. Side effects: the session by the timetable's service, an audit line.
    """
    lock_cohort(site.visit.session.day.cohort_id)
    row = locked(site)
    require_seen(answer_mark(row), seen, STALE)
    if not (row.title or row.summary):
        raise DomainError(_("The host has proposed no words for the programme."))
    session, code = row.visit.session, row.text_language
    for name, text in (("title", row.title), ("summary", row.summary)):
        if text:
            setattr(session, f"{name}_{code}", text)
    _save(session, actor)
    row.title = row.summary = row.text_language = ""
    row.save()
    note(row, "logistics.take_text", actor)
    return row


def _save(session: Session, actor: User) -> None:
    """The timetable's own service, with everybody who stands in the session as they are."""
    save_session(
        actor=actor,
        session=session,
        trainers=list(session.trainers.all()),
        hosts=list(session.hosts.all()),
    )
