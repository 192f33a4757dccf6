"""What the services here share: audit lines by people and by bearers of links, and refusing what is too late."""

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import Conflict, DomainError
from people.models import User

from ..models import VisitSite
from ..rights import Bearer, Captain
from ..states import may_become


def note(row: Model, action: str, actor: User | Bearer | Captain, **data: Any) -> None:
    """Write an audit line. Who came by a link is told by the link's number: it has no account."""
    if isinstance(actor, Bearer | Captain):
        log(row, action, data={**data, "link": actor.link.pk})
    else:
        log(row, action, user=actor, data=data)


def locked(site: VisitSite) -> VisitSite:
    """The site, held until the transaction ends, with its visit, its session and its venue as they are now."""
    rows = VisitSite.objects.select_for_update(of=("self",)).select_related(
        "visit__session__day__cohort__residency__programme", "venue"
    )
    return rows.get(pk=site.pk)


def become(site: VisitSite, state: str) -> None:
    """Put a held site into another state. Raises `Conflict` if it cannot be in that one next."""
    if not may_become(site.state, state):
        raise Conflict(
            _("This visit is not waiting for that. It is now: %(state)s.")
            % {"state": site.get_state_display()}
        )
    site.state = state


def refuse_past(site: VisitSite, moment: dt.datetime) -> None:
    """Raise `DomainError` for a visit that is off or has begun."""
    session = site.visit.session
    if session.is_off:
        raise DomainError(_("This visit is called off."))
    if session.starts_at <= moment:
        raise DomainError(_("This visit has begun already, or is over."))
