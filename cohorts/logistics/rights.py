"""Rights on visits, and what the bearer of a host's link may do."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import rules
from django.db.models import Q, QuerySet

from cohorts.models import Place
from cohorts.queries import present_trainers
from cohorts.timetable.models import SessionTrainer
from residencies.models import Programme
from residencies.rights import EDITORS, MANAGERS, READERS, grant

from .models import CaptainLink, HostLink, Run, Visit, VisitSite

grant("visits.view", *READERS)
# Planning, and names on paper: nobody outside is written to.
grant("visits.change", *EDITORS)
# Links of hosts, letters to them, agreeing to what they propose.
grant("visits.ask", *MANAGERS)


@dataclass
class Bearer:
    """Whoever opened a host's link: nobody's account, and one site of one visit.

    `names_until` is until when this browser has shown a code from the contact's letterbox.
    """

    link: HostLink
    names_until: dt.datetime | None = None
    is_active: bool = True
    is_authenticated: bool = True
    is_superuser: bool = False

    @property
    def site(self) -> VisitSite:
        """The one site that the link is about."""
        return self.link.site


@rules.predicate
def bears_link(actor: Any, site: Any) -> bool:
    """The actor came by a living link to this site."""
    return isinstance(actor, Bearer) and isinstance(site, VisitSite) and actor.link.site_id == site.pk


@rules.predicate
def has_shown_code(actor: Any, site: Any) -> bool:
    """The actor showed a code from the contact's letterbox, a short while ago."""
    return isinstance(actor, Bearer) and actor.names_until is not None


rules.add_perm("visits.host", bears_link)
rules.add_perm("visits.read_names", bears_link & has_shown_code)


def readable_by(user: Any) -> QuerySet[Visit]:
    """Visits whose sites this person may read of: who holds a place, who leads the session, who works in the office."""
    if not user.is_authenticated or not user.is_active:
        return Visit.objects.none()
    if user.is_superuser:
        return Visit.objects.all()
    held = Place.objects.filter(participant__user_id=user.pk).values("pool_id")
    led = SessionTrainer.objects.filter(trainer__in=present_trainers(user.pk)).values("session_id")
    managed = Programme.objects.visible_to(user, "visits.view").values("pk")
    return Visit.objects.filter(
        Q(session__day__pool__in=held)
        | Q(session__choice_option__pool__in=held)
        | Q(session__in=led)
        | Q(session__day__cohort__residency__programme__in=managed)
    )


# ---------------------------------------------------------------- buses
grant("runs.view", *READERS)
# Runs, stops, seats, carriers and vehicles; and lists of passengers, with names and telephones.
grant("runs.change", *EDITORS)
# Another vehicle (people are written to), captains' links, closing a run.
grant("runs.lead", *MANAGERS)


@dataclass
class Captain:
    """Whoever opened a captain's link: nobody's account, and one run.

    `has_claimed` is whether this browser is the one that claimed the link.
    """

    link: CaptainLink
    has_claimed: bool = False
    is_active: bool = True
    is_authenticated: bool = True
    is_superuser: bool = False

    @property
    def run(self) -> Run:
        """The one run that the link is about."""
        return self.link.run


@rules.predicate
def leads_run(actor: Any, run: Any) -> bool:
    """The actor came by a captain's link to this run, in the browser that claimed it."""
    return (
        isinstance(actor, Captain) and isinstance(run, Run) and actor.has_claimed and actor.run.pk == run.pk
    )


rules.add_perm("runs.board", leads_run)
