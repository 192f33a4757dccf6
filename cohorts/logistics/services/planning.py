"""Planning visits: which sessions are visits, and which sites they come to."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import hours
from cohorts.models import Cohort
from cohorts.timetable.services import lock_cohort
from foundation.errors import DomainError
from foundation.words.cleaning import cleaned
from messaging import outbox
from people.models import User

from .. import letters
from ..models import Visit, VisitSite
from ..queries import not_planned
from .links import NO_ADDRESS
from .record import locked, note, refuse_past


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
    for name in ("rules", "went_well", "went_badly"):
        setattr(site, name, cleaned(VisitSite, name, getattr(site, name)))
    is_new = site.pk is None
    if is_new and not site.position:
        site.position = 1 + VisitSite.objects.filter(visit=site.visit).count()
    site.save()
    note(site, "logistics.add_site" if is_new else "logistics.change_site", actor)
    return site


@transaction.atomic
def remove_site(*, actor: User, site: VisitSite) -> None:
    """Take a site off a visit: a host who expects the group, or may, is told that nobody comes.

    Raises `DomainError` for a visit that has begun, and for such a host without an address: somebody calls first, and
    the link is made anew or the dossier mended. Side effects: the host's link ends, a letter, an audit line.
    """
    row = locked(site)
    if row.is_expecting:
        refuse_past(row, timezone.now())
        if not row.venue.contact_email:
            raise DomainError(NO_ADDRESS)
        outbox.write([letters.called_off(row)])
    note(row, "logistics.remove_site", actor)
    row.delete()
