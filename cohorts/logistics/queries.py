"""Reads of visits: who comes on them, how they stand, what is missing, and what earlier cohorts wrote of a site."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.choices.queries.attending import in_their_groups
from cohorts.models import Cohort, Participant, Place, Pool
from cohorts.timetable.models import Session
from cohorts.tokens import hash_of
from people.erased import words_for_nobody
from people.models import User, by_name
from residencies.models import Venue

from .door_lists import Bus, Change, Listed, Name, Names, change_between, from_json
from .models import Acknowledgement, HostLink, PassList, Run, Visit, VisitSite

# Sessions of this format are visits; the list of formats grows, and its short names stay.
VISIT_FORMAT = "field-visit"
MOST_NOTES = 10

SITES = Prefetch(
    "visit_sites", VisitSite.objects.select_related("venue").order_by("position", "pk"), to_attr="sites"
)


# ---------------------------------------------------------------- who comes
def pools_of(sessions: Iterable[Session]) -> dict[int, int]:
    """By session, the pool whose places say who attends it; the sessions come with their days. One query.

    It is the day's, or the session's own where one chooses among sessions. This is the one place that knows:
    everything here that counts or names people asks it.
    """
    rows = list(sessions)
    chosen = dict(in_their_groups().filter(session__in=rows).values_list("session_id", "pool_id"))
    return {session.pk: chosen.get(session.pk, session.day.pool_id) for session in rows}


@dataclass(frozen=True)
class GroupSize:
    """How many people attend a session now, and how many can."""

    held: int
    capacity: int


def group_sizes(sessions: Sequence[Session]) -> dict[int, GroupSize]:
    """How many people attend these sessions, by id; three queries however many."""
    pools = pools_of(sessions)
    wanted = set(pools.values())
    held = Counter(Place.objects.filter(pool__in=wanted).order_by().values_list("pool_id", flat=True))
    capacity = dict(Pool.objects.filter(pk__in=wanted).values_list("pk", "capacity"))
    return {pk: GroupSize(held[pool], capacity[pool]) for pk, pool in pools.items()}


def attending(session: Session) -> QuerySet[Participant]:
    """Who attends a session."""
    return Participant.objects.filter(places__pool=pools_of([session])[session.pk])


def names_at(session: Session) -> tuple[Name, ...]:
    """Names of those who attend, by family name, with their organisation or community and nothing else; two queries."""
    rows = (
        attending(session)
        .order_by(*by_name("user__"), "pk")
        .values_list(
            "pk",
            "user__family_name",
            "user__given_name",
            "user__patronymic",
            "user",
            "user__erased_at",
            "application__organisation",
            "application__community__name",
        )
    )
    return tuple(
        Name(
            pk,
            words_for_nobody(user)
            if erased
            else " ".join(filter(None, (family, given, patronymic))) or _("no name given"),
            organisation or community or "",
        )
        for pk, family, given, patronymic, user, erased, organisation, community in rows
    )


def listed_at(session: Session) -> Listed:
    """Who comes to a session, and the vehicles that serve it with their drivers; three queries."""
    rows = Run.objects.taking_place().filter(serves=session).select_related("vehicle")
    buses = tuple(
        Bus(
            run.pk,
            run.number,
            run.direction,
            run.vehicle.name,
            run.vehicle.plate,
            run.vehicle.colour,
            run.driver_name,
        )
        for run in rows.order_by("date", "starts", "number", "pk")
    )
    return Listed(names_at(session), buses)


def number_of_list(visit: Visit) -> int:
    """Which number the last fixed list of the visit has; 0 as long as it is open."""
    return PassList.objects.filter(visit=visit).aggregate(last=Max("number"))["last"] or 0


def names_of(visit: Visit, moment: dt.datetime) -> Names:
    """The list of a visit as it is read at that moment; four queries.

    A fixed one stays what it was: what changed since stands beside it, under its numbers.
    """
    present = listed_at(visit.session)
    fixed = list(PassList.objects.filter(visit=visit).order_by("number"))
    if not fixed:
        return Names(as_of=moment, listed=present)
    changes: list[Change] = []
    first = before = from_json(fixed[0].people, fixed[0].buses)
    for each in fixed[1:]:
        after = from_json(each.people, each.buses)
        changes.append(change_between(before, after, number=each.number - 1, at=each.fixed_at))
        before = after
    since = change_between(before, present, number=None, at=moment)
    return Names(
        as_of=fixed[0].fixed_at,
        listed=first,
        is_fixed=True,
        changes=(*changes, since) if since else tuple(changes),
    )


# ---------------------------------------------------------------- a cohort's visits
def visits_of(*cohorts: Cohort) -> list[Visit]:
    """Visits of these cohorts in the order of time, each with its `sites`; two queries."""
    rows = Visit.objects.filter(session__day__cohort__in=cohorts)
    return list(with_session(rows).prefetch_related(SITES).order_by("session__day__date", "session__starts"))


def with_session(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """Visits with what their hours, their rights and their words need."""
    return rows.select_related(
        "session__day__cohort__residency__programme",
        "session__format",
        "session__venue",
        "session__room__venue",
    )


def not_planned(*cohorts: Cohort) -> QuerySet[Session]:
    """Field visits of the timetable of which nothing is planned yet."""
    return (
        Session.objects.filter(
            day__cohort__in=cohorts, format__slug=VISIT_FORMAT, state=Session.State.PLANNED, field_visit=None
        )
        .select_related("day__cohort", "venue", "room__venue")
        .order_by("day__date", "starts", "pk")
    )


def missing_of(site: VisitSite, size: GroupSize) -> list[str]:
    """What a site of a visit still lacks, in words."""
    venue = site.venue
    found = [
        (not venue.address_uk, _("address")),  # type: ignore[attr-defined]  # a column of modeltranslation
        (not venue.contact_name, _("contact person")),
        (not venue.contact_email, _("the contact’s e-mail")),
        (not venue.shelter_uk, _("shelter")),  # type: ignore[attr-defined]  # a column of modeltranslation
        (not venue.safety_briefing_uk, _("safety briefing")),  # type: ignore[attr-defined]  # likewise
    ]
    missing = [words for lacks, words in found if lacks]
    if site.most is not None and site.most < size.held:
        more = {"held": size.held, "most": site.most}
        missing.append(_("%(held)s people, and the site takes %(most)s") % more)
    return missing


@dataclass(frozen=True)
class Waiting:
    """What waits for a manager in a cohort's visits."""

    to_plan: int = 0
    to_ask: int = 0
    to_answer: int = 0
    declined: int = 0
    changed: int = 0


def waiting_in(cohorts: Sequence[Cohort], moment: dt.datetime) -> dict[int, Waiting]:
    """What waits in each of these cohorts at that moment, of what is to come; three queries for any number."""
    found: dict[int, Counter[str]] = {}
    for session in not_planned(*cohorts):
        if session.starts_at > moment and not session.is_off:
            found.setdefault(session.day.cohort_id, Counter())["to_plan"] += 1
    for visit in visits_of(*cohorts):
        if visit.session.starts_at <= moment or visit.session.is_off:
            continue
        for site in sites_of(visit):
            if kind := _waits(site):
                found.setdefault(visit.session.day.cohort_id, Counter())[kind] += 1
    return {pk: Waiting(**counts) for pk, counts in found.items()}


def _waits(site: VisitSite) -> str:
    if site.is_changed_since:
        return "changed"
    kinds = {VisitSite.State.NEW: "to_ask", VisitSite.State.PROPOSED: "to_answer"}
    return {**kinds, VisitSite.State.DECLINED: "declined"}.get(VisitSite.State(site.state), "")


def sites_of(visit: Visit) -> list[VisitSite]:
    """The sites of a visit in their order, each knowing the visit; no query for one that comes from here."""
    sites: list[VisitSite] | None = getattr(visit, "sites", None)
    if sites is None:
        sites = list(visit.visit_sites.select_related("venue"))
    for site in sites:
        site.visit = visit
    return sites


def named_elsewhere(visit: Visit) -> Venue | None:
    """The venue that the timetable names, if the visit does not come to it: somebody chose another one since.

    No query for a visit that comes from here.
    """
    session = visit.session
    venue = session.venue or (session.room.venue if session.room else None)
    if venue is None or venue.pk in {site.venue_id for site in sites_of(visit)}:
        return None
    return venue


def earlier_at(venue: Venue, visit: Visit | None = None) -> list[VisitSite]:
    """What was written of other visits to this site than this one, the latest first: it carries over; one query."""
    rows = VisitSite.objects.filter(venue=venue)
    if visit is not None:
        rows = rows.exclude(visit=visit)
    written = ~Q(host_note="") | ~Q(went_well="") | ~Q(went_badly="")
    return list(
        rows.filter(written)
        .select_related("visit__session__day__cohort__residency")
        .order_by("-visit__session__day__date", "-pk")[:MOST_NOTES]
    )


def living_links(visit: Visit) -> dict[int, HostLink]:
    """The living link of each site of a visit, by the site's id; one query."""
    rows = HostLink.objects.filter(site__visit=visit, replaced_at__isnull=True)
    return {link.site_id: link for link in rows}


def briefings_read(user: User, visit: Visit) -> set[tuple[int, str]]:
    """Briefings that this person has confirmed in the cohort of the visit, as pairs of a venue and a text's hash."""
    rows = Acknowledgement.objects.filter(
        participant__user=user, participant__cohort=visit.session.day.cohort_id
    )
    return set(rows.values_list("briefing__venue_id", "briefing__digest"))


def readers_of_briefings(visit: Visit) -> Counter[tuple[int, str]]:
    """How many of those who attend have confirmed each briefing, by its venue and the text's hash; one query."""
    rows = Acknowledgement.objects.filter(participant__in=attending(visit.session))
    return Counter(rows.order_by().values_list("briefing__venue_id", "briefing__digest"))


def link_by(token: str) -> HostLink | None:
    """The link with this token, living or not, with its site and all that a host reads; one query."""
    rows = HostLink.objects.select_related(
        "site__visit__session__day__cohort__residency__programme",
        "site__visit__session__day__cohort__residency__theme",
        "site__visit__session__format",
        "site__venue",
    )
    return rows.filter(token_hash=hash_of(token)).first()


def lists_to_fix(moment: dt.datetime) -> list[Visit]:
    """Visits whose lists are to be fixed or brought up to date at that moment; one query for all that are near."""
    near = timezone.localdate(moment)
    reach = dt.timedelta(days=31)
    rows = with_session(Visit.objects.filter(session__day__date__range=(near - reach, near + reach)))
    return [
        each for each in rows if each.fixed_from <= moment < each.links_end_at and not each.session.is_off
    ]
