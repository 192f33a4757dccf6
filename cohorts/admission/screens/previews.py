"""The letters that decisions would send, as their readers will read them, before anything goes out."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cohorts.admission import letters, queries
from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.services.decisions import OUTCOME
from messaging import wording
from messaging.models import Letter


@dataclass(frozen=True)
class Wish:
    """What a form asks for: a decision about some requests, as they were seen."""

    decision: Decision
    reason: str
    seen: Mapping[int, str]


def _number_on_the_list(
    row: DayRequest, rows: list[DayRequest], numbers: Mapping[int, queries.DayNumbers]
) -> int:
    """Which one on the waiting list a person would be if all these were put on it."""
    ahead = sum(other.day_id == row.day_id and other.pk < row.pk for other in rows)
    return numbers[row.day_id].numbers.waiting + ahead + 1


def _letter_to(row: DayRequest, wish: Wish, number: int | None) -> Letter:
    """The letter that the decision would send, in words; nothing is written."""
    decided = copy(row)
    decided.state, decided.reason = OUTCOME[wish.decision], wish.reason.strip()
    decided.queue_number = number
    return wording.word(letters.decided(decided))


def previews_of(
    rows: list[DayRequest], wish: Wish, numbers: Mapping[int, queries.DayNumbers]
) -> list[dict[str, Any]]:
    """The letter in each language that its readers have, as the first of them will read it; `count` is of letters.

    Who is decided on for two days is written to twice.
    """
    by_language: dict[str, list[DayRequest]] = {}
    for row in rows:
        by_language.setdefault(row.application.participant.user.language, []).append(row)
    names = dict(settings.LANGUAGES)
    previews = []
    for language, readers in by_language.items():
        number = _number_on_the_list(readers[0], rows, numbers) if wish.decision == Decision.WAIT else None
        letter = _letter_to(readers[0], wish, number)
        previews.append(
            {
                "language": language,
                "name": names[language],
                "count": len(readers),
                "subject": letter.subject,
                "text": letter.text,
            }
        )
    return previews
