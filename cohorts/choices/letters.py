"""Letters about a place at a session that one chooses: given, moved, taken away, offered, gone on."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from cohorts.models import Move, Offer, Participant
from cohorts.programme import FrozenSession, session_from_json, session_to_json
from cohorts.timetable.queries import freeze, latest_timetable
from cohorts.wing import names
from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter

from .models import ChoiceGroup, Option
from .queries.along import NOTHING, Along, along_of

What = Move.What
# How keys of letters about what a manager decided begin.
BY_HAND = "session_place:hand:"
# What the letter says of a move that the person did not make.
_CASES = {
    What.TOOK: "given",
    What.OFFERED: "offered",
    What.LAPSED: "lapsed",
    What.SKIPPED: "skipped",
}


class SessionPlace(Kind):
    """What the reader attends of parallel sessions now.

    Facts: the `choice_group`; the `case` (given, moved, none, lost, offered, lapsed, skipped); the `session` it speaks
    of and the one `before`, as people knew them then; which of how many wishes it is; a `reason`; of an offer, its id,
    `until` when it holds, and by their pools what goes with it (`parts`) and what of that is `missing`. Where it is
    decided, the `participant`, and `along`: what they held before of what goes along; what they have now is read anew.
    """

    name = "session_place"
    title = pgettext_lazy("letter", "Place at a session")
    version = 3

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The sessions in the reader's language, what goes along as it is now, and where to see or change it."""
        rows = ChoiceGroup.objects.select_related("group__cohort__residency")
        row = rows.get(pk=facts["choice_group"])
        cohort = row.group.cohort
        path = reverse("choices:own", args=[cohort.slug])
        parts, missing, gone = _along(facts)
        called = names({*parts, *missing, *gone}) if parts or missing or gone else {}
        if facts["offer"]:
            path = reverse("cohorts:offer", args=[facts["offer"]])
        return {
            "cohort": cohort,
            "residency": cohort.residency,
            "case": facts["case"],
            "session": _shown(facts["session"], language),
            "before": _shown(facts["before"], language),
            "wish": facts["wish"],
            "wishes": facts["wishes"],
            "reason": facts["reason"],
            "why": str(Move.Why(facts["why"]).label) if facts["why"] else "",
            "until": dt.datetime.fromisoformat(facts["until"]) if facts["until"] else None,
            "parts": [called[pool] for pool in parts if pool in called],
            "missing": [called[pool] for pool in missing if pool in called],
            "gone": [called[pool] for pool in gone if pool in called],
            "button_url": settings.SITE_URL + path,
        }


def _along(facts: Facts) -> tuple[list[int], list[int], list[int]]:
    """By their pools, what goes along, what of that is missing, and what is held no more.

    Of version 1 nothing went with an offer; before version 3 nothing went with a decision.
    """
    if facts.get("along") is None:
        return list(facts.get("parts", ())), list(facts.get("missing", ())), []
    before = {pool: (pool, first, last) for pool, first, last in facts["along"]}
    person = facts["participant"]
    now = along_of(facts["choice_group"], [person]).get(person, NOTHING)
    held = {pool for pool, _first, _last in now.held}
    got = {seat[0] for seat in now.held if before.get(seat[0]) != seat}
    return sorted(got), sorted(now.waiting), sorted(before.keys() - held)


def _shown(kept: Any, language: str) -> dict[str, Any] | None:
    if kept is None:
        return None
    session = session_from_json(kept)
    where = (session.site, session.address, session.town)
    return {
        "title": session.title.in_(language).text,
        "date": session.date,
        "hours": session.hours_in_words,
        "where": ", ".join(words.in_(language).text for words in where if words),
    }


def as_known(option: Option) -> FrozenSession:
    """The session of an option as people know it; before the first release, as it is planned."""
    timetable = latest_timetable(option.session.day.cohort)
    public_id = str(option.session.public_id)
    known = {each.id: each for each in timetable.sessions} if timetable else {}
    return known.get(public_id) or freeze(option.session)


def _letter(key: str, participant: Participant, choice_group: ChoiceGroup, **facts: Any) -> Letter:
    blank: dict[str, Any] = {
        "session": None,
        "before": None,
        "wish": None,
        "wishes": 0,
        "reason": "",
        "why": "",
        "offer": "",
        "until": "",
        "parts": [],
        "missing": [],
        "participant": participant.pk,
        "along": None,
    }
    return outbox.compose(
        SessionPlace,
        key=key,
        recipient=participant.user,
        programme_id=choice_group.group.cohort.residency.programme_id,
        cohort_id=choice_group.group.cohort_id,
        facts={"choice_group": choice_group.pk, **blank, **facts},
    )


def moved(move: Move, option: Option, before: Along = NOTHING) -> Letter:
    """To whom the queue has given or offered a place, or passed over; the group came with its programme.

    `before`: what they held of what goes along.
    """
    facts: dict[str, Any] = {"case": _CASES[What(move.what)], "session": session_to_json(as_known(option))}
    if move.what == What.OFFERED:
        offer = Offer.objects.filter(pool=move.pool_id, participant=move.participant_id).latest("pk")
        whole = offer.part_of or offer
        facts |= {"offer": str(whole.public_id), "until": offer.until.isoformat()}
        facts |= {"parts": list(whole.parts.values_list("pool", flat=True)), "missing": whole.missing}
    if move.what == What.TOOK:
        facts |= {"along": kept_along(before)}
    return _letter(
        f"session_place:move:{move.pk}", move.participant, option.choice_group, why=move.why, **facts
    )


def told(
    *,
    key: str,
    participant: Participant,
    choice_group: ChoiceGroup,
    session: FrozenSession | None,
    before: FrozenSession | None,
    wish: int | None = None,
    wishes: int = 0,
    reason: str = "",
    along: Along = NOTHING,
) -> Letter:
    """What somebody attends now, as an allocation or a manager decided it; `along` is what went along before."""
    case = ("moved" if before else "given") if session else ("lost" if before else "none")
    return _letter(
        f"session_place:{key}:{participant.pk}",
        participant,
        choice_group,
        case=case,
        session=session_to_json(session) if session else None,
        before=session_to_json(before) if before else None,
        wish=wish,
        wishes=wishes,
        reason=reason,
        along=kept_along(along),
    )


def kept_along(along: Along) -> list[list[int]]:
    """What somebody held that goes along, as a letter keeps it."""
    return [list(seat) for seat in sorted(along.held)]
