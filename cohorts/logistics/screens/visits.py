"""The visits of a cohort, and one of them, in the back office."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.logistics import queries
from cohorts.logistics.models import HostLink, Visit, VisitSite
from cohorts.logistics.papers import address_of
from cohorts.logistics.queries import GroupSize
from cohorts.logistics.services import names, planning
from cohorts.logistics.services.agreeing import answer_mark
from cohorts.logistics.services.briefings import digest_of
from cohorts.models import Cohort
from cohorts.screens.base import cohort_context, own_cohort, way_to
from foundation.clocks.dates import date_in_words, moment_in_words
from office.screens import ask_first, confirm, screen_context
from people.signed_in import signed_in_user

from .rows import visit_url, visits_url, way_to_visits


@dataclass(frozen=True)
class SiteLine:
    """A site of a visit as a page shows it."""

    row: VisitSite
    state_kind: str
    missing: list[str]
    link: HostLink | None = None
    earlier: tuple[VisitSite, ...] = ()
    has_briefing: bool = False
    readers: int = 0  # of the briefing as it is now, among those who attend
    mark: str = ""


@dataclass(frozen=True)
class VisitLine:
    """A visit with its sites and its group."""

    row: Visit
    date: str
    size: GroupSize
    sites: list[SiteLine]
    is_to_come: bool


# How Wagtail's status looks: the ones that need somebody stand out.
KINDS = {VisitSite.State.CONFIRMED: "primary", VisitSite.State.DECLINED: "critical"}


def lines_of(visits: list[Visit], moment: dt.datetime) -> list[VisitLine]:
    """What is known of these visits; two queries however many."""
    sizes = queries.group_sizes([visit.session for visit in visits])
    return [
        VisitLine(
            row=visit,
            date=date_in_words(visit.session.day.date),
            size=sizes[visit.session_id],
            sites=[_line(site, sizes[visit.session_id]) for site in queries.sites_of(visit)],
            is_to_come=visit.session.starts_at > moment and not visit.session.is_off,
        )
        for visit in visits
    ]


def _line(site: VisitSite, size: GroupSize, **more: Any) -> SiteLine:
    return SiteLine(
        row=site,
        state_kind="" if site.is_changed_since else KINDS.get(VisitSite.State(site.state), ""),
        missing=queries.missing_of(site, size),
        **more,
    )


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every visit of a cohort: when, how many people, which sites, what hosts say, what is missing."""
    cohort = own_cohort(request, pk, "visits.view")
    context = {
        **cohort_context(cohort, _("Field visits"), "site"),
        "lines": lines_of(queries.visits_of(cohort), timezone.now()),
        "to_plan": queries.not_planned(cohort),
        "is_open": cohort.state != Cohort.State.CANCELLED,
    }
    return render(request, "logistics/office/visits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan all field visits of the timetable at once: asked about first."""
    cohort = own_cohort(request, pk, "visits.change")
    titles = ", ".join(session.title for session in queries.not_planned(cohort))
    return confirm(
        request,
        title=_("Plan the field visits"),
        subtitle=str(cohort),
        question=_("Each gets a page, with its venue as the first site: %(titles)s.")
        % {"titles": titles or "—"},
        button=_("Plan the field visits"),
        act=lambda: planning.plan_visits(actor=signed_in_user(request), cohort=cohort),
        done=_("The visits are planned. Look at their sites, then ask the hosts."),
        url=visits_url(cohort.pk),
        icon="site",
        way=way_to(cohort),
    )


def own_visit(request: HttpRequest, pk: int, right: str) -> Visit:
    """A visit in whose programme this person has the right; another one is not found."""
    return get_object_or_404(queries.with_session(Visit.objects.visible_to(request.user, right)), pk=pk)


@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: its sites in order, their dossiers and answers, links, counts, and notes of earlier cohorts."""
    row = own_visit(request, pk, "visits.view")
    links = queries.living_links(row)
    size = queries.group_sizes([row.session])[row.session_id]
    readers = queries.readers_of_briefings(row)
    sites = [
        _line(
            site,
            size,
            link=links.get(site.pk),
            earlier=tuple(queries.earlier_at(site.venue, row)),
            has_briefing=bool(digest_of(site.venue)),
            readers=readers[site.venue_id, digest_of(site.venue)],
            mark=answer_mark(site),
        )
        for site in queries.sites_of(row)
    ]
    now = timezone.now()
    context = {
        **screen_context(str(row), row.session.day.cohort.slug, way_to_visits(row, and_to_it=False), "site"),
        "visit": row,
        "session": row.session,
        "cohort": row.session.day.cohort,
        "date": date_in_words(row.session.day.date),
        "size": size,
        "sites": sites,
        "is_to_come": row.session.starts_at > now and not row.session.is_off,
        "fixed_from": moment_in_words(row.fixed_from, row.session.day.cohort.time_zone),
        "is_fixed": row.fixed_from <= now,
        "elsewhere": queries.named_elsewhere(row),
    }
    return render(request, "logistics/office/visit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def print_names(request: HttpRequest, pk: int) -> HttpResponse:
    """Names on paper: a button first, for each printing is written down; then the sheet."""
    row = own_visit(request, pk, "visits.change")
    if request.method != "POST":
        return ask_first(
            request,
            title=_("Names on paper"),
            subtitle=str(row),
            question=_(
                "The sheet says who printed it and when. Give it to the site and to nobody else; it holds names and"
                " where people come from, nothing of their needs."
            ),
            button=_("Show the sheet"),
            url=visit_url(row),
            icon="doc-full",
            way=way_to_visits(row),
        )
    actor = signed_in_user(request)
    found = names.print_names(actor=actor, visit=row)
    cohort = row.session.day.cohort
    context = {
        "visit": row,
        "session": row.session,
        "cohort": cohort,
        "names": found,
        "zone": cohort.time_zone,
        "opened_by": actor.get_full_name() or actor.email,
        "opened_at": timezone.now(),
        "paper_url": address_of(row, queries.number_of_list(row)),
        "back_url": visit_url(row),
    }
    return render(request, "logistics/office/names.html", context)
