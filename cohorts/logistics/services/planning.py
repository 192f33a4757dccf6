"""Planning visits: which sessions are visits, and which sites they come to."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import hours
from cohorts.models import Cohort
from cohorts.timetable.services import lock_cohort
from foundation.errors import DomainError
from people.models import User

from ..models import Visit, VisitSite
from ..queries import not_planned
from .record import note


@transaction.atomic
def plan_visits(*, actor: User, cohort: Cohort) -> list[Visit]:
    """Make a visit of every field visit of the timetable that has none, its venue the first site.

    Raises `DomainError` if there is nothing to plan. Side effects: an audit line each. Pressed twice, it makes nothing
    twice: the cohort is held.
    """
    lock_cohort(cohort.pk)
    found = []
    for session in not_planned(cohort):
        visit = Visit.objects.create(session=session)
        venue = session.venue or (session.room.venue if session.room else None)
        if venue is not None:
            VisitSite.objects.create(visit=visit, venue=venue, position=1)
        note(visit, "logistics.plan", actor)
        found.append(visit)
    if not found:
        raise DomainError(
            _(
                "There is no field visit to plan. Give a session of the timetable the format “field visit” first,"
                " and come back."
            )
        )
    return found


@transaction.atomic
def save_visit(*, actor: User, visit: Visit) -> Visit:
    """Save until when a visit's list of names is open. Side effect: an audit line."""
    if visit.names_until is not None and visit.names_until > visit.session.starts_at:
        raise DomainError(
            _("The list is fixed before the visit begins. Choose an earlier moment."), field="names_until"
        )
    visit.save(update_fields=["names_until"])
    note(visit, "logistics.change", actor)
    return visit


@transaction.atomic
def drop_visit(*, actor: User, visit: Visit) -> None:
    """Take a visit out of the plans; its session stays. Raises `DomainError` once a host was asked. An audit line."""
    rows = VisitSite.objects.select_for_update().filter(visit=visit)
    if any(site.state != VisitSite.State.NEW for site in rows):
        raise DomainError(
            _(
                "A host has been asked about this visit, so it stays. If it does not take place, cancel its session and"
                " tell the host."
            )
        )
    note(visit, "logistics.drop", actor)
    visit.delete()


@transaction.atomic
def save_site(*, actor: User, site: VisitSite) -> VisitSite:
    """Save a site of a visit.

    Raises `DomainError`, with the field, for a venue of another programme, one that the visit comes to already, and
    hours that cannot be. Hours that differ from those that the host agreed to make the site count as changed since.
    Side effect: an audit line.
    """
    if site.venue.programme_id != site.visit.session.day.cohort.residency.programme_id:
        raise DomainError(_("Choose a site of this programme."), field="venue")
    others = VisitSite.objects.filter(visit=site.visit, venue=site.venue).exclude(pk=site.pk)
    if others.exists():
        raise DomainError(_("The visit comes to this site already."), field="venue")
    if not hours.may_be(site.hours.starts, site.hours.ends):
        raise DomainError(_("The group leaves after it arrives. Look at both hours."), field="leaves")
    is_new = site.pk is None
    if is_new and not site.position:
        site.position = 1 + VisitSite.objects.filter(visit=site.visit).count()
    site.save()
    note(site, "logistics.add_site" if is_new else "logistics.change_site", actor)
    return site


@transaction.atomic
def remove_site(*, actor: User, site: VisitSite) -> None:
    """Take a site off a visit. Raises `DomainError` once its host was asked. Side effect: an audit line."""
    row = VisitSite.objects.select_for_update().get(pk=site.pk)
    if row.state != VisitSite.State.NEW:
        raise DomainError(_("The host of this site has been asked, so it stays. Tell the host first."))
    note(row, "logistics.remove_site", actor)
    row.delete()
