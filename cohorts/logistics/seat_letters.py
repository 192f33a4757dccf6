"""Letters about a seat in a bus: given, changed or taken by the organiser; offered, gone on."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort, Move, Offer, Participant, Place
from foundation.clocks.dates import date_in_words, hour_in_words
from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter

from .models import Direction, Run

What = Move.What
# A date and which way; a run's id, with the stops from which and to which one travels.
Way = tuple[dt.date, str]
Seat = tuple[int, int, int]
_CASES = {What.OFFERED: "offered", What.LAPSED: "lapsed", What.SKIPPED: "skipped"}


@dataclass(frozen=True)
class OwnWay:
    """How somebody travels on one way of one date; without a `run` they have no seat there."""

    date: str
    way: str
    run: Run | None = None
    stop: str = ""
    to: str = ""
    hour: str = ""
    meeting: str = ""


class SeatChanged(Kind):
    """The organiser gave somebody a seat, another one, or other stops, or took it.

    Facts: the `participant`, and the `ways` that were touched: `date`, `direction`, and the seat that the person knew
    of before, or null.
    """

    name = "seat_changed"
    title = pgettext_lazy("letter", "Seat in a bus")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The seats as they are when the letter is worded: three queries."""
        who = Participant.objects.select_related("cohort__residency").get(pk=facts["participant"])
        held = {
            (place.pool.bus.date.isoformat(), place.pool.bus.direction): place
            for place in Place.objects.filter(
                participant=who, pool__bus__cohort=who.cohort_id, pool__bus__closed_at=None
            ).select_related("pool__bus__vehicle", "pool__bus__cohort")
        }
        ways = [_own_way(each, held.get((each["date"], each["direction"]))) for each in facts["ways"]]
        return {
            "cohort": who.cohort,
            "residency": who.cohort.residency,
            "ways": ways,
            "have_seats": all(way.run for way in ways),
            "have_none": not any(way.run for way in ways),
            "button_url": settings.SITE_URL + reverse("logistics:travel", args=[who.cohort.slug]),
        }


def _own_way(known: Mapping[str, Any], place: Place | None) -> OwnWay:
    way = str(Direction(known["direction"]).label)
    if place is None:
        return OwnWay(date_in_words(dt.date.fromisoformat(known["date"])), way)
    run: Run = place.pool.bus
    calls = list(run.calls.all())
    on, off = calls[place.from_call], calls[place.to_call]
    leaves = run.hours(calls)[place.from_call]
    return OwnWay(date_in_words(leaves), way, run, on.stop, off.stop, hour_in_words(leaves), on.meeting_point)


def changed(
    who: Participant, cohort: Cohort, ways: Mapping[Way, Seat | None], not_before: dt.datetime
) -> Letter:
    """The letter to one person about ways that are other than they knew, with the seat of each before."""
    made = outbox.compose(
        SeatChanged,
        key=f"{SeatChanged.name}:{who.pk}:{uuid.uuid4().hex}",
        recipient=who.user,
        programme_id=cohort.residency.programme_id,
        cohort_id=cohort.pk,
        facts={
            "participant": who.pk,
            "ways": [
                {"date": date.isoformat(), "direction": direction, "before": list(before) if before else None}
                for (date, direction), before in sorted(ways.items(), key=_there_first)
            ],
        },
    )
    made.not_before = not_before
    return made


def _there_first(way: tuple[Way, Seat | None]) -> tuple[dt.date, int]:
    (date, direction), _before = way
    return date, Direction.values.index(direction)


def ways_of(letter: Letter | None) -> dict[Way, Seat | None]:
    """The ways that a letter speaks of, with the seat of each before; none without a letter."""
    return {
        (dt.date.fromisoformat(way["date"]), way["direction"]): tuple(way["before"])
        if way["before"]
        else None
        for way in ((letter and letter.facts) or {}).get("ways", ())
    }


class SeatOffered(Kind):
    """A seat that somebody waits for is offered, or went on, or they wait for it no more.

    Facts: the `run`, the `stretch`, the `case` (offered, lapsed, skipped), `why`; of an offer, its id and `until` when
    it holds.
    """

    name = "seat_offered"
    title = pgettext_lazy("letter", "A seat in a bus is offered")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The bus as it is when the letter is worded, and where one answers."""
        run = Run.objects.select_related("cohort__residency", "vehicle").get(pk=facts["run"])
        calls = list(run.calls.all())
        first, last = facts["stretch"]
        path = reverse("logistics:travel", args=[run.cohort.slug])
        if facts["offer"]:
            path = reverse("cohorts:offer", args=[facts["offer"]])
        return {
            "run": run,
            "cohort": run.cohort,
            "residency": run.cohort.residency,
            "case": facts["case"],
            "date": date_in_words(run.hours(calls)[first]),
            "stop": calls[first].stop,
            "to": calls[last].stop,
            "hour": hour_in_words(run.hours(calls)[first]),
            "why": str(Move.Why(facts["why"]).label) if facts["why"] else "",
            "until": dt.datetime.fromisoformat(facts["until"]) if facts["until"] else None,
            "button_url": settings.SITE_URL + path,
        }


def offered(moves: Iterable[Move], runs: Mapping[int, Run]) -> list[Letter]:
    """To whom the queue has offered a seat, or passed over, of these runs by their pools."""
    return [_of_move(move, runs[move.pool_id]) for move in moves if move.what in _CASES]


def _of_move(move: Move, run: Run) -> Letter:
    facts: dict[str, Any] = {"offer": "", "until": ""}
    if move.what == What.OFFERED:
        offer = Offer.objects.filter(pool=move.pool_id, participant=move.participant_id).latest("pk")
        facts = {"offer": str(offer.public_id), "until": offer.until.isoformat()}
    return outbox.compose(
        SeatOffered,
        key=f"{SeatOffered.name}:{move.pk}",
        recipient=move.participant.user,
        programme_id=run.cohort.residency.programme_id,
        cohort_id=run.cohort_id,
        facts={
            "run": run.pk,
            "stretch": list(move.stretch),
            "case": _CASES[What(move.what)],
            "why": move.why,
            **facts,
        },
    )
