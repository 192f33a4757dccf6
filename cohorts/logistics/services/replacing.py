"""What a replacement changes for hosts and in buses: seats are handed on, fixed lists are numbered, hosts are asked."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Place
from cohorts.succession import Fate, Passing, Succession
from cohorts.timetable.models import Session
from foundation.clocks.dates import date_in_words, moment_in_words
from messaging import outbox

from .. import letters
from ..models import CaptainLink, Run, Visit, VisitSite
from ..queries import number_of_list, pools_of
from .names import bring_up_to_date
from .seats import has_left, runs_of_days


def seats(succession: Succession) -> list[Passing]:
    """Each seat in a bus of the days that has not left, and each bus that the person counts; four queries."""
    leaver = succession.leaver
    held = dict(Place.objects.filter(participant=leaver, pool__bus__isnull=False).values_list("pool", "id"))
    runs = runs_of_days(succession.pools).filter(pool__in=held).prefetch_related("calls")
    found = [
        Passing(
            Fate.PASSES,
            _("the seat in %(bus)s, %(date)s") % {"bus": run, "date": date_in_words(run.leaves)},
            run.pool_id,
        )
        for run in sorted(runs, key=lambda run: run.in_time)
        if not has_left(run)
    ]
    counted = Run.objects.filter(
        closed_at=None, pk__in=CaptainLink.objects.living().filter(participant=leaver).values("run")
    )
    words = _("counts %(bus)s: name another captain")
    return [*found, *(Passing(Fate.ENDS, words % {"bus": run}) for run in counted)]


def hosts_told(succession: Succession) -> list[Passing]:
    """The sites whose list of names is fixed; without an address somebody calls them. Four queries at most."""
    told = _("%(site)s: the list of names is fixed since %(moment)s; the host is asked by letter")
    to_call = _("%(site)s: the list of names is fixed since %(moment)s; call %(contact)s, who has no e-mail")
    return [
        Passing(
            Fate.TOLD,
            (told if site.venue.contact_email else to_call)
            % {
                "site": site.venue.name,
                "moment": moment_in_words(visit.fixed_from, visit.session.day.cohort.time_zone),
                "contact": " ".join(filter(None, (site.venue.contact_name, site.venue.contact_phone))),
            },
        )
        for visit, sites in _fixed(succession)
        for site in sites
    ]


def tell_hosts(succession: Succession) -> None:
    """Give fixed lists that name somebody else now their next number, and ask each host whether that will do.

    Side effects: numbers of lists, a letter per site that has an address.
    """
    now = timezone.now()
    for visit, sites in _fixed(succession, taken_over=True):
        bring_up_to_date(visit, now)
        number = number_of_list(visit)
        outbox.write([letters.name_changed(site, number) for site in sites if site.venue.contact_email])


def _fixed(succession: Succession, *, taken_over: bool = False) -> Iterator[tuple[Visit, list[VisitSite]]]:
    """Visits of the days that the person attends, whose list is fixed and which have not begun, with their sites."""
    sessions = Session.objects.filter(day__in=succession.days, field_visit__isnull=False)
    pools = pools_of(sessions.select_related("day"))
    who = succession.newcomer if taken_over else succession.leaver
    held = set(
        Place.objects.filter(Q(pool__in=pools.values()), participant=who).values_list("pool", flat=True)
    )
    attended = [pk for pk, pool in pools.items() if pool in held]
    rows = Visit.objects.filter(session__in=attended).select_related(
        "session__day__cohort__residency__programme"
    )
    now = timezone.now()
    for visit in rows.order_by("session__day__date", "session__starts", "pk"):
        if visit.fixed_from <= now < visit.session.starts_at and not visit.session.is_off:
            sites = VisitSite.objects.filter(visit=visit, state=VisitSite.State.CONFIRMED).select_related(
                "venue"
            )
            found = list(sites)
            for site in found:
                site.visit = visit
            yield visit, found
