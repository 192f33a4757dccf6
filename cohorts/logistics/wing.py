"""What logistics has of a cohort: its field visits and its buses, what waits in them, what goes with a place."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.choices.queries.attending import wished_with
from cohorts.counting import numbers_of
from cohorts.events import Cancellation, Event, NewRelease, Notice
from cohorts.facts import EVE, Columns, Fact, Panel, PartyLines, SessionExtra
from cohorts.hours import day_of
from cohorts.models import Cohort, Move, Part, Participant, Place, Pool, Stretch
from cohorts.provisions import Payer, Provision, What
from cohorts.succession import Passing, Succession
from cohorts.timetable.models import Session
from cohorts.wing import Wing
from foundation.clocks.dates import date_in_words, hour_in_words, short_date_in_words
from people.models import User
from people.rights import may

from . import carriers, queries, telling_hosts
from .columns import columns_of
from .gaps import facts_of
from .models import Direction, Run, VisitSite
from .rights import readable_by
from .run_queries import loads_of
from .services import cancelling, following, replacing, telling_of_seats
from .services.runs import changed_list
from .services.seats import has_left, leave_day, runs_of_days, ways_settled, who_comes
from .waits import waiting_in_runs


class LogisticsWing(Wing):
    """The field visits of a cohort."""

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """How many visits there are and how many sites have confirmed; three queries. Nothing without any."""
        visits, now = queries.visits_of(cohort), timezone.now()
        to_plan = sum(row.starts_at > now and not row.is_off for row in queries.not_planned(cohort))
        if not visits and not to_plan:
            return None
        sites = [site for visit in visits for site in queries.sites_of(visit)]
        sure = sum(site.state == VisitSite.State.CONFIRMED and not site.is_changed_since for site in sites)
        planned = ngettext("%(count)s visit is planned.", "%(count)s visits are planned.", len(visits))
        confirmed = ngettext(
            "%(sure)s of %(count)s site has confirmed.",
            "%(sure)s of %(count)s sites have confirmed.",
            len(sites),
        )
        return Panel(
            title=_("Field visits"),
            url=reverse("logistics_visits", args=[cohort.pk]),
            facts=(
                planned % {"count": len(visits)},
                *([confirmed % {"sure": sure, "count": len(sites)}] if sites else []),
                *([_to_plan(cohort.pk, to_plan)] if to_plan else []),
            ),
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Visits to plan, hosts to ask or to answer, sites that declined; three queries."""
        return {pk: _facts(pk, waiting) for pk, waiting in queries.waiting_in(cohorts, moment).items()}

    def concerned(self, event: Event) -> Sequence[Notice]:
        """Hosts who were asked, can be written to, and have something to hear."""
        return telling_hosts.notices(event)

    def unreached(self, event: Event) -> Sequence[str]:
        """Those of them whom no letter reaches."""
        return telling_hosts.unreached(event)

    def told(self, event: NewRelease) -> None:
        """The hours that hosts are told."""
        telling_hosts.keep(event)

    def beside(self, user: Any, cohort: Cohort) -> Mapping[str, Sequence[SessionExtra]]:
        """The page of each visit: its sites in order, how to get in, what to read beforehand."""
        rows = readable_by(user).filter(session__day__cohort=cohort, visit_sites__isnull=False)
        return {
            str(visit.session.public_id): [
                SessionExtra(
                    label=_("How the visit goes"), url=reverse("logistics:visit", args=[visit.public_id])
                )
            ]
            for visit in rows.select_related("session").distinct()
        }

    def on_replacing(self, succession: Succession) -> Sequence[Passing]:
        """Hosts whose lists of names are fixed already."""
        return replacing.hosts_told(succession)

    def replaced(self, succession: Succession, actor: User) -> None:
        """Fixed lists get their next number, and hosts a letter."""
        replacing.tell_hosts(succession)


def _facts(cohort_id: int, waiting: queries.Waiting) -> list[Fact]:
    url = reverse("logistics_visits", args=[cohort_id])
    lines = [
        (
            "to_ask",
            waiting.to_ask,
            ngettext("%(count)s host to ask", "%(count)s hosts to ask", waiting.to_ask),
        ),
        (
            "to_answer",
            waiting.to_answer,
            ngettext(
                "%(count)s host proposes another time",
                "%(count)s hosts propose another time",
                waiting.to_answer,
            ),
        ),
        (
            "declined",
            waiting.declined,
            ngettext("%(count)s host has declined", "%(count)s hosts have declined", waiting.declined),
        ),
        (
            "changed",
            waiting.changed,
            ngettext(
                "%(count)s host agreed to other hours",
                "%(count)s hosts agreed to other hours",
                waiting.changed,
            ),
        ),
    ]
    first = [_to_plan(cohort_id, waiting.to_plan)] if waiting.to_plan else []
    return first + [
        Fact(words % {"count": count}, url, number=count, about=about)
        for about, count, words in lines
        if count
    ]


def _to_plan(cohort_id: int, number: int) -> Fact:
    words = ngettext("%(count)s field visit to plan", "%(count)s field visits to plan", number)
    return Fact(words % {"count": number}, reverse("logistics_visits", args=[cohort_id]), number=number)


class BusesWing(Wing):
    """The runs of a cohort."""

    def provided(self, cohort: Cohort, participant: Participant | None) -> Sequence[Provision]:
        """The ways by a bus that brings people to the days and home, for who has a seat in it; one query.

        A bus that serves a visit goes there from the days: it is no way to them.
        """
        runs = Run.objects.taking_place().filter(cohort=cohort, serves=None)
        rows = (
            runs.filter(pool__places__participant=participant).order_by("date", "pk") if participant else ()
        )
        return [
            Provision(
                run.date,
                What.TRAVEL_THERE if run.direction == Direction.THERE else What.TRAVEL_BACK,
                Payer.ORGANISER,
            )
            for run in rows
        ]

    def at_hand(self, cohort: Cohort, user: Any, moment: dt.datetime) -> Sequence[Fact]:
        """The runs of that day, whose night counts, and of the next which are not closed; two queries."""
        today = day_of(moment.astimezone(cohort.zone))
        rows = Run.objects.taking_place().filter(cohort=cohort, closed_at=None)
        near = rows.filter(date__gte=today, date__lte=today + EVE).prefetch_related("calls")
        return [
            Fact(
                _("%(bus)s, %(date)s, %(hour)s")
                % {"bus": run, "date": short_date_in_words(run.leaves), "hour": hour_in_words(run.leaves)},
                reverse("logistics_run", args=[run.pk]),
            )
            for run in sorted(near, key=lambda run: run.in_time)
        ]

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """The load of each run at a glance, and what does not fit; 18 queries. Without runs, for who may make some."""
        url = reverse("logistics_runs", args=[cohort.pk])
        lines, may_change = loads_of(cohort), may(user, "runs.change", cohort)
        if not lines and not may_change:
            return None
        facts = [
            Fact(
                _("%(bus)s, %(date)s: %(held)s of %(seats)s seats")
                % {
                    "bus": str(line.row),
                    "date": line.date,
                    "held": max((leg.held for leg in line.legs), default=0),
                    "seats": line.row.pool.capacity,
                },
                reverse("logistics_run", args=[line.row.pk]),
            )
            for line in lines
        ]
        facts += facts_of([line.gap for line in lines if line.gap is not None], url)
        add = f"{reverse('run:add')}?cohort={cohort.pk}"
        return Panel(
            title=_("Buses"),
            url=url,
            facts=tuple(facts),
            action=_("Add a run") if may_change else "",
            action_url=add,
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Buses without a captain or to close, seats of people who do not come, what does not fit; 16 queries."""
        return waiting_in_runs(cohorts, moment)

    def lists(self, cohort: Cohort) -> Sequence[PartyLines]:
        """Of each carrier, its runs with their passengers; four queries."""
        return carriers.lists_of(cohort)

    def columns(self, cohort: Cohort) -> Columns | None:
        """The seat of each there and back; seven queries."""
        return columns_of(cohort)

    # ------------------------------------------------------------ cancelling
    def close_places(self, event: Cancellation, actor: User) -> None:
        """Give back the seats of buses that do not go."""
        cancelling.close(event, actor)

    def unreached(self, event: Event) -> Sequence[str]:
        """Carriers and captains of buses that are called off: neither has an account."""
        return cancelling.to_call(event) if isinstance(event, Cancellation) else ()

    # ------------------------------------------------------------ freed seats
    def names(self, pools: Collection[int]) -> Mapping[int, str]:
        """Of runs: the bus, the way, the date on which it leaves; two queries at most."""
        rows = Run.objects.filter(pool__in=list(pools)).prefetch_related("calls")
        return {run.pool_id: f"{run}, {date_in_words(run.leaves)}" for run in rows}

    def why_rests(self, pool: Pool, moment: dt.datetime) -> str:
        """Nobody is offered a seat in a bus that has left, nor in a cohort that is called off."""
        run = Run.objects.filter(pool=pool).select_related("cohort").first()
        if run is None:
            return ""
        has_left = run.departed_at is not None or run.starts_at <= moment
        if has_left or not Run.objects.taking_place().filter(pk=run.pk).exists():
            return _("The bus has left, or is called off.")
        return ""

    def why_not(
        self, pool: Pool, participants: Collection[int], moment: dt.datetime
    ) -> Mapping[int, Move.Why]:
        """Of who waits for a seat, those who do not come on that day, or have another bus that way; four queries."""
        run = Run.objects.filter(pool=pool).select_related("cohort").first()
        if run is None:
            return {}
        come = who_comes(run, participants)
        seated = Place.objects.filter(
            pool__bus__cohort=run.cohort_id,
            pool__bus__date=run.date,
            pool__bus__direction=run.direction,
            pool__bus__closed_at=None,
        ).exclude(pool=pool)
        clash = set(seated.filter(participant__in=come).values_list("participant", flat=True))
        found = {pk: Move.Why.NO_DAY for pk in participants if pk not in come}
        return {**found, **dict.fromkeys(clash, Move.Why.CLASH)}

    def goes_with(self, pool: Pool, participant: Participant) -> Sequence[Part]:
        """With a day or a visit, of the buses that serve it: the first with a free seat each way, else the first.

        With a day comes the visit that the person wished for, so buses that serve that one count too. None on a way for
        which the person has a seat that stays theirs, or has chosen to travel otherwise.
        """
        served = Session.objects.filter(runs__isnull=False, day__cohort=pool.cohort_id).select_related("day")
        attended = queries.pools_of(served)
        own = [pk for pk, attends in attended.items() if attends == pool.pk]
        wished = wished_with(pool, participant)
        here = [*own, *(pk for pk, attends in attended.items() if attends in wished)]
        # Those to the day itself first: the visit may be reached from there.
        is_own = Exists(Run.objects.filter(pk=OuterRef("pk"), serves__in=own))
        rows = Run.objects.filter(serves__in=here, closed_at=None, departed_at=None).annotate(is_own=is_own)
        settled = ways_settled(participant) - following.ways_given_up(pool.pk, participant)
        found: dict[tuple[dt.date, str], Run] = {}
        runs = rows.select_related("pool", "cohort").distinct()
        for run in runs.order_by("-is_own", "date", "starts", "number"):
            key = (run.date, run.direction)
            if key in settled or has_left(run):
                continue
            first = found.setdefault(key, run)
            if first is not run and not _has_room(first, participant) and _has_room(run, participant):
                found[key] = run
        return [Part(run.pool_id, Stretch(0, run.pool.legs)) for run in found.values()]

    def go_along(self, pools: Collection[int]) -> Collection[int]:
        """With a day, those of its buses; with a visit, those in which a seat may follow it; one query."""
        rows = runs_of_days(pools) | following.runs_of_visits(pools)
        return rows.values_list("pool_id", flat=True)

    def left(self, pool_id: int, participant: Participant, actor: User | None) -> None:
        """Without the day there is no seat in its buses."""
        leave_day(pool_id=pool_id, participant=participant, actor=actor)

    def own_lines(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """Where one chooses how to travel, once there are buses; two queries."""
        who = Participant.objects.filter(cohort=cohort, user=user).first()
        if who is None or not Run.objects.taking_place().filter(cohort=cohort, closed_at=None).exists():
            return ()
        return [Fact(_("How you travel"), reverse("logistics:travel", args=[cohort.slug]))]

    def on_replacing(self, succession: Succession) -> Sequence[Passing]:
        """Seats in buses of the days that have not left; a bus that the person counts needs another captain."""
        return replacing.seats(succession)

    def replaced(self, succession: Succession, actor: User) -> None:
        """Lists of passengers that name the colleague now have another number."""
        if succession.newcomer is not None:
            for run in Run.objects.filter(pool__places__participant=succession.newcomer, closed_at=None):
                changed_list(run)

    def moved(self, moves: Sequence[Move]) -> None:
        """Lists that name others now have another number; seats follow visits; a letter where it was the queue."""
        telling_of_seats.tell_of_queue(moves)
        told = {move.pool_id for move in moves if move.what in {Move.What.TOOK, Move.What.GAVE_BACK}}
        for run in Run.objects.filter(pool__in=told):
            changed_list(run)
        following.follow(moves)


def _has_room(run: Run, participant: Participant) -> bool:
    return numbers_of(run.pool, Stretch(0, run.pool.legs), besides=participant).free > 0
