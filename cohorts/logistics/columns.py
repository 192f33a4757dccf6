"""What buses have of each person of a cohort: the seat there and back on each date, and who has none."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.facts import Cell, Cells, Column, Columns
from cohorts.models import Cohort, Participant, Place, Waiting
from cohorts.timetable.models import Session
from foundation.clocks.dates import short_date_in_words

from .models import Direction, Run, Travel
from .queries import pools_of
from .seating import come_on

# A date and which way.
Way = tuple[dt.date, str]


def columns_of(cohort: Cohort) -> Columns | None:
    """A column for each date and way on which a bus goes there or back; four queries at most."""
    runs = list(
        Run.objects.taking_place()
        .filter(cohort=cohort)
        .exclude(direction=Direction.OTHER)
        .prefetch_related("serves__day")
    )
    if not runs:
        return None
    pools = pools_of({session for run in runs for session in run.serves.all()})
    dates = {day.date for day in cohort.days.all()}
    by_way: dict[Way, list[Run]] = {}
    for run in runs:
        by_way.setdefault((run.date, run.direction), []).append(run)
    return Columns(
        "runs.view",
        "runs.view",
        [
            Column(_key(way), _heading(way), _without_seat(cohort, way, rows, pools, is_day=way[0] in dates))
            for way, rows in by_way.items()
        ],
        lambda people: _cells(by_way, people),
    )


def _key(way: Way) -> str:
    return f"seat-{way[0]:%Y%m%d}-{way[1]}"


def _heading(way: Way) -> str:
    words = {Direction.THERE: _("Outbound seat, %(date)s"), Direction.BACK: _("Return seat, %(date)s")}
    return words[Direction(way[1])] % {"date": short_date_in_words(way[0])}


def _without_seat(
    cohort: Cohort, way: Way, runs: Iterable[Run], pools: Mapping[int, int], *, is_day: bool
) -> QuerySet[Participant]:
    """Participants who come that way and have neither a seat nor said how they travel otherwise.

    Where every bus goes to visits, only who attends one of them comes by it. Who comes to work is not missed.
    """
    date, direction = way
    to_go = [run for run in runs if run.closed_at is None and run.departed_at is None]
    if not to_go or date < timezone.now().astimezone(cohort.zone).date():
        return Participant.objects.none()
    own = Place.objects.filter(participant=OuterRef("pk"))
    seats = own.filter(pool__bus__cohort=cohort, pool__bus__date=date, pool__bus__direction=direction)
    otherwise = Travel.objects.filter(participant=OuterRef("pk"), date=date, direction=direction)
    people = come_on(cohort.pk, date, is_day=is_day).filter(
        ~Exists(seats), ~Exists(otherwise), kind=Participant.Kind.PARTICIPANT
    )
    served: list[list[Session]] = [list(run.serves.all()) for run in to_go]
    if all(served):
        attended = {pools[session.pk] for sessions in served for session in sessions}
        people = people.filter(Exists(own.filter(pool__in=attended)))
    return people


def _cells(by_way: Mapping[Way, Sequence[Run]], people: Sequence[Participant]) -> Cells:
    """The bus of each on each way, or for which they wait, or how else they travel; three queries."""
    runs = {run.pool_id: run for rows in by_way.values() for run in rows}
    held = _by_way(Place.objects.filter(participant__in=people, pool__in=runs), runs)
    queued = _by_way(Waiting.objects.filter(participant__in=people, pool__in=runs), runs)
    how = dict(Travel.How.choices)
    elsewise = {
        ((row.date, row.direction), row.participant_id): str(how[row.how])
        for row in Travel.objects.filter(participant__in=people)
    }
    found = {}
    for way, rows in by_way.items():
        first = next((run for run in rows if run.closed_at is None and run.departed_at is None), rows[0])
        for who in people:
            mine, waits = held.get((way, who.pk)), queued.get((way, who.pk))
            text = str(mine) if mine else _("waits: %(what)s") % {"what": waits} if waits else ""
            found[_key(way), who.pk] = Cell(
                text or elsewise.get((way, who.pk), ""),
                _seat_url(mine or waits or first, who),
                _("no seat"),
            )
    return found


def _by_way(rows: QuerySet, runs: Mapping[int, Run]) -> dict[tuple[Way, int], Run]:
    found = {}
    for pool, person in rows.order_by("-pk").values_list("pool", "participant"):
        found[(runs[pool].date, runs[pool].direction), person] = runs[pool]
    return found


def _seat_url(run: Run, who: Participant) -> str:
    """Where a seat is given, with the person chosen."""
    return f"{reverse('logistics_run', args=[run.pk])}?person={who.public_id}#people-section"
