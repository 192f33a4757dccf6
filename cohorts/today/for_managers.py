"""What managers and assistants read on the day, and nobody else: who is missing, who was not seen, how hosts stand."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.logistics.models import Run, VisitSite
from cohorts.logistics.queries import pools_of, sites_of, visits_of
from cohorts.logistics.taps import Boarding
from cohorts.models import Day, Participant, Place
from people.models import by_name

from .viewing import Stage

# So many names of one list are shown; the rest stands where the list is.
MOST_NAMES = 12


@dataclass(frozen=True)
class Person:
    """Somebody to look for."""

    name: str
    phone: str  # empty for whom the viewer may not call


@dataclass(frozen=True)
class NameList:
    """Some people of whom something is wanted, and where it is put right."""

    title: str
    people: tuple[Person, ...]
    more: int
    url: str


@dataclass(frozen=True)
class HostLine:
    """A site of a visit on that day, and what its host said."""

    title: str
    hours: str
    state: str
    is_sure: bool
    counted: str
    url: str


@dataclass(frozen=True)
class Names:
    """All of it."""

    missing: tuple[NameList, ...]
    unseen: NameList | None
    hosts: tuple[HostLine, ...]


def names_of(
    stage: Stage,
    day: Day | None,
    boardings: Mapping[int, Boarding],
    runs: Sequence[Run],
    held: Counter[int],
    marks: Mapping[int, bool],
) -> Names:
    """Who is missing in which bus, who holds the day and was not marked, how hosts stand; five queries."""
    # Before anybody got on, everybody is missing: the list of the bus says so better.
    wanted = {run.pk: boardings[run.pk].unexplained for run in runs if _is_boarding(run, boardings[run.pk])}
    unseen = _unseen(day, marks)
    people = _people(stage, {person for each in wanted.values() for person in each} | unseen)
    return Names(
        missing=tuple(
            _listed(people, wanted[run.pk], str(run), reverse("logistics_run", args=[run.pk]))
            for run in runs
            if wanted.get(run.pk)
        ),
        unseen=_listed(
            people, unseen, _("Not marked yet"), reverse("attendance_overview", args=[stage.cohort.pk])
        )
        if unseen
        else None,
        hosts=_hosts(stage, held),
    )


def _is_boarding(run: Run, boarding: Boarding) -> bool:
    return run.closed_at is None and (bool(boarding.state) or run.departed_at is not None)


def _unseen(day: Day | None, marks: Mapping[int, bool]) -> set[int]:
    """Who holds the day and of whom nothing is written down, once presence is being marked; one query."""
    if day is None or not marks:
        return set()
    return set(Place.objects.filter(pool=day.pool_id).values_list("participant", flat=True)) - marks.keys()


def _people(stage: Stage, wanted: Collection[int]) -> dict[int, Person]:
    """Those people by family name; one query."""
    if not wanted:
        return {}
    rows = Participant.objects.filter(pk__in=wanted).select_related("user").order_by(*by_name("user__"), "pk")
    return {
        row.pk: Person(
            name=row.user.listed_name
            if row.user.erased_at
            else " ".join(filter(None, (row.user.family_name, row.user.given_name))) or _("no name given"),
            phone=row.user.phone if stage.viewer.sees_contacts else "",
        )
        for row in rows
    }


def _listed(people: Mapping[int, Person], wanted: Collection[int], title: str, url: str) -> NameList:
    rows = [person for pk, person in people.items() if pk in wanted]
    return NameList(title, tuple(rows[:MOST_NAMES]), max(0, len(rows) - MOST_NAMES), url)


def _hosts(stage: Stage, held: Counter[int]) -> tuple[HostLine, ...]:
    """The sites of that day's visits in the order of time; three queries."""
    visits = [visit for visit in visits_of(stage.cohort) if visit.session.day.date == stage.date]
    visits = [visit for visit in visits if not visit.session.is_off]
    pools = pools_of([visit.session for visit in visits])
    return tuple(_host(site, held[pools[visit.session_id]]) for visit in visits for site in sites_of(visit))


def _host(site: VisitSite, expected: int) -> HostLine:
    is_sure = site.state == VisitSite.State.CONFIRMED and not site.is_changed_since
    state = _("agreed to other hours") if site.is_changed_since else str(site.get_state_display())
    heads = site.heads_out if site.heads_out is not None else site.heads_in
    words = _("%(heads)s counted, %(expected)s expected") if heads is not None else _("%(expected)s expected")
    return HostLine(
        title=str(site),
        hours=site.hours_in_words,
        state=state,
        is_sure=is_sure,
        counted=words % {"heads": heads, "expected": expected},
        url=reverse("logistics_visit", args=[site.visit_id]),
    )
