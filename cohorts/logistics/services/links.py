"""Links of hosts: made, sent, renewed; and telling a host that a visit is off."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.timetable.queries import latest_release
from cohorts.tokens import hash_of, new_token
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from messaging import outbox
from people.models import User

from .. import letters
from ..models import HostLink, VisitSite
from .record import become, locked, note, refuse_past

State = VisitSite.State
TOLD = ["told_date", "told_starts", "told_ends"]
NO_ADDRESS = _(
    "This site has no e-mail of a contact person. Add it to the site’s dossier, or copy the link and send it by"
    " messenger."
)

ANOTHER_LINK = _(
    "A link was made in the meantime, and another one would end it. Look at the page, then press again if you need to."
)


@transaction.atomic
def make_link(*, actor: User, site: VisitSite, send: bool, seen: int | None = None) -> str:
    """Make the link by which a site's host works, and send it to the contact person if asked; returns its token.

    The token is given back once and kept nowhere but in the letter, until that has left. A link that was there before
    opens nothing any more. The host counts as asked, unless it has confirmed the present hours. `seen`: the id of the
    link that the actor saw, or 0; raises `Conflict` if there is another by now, `DomainError` for a visit that is off
    or has begun, and where there is no address to send to. Side effects: the letter, an audit line.
    """
    row = locked(site)
    now = timezone.now()
    refuse_past(row, now)
    if send and not row.venue.contact_email:
        raise DomainError(NO_ADDRESS)
    living = HostLink.objects.filter(site=row, replaced_at__isnull=True)
    require_seen(living.values_list("pk", flat=True).first() or 0, seen, Conflict(ANOTHER_LINK))
    living.update(replaced_at=now)
    token = new_token()
    link = HostLink.objects.create(
        site=row,
        token_hash=hash_of(token),
        made_by=actor,
        made_at=now,
        sent_to=row.venue.contact_email if send else "",
    )
    if row.state != State.CONFIRMED or row.is_changed_since:
        _ask_anew(row)
    row.told = row.hours
    row.save()
    if send:
        outbox.write([letters.asked(row, token, link=link)])
    note(row, "logistics.ask" if send else "logistics.link", actor)
    return token


def _ask_anew(row: VisitSite) -> None:
    """Forget the answer to another question: what is proposed now is asked for."""
    become(row, State.ASKED)
    row.asked_at, row.answered_at = timezone.now(), None
    row.agreed_date = row.agreed_starts = row.agreed_ends = None
    row.proposed_starts = row.proposed_ends = None
    row.answer = ""


@transaction.atomic
def tell_called_off(*, actor: User, site: VisitSite) -> None:
    """Write to the host of a cancelled session that nobody comes.

    Raises `DomainError` if the session takes place, the host was never asked or was told already, by this or by a
    release, or there is no address. Side effects: the letter, an audit line.
    """
    row = locked(site)
    if not row.visit.session.is_off:
        raise DomainError(_("This visit takes place. Cancel its session in the timetable first."))
    if row.state == State.NEW:
        raise DomainError(_("This host has not been asked, so there is nothing to tell."))
    if not row.venue.contact_email:
        raise DomainError(NO_ADDRESS)
    if row.told is None:
        raise DomainError(_("This host has been told already that nobody comes."))
    release = latest_release(row.visit.session.day.cohort)
    outbox.write([letters.called_off(row, release=release.number if release else 0)])
    row.told = None
    row.save(update_fields=TOLD)
    note(row, "logistics.tell_off", actor)
