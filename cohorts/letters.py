"""The letter to a manager about what waits in the cohorts of a programme."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from foundation.clocks.dates import dates_in_words
from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter
from people.models import User
from residencies.models import Programme

from .facts import Fact
from .models import Cohort, Day
from .wing import waiting

RIGHT = "digest.receive"


def what_waits(user: User, programme_id: int, moment: dt.datetime) -> list[tuple[Cohort, list[Fact]]]:
    """What waits for this manager in cohorts of the programme, in the present language, the earliest cohort first;
    nothing for who does not manage it any more. A constant number of queries."""
    days = Prefetch("days", Day.objects.select_related("pool").order_by("date"))
    cohorts = list(
        Cohort.objects.visible_to(user, RIGHT)
        .filter(residency__programme=programme_id, archived_at__isnull=True)
        .select_related("residency__programme")
        .prefetch_related(days)
        .order_by("pk")
    )
    waits = waiting(cohorts, moment, user)
    found = [(cohort, waits[cohort.pk]) for cohort in cohorts if waits[cohort.pk]]
    return sorted(found, key=lambda each: min((day.date for day in each[0].days.all()), default=dt.date.max))


def key_of(cohort: Cohort, fact: Fact) -> str:
    """By what something that waits is known again, in whatever language and number it is said."""
    return f"{cohort.pk} {fact.url} {fact.about}"


@dataclass(frozen=True)
class Line:
    """Something that waits, where it is seen to, and whether the reader was not told of it before."""

    text: str
    url: str
    is_new: bool


@dataclass(frozen=True)
class Part:
    """What waits in one cohort, the new first."""

    title: str
    dates: str
    lines: tuple[Line, ...]


class WhatWaits(Kind):
    """What waits when the letter leaves, with what its reader was not told of before.

    Facts: the `programme`, the reader (`user`), and what was `new` when it was written, by `key_of`. What was
    seen to meanwhile is not in it, nor is anything for who manages the programme no more.
    """

    name = "what_waits"
    title = pgettext_lazy("letter", "What waits for you")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Cohort by cohort, with links."""
        programme = Programme.objects.get(pk=facts["programme"])
        user = User.objects.get(pk=facts["user"])
        new = frozenset(facts["new"])
        waits = what_waits(user, programme.pk, timezone.now())
        parts = [_part(cohort, lines, new) for cohort, lines in waits]
        names = {part.title for part in parts if any(line.is_new for line in part.lines)}
        return {
            "programme": programme,
            "parts": parts,
            "about": names.pop() if len(names) == 1 else programme.name,
            "button_url": f"{settings.SITE_URL}{reverse('wagtailadmin_home')}",
            "details_url": f"{settings.SITE_URL}/{language}/my/details/",
        }

    def cohorts_of(self, user: Any) -> list[tuple[int, str]]:
        """Those that this person sees, the newest first, each with its days; two queries."""
        days = Prefetch("days", Day.objects.order_by("date"))
        rows = Cohort.objects.visible_to(user).select_related("residency").prefetch_related(days)
        return [(row.pk, _title(row)) for row in rows.order_by("-pk")]


def _title(cohort: Cohort) -> str:
    dates = dates_in_words([day.date for day in cohort.days.all()])
    return " · ".join(filter(None, (cohort.residency.name, dates or cohort.slug)))


def _part(cohort: Cohort, facts: Sequence[Fact], new: frozenset[str]) -> Part:
    lines = [Line(fact.text, f"{settings.SITE_URL}{fact.url}", key_of(cohort, fact) in new) for fact in facts]
    return Part(
        cohort.residency.name,
        dates_in_words([day.date for day in cohort.days.all()]),
        tuple(sorted(lines, key=lambda line: not line.is_new)),
    )


def what_waits_letter(
    manager: User, programme_id: int, record_id: int, number: int, new: Sequence[str]
) -> Letter:
    """The letter to one manager, the one of this look at this record."""
    return outbox.compose(
        WhatWaits,
        key=f"{WhatWaits.name}:{record_id}:{number}",
        recipient=manager,
        programme_id=programme_id,
        facts={"programme": programme_id, "user": manager.pk, "new": list(new)},
    )
