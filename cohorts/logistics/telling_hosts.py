"""Hosts whom a release or a cancellation concerns: who is told by letter, whom somebody calls, what each knows."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from cohorts.events import Cancellation, Event, NewRelease, Notice
from cohorts.timetable.cancelling import sessions_gone

from . import letters
from .models import VisitSite

State = VisitSite.State


def _asked() -> QuerySet[VisitSite]:
    """Sites whose hosts expect a group, or may."""
    return VisitSite.objects.exclude(state__in=(State.NEW, State.DECLINED)).select_related(
        "visit__session__day__cohort__residency__programme", "venue"
    )


def _reads_otherwise(site: VisitSite, moment: dt.datetime) -> bool:
    """Whether the host has read other hours than those planned for a visit to come, or of one that is off."""
    session = site.visit.session
    if session.is_off:
        return site.told is not None and session.starts_at > moment
    return site.told != site.hours and session.starts_at > moment


def concerned(event: Event) -> list[VisitSite]:
    """Sites whose hosts have something to hear of the event; one query more than the event's own."""
    if isinstance(event, Cancellation):
        return list(_asked().filter(visit__session__in=sessions_gone(event)))
    rows = _asked().filter(visit__session__day__cohort=event.cohort)
    return [site for site in rows if _reads_otherwise(site, event.moment)]


def notices(event: Event) -> list[Notice]:
    """The letter to each of these hosts who has an address; writes nothing."""
    return [
        Notice(_letter(event, site), to_host=True, who=str(site))
        for site in concerned(event)
        if site.venue.contact_email
    ]


def _letter(event: Event, site: VisitSite) -> letters.Letter:
    if isinstance(event, Cancellation):
        return letters.called_off(site, event.reason)
    if site.visit.session.is_off:
        return letters.called_off(site, release=event.number)
    return letters.hours_changed(site, event.number)


def unreached(event: Event) -> list[str]:
    """Names of the sites whose hosts have no address, with the contact's telephone."""
    return [
        ", ".join(filter(None, (str(site), site.venue.contact_name, site.venue.contact_phone)))
        for site in concerned(event)
        if not site.venue.contact_email
    ]


def keep(event: NewRelease) -> None:
    """Keep what the hosts read who are written to. Who has no address stays untold until somebody asks them anew."""
    told: Sequence[VisitSite] = [site for site in concerned(event) if site.venue.contact_email]
    for site in told:
        site.told = None if site.visit.session.is_off else site.hours
    VisitSite.objects.bulk_update(told, ["told_date", "told_starts", "told_ends"])
