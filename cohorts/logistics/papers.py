"""Whether a printed list still holds: asked by whoever has the paper, by the code and the number that stand on it.

The answer is yes or no and since when, and nothing of anybody. A code is made from what it is for with the site's key,
so nothing is kept of it; it is looked for among lists that are still in use.
"""

import base64
import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from foundation.clocks.dates import date_in_words, hour_beside

from .door_lists import from_json
from .models import PassList, Run, Visit
from .queries import listed_at, with_session

# Ten letters of 32: nobody guesses fifty bits at thirty tries a minute, and somebody at a gate can type them.
LETTERS = 10
# A run's list ends at four in the morning after, a visit's list a day after the visit.
LONGEST = dt.timedelta(days=2)


@dataclass(frozen=True)
class Verdict:
    """What is said of a paper: whether it holds, which number holds, and since when."""

    holds: bool
    what: str
    when: str  # which days it is for
    number: int  # of the list that holds; 0 where that one has no number yet
    since: dt.datetime | None
    zone: zoneinfo.ZoneInfo
    has_ended: bool = False

    @property
    def since_words(self) -> str:
        """“07:42”, with the date unless it is today's; empty where it is not known."""
        if self.since is None:
            return ""
        local = self.since.astimezone(self.zone)
        return hour_beside(local, timezone.localdate(timezone=self.zone))


def code_of(row: Run | Visit) -> str:
    """The code on the papers of a run or of a visit."""
    label = "run" if isinstance(row, Run) else "visit"
    digest = salted_hmac("logistics.papers", f"{label}:{row.public_id}", algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:LETTERS]


def address_of(row: Run | Visit, number: int) -> str:
    """Where somebody with the paper looks, as it is printed."""
    return settings.SITE_URL + reverse("logistics:paper", args=[code_of(row), number])


def verdict_of(code: str, number: int) -> Verdict | None:
    """Whether the list of that number still holds; None for a code of no list in use. Three queries, six at most."""
    now = timezone.now()
    since = (now - LONGEST).date()
    runs = Run.objects.filter(date__gte=since).select_related("cohort")
    visits = with_session(Visit.objects.filter(session__day__date__gte=since))
    judged: tuple[tuple[Iterable[Any], Callable[..., Verdict]], ...] = ((runs, _of_run), (visits, _of_visit))
    for rows, judge in judged:
        for row in rows:
            if constant_time_compare(code_of(row), code.lower()):
                return judge(row, number, now)
    return None


def _of_run(run: Run, number: int, now: dt.datetime) -> Verdict:
    return Verdict(
        holds=number == run.list_number and now < run.ends_at,
        what=str(run),
        when=date_in_words(run.leaves),
        number=run.list_number,
        since=run.list_changed_at,
        zone=run.cohort.zone,
        has_ended=now >= run.ends_at,
    )


def _of_visit(visit: Visit, number: int, now: dt.datetime) -> Verdict:
    """A list for a door holds as long as nobody comes or stays away besides; what is open yet has the number 0."""
    fixed = list(PassList.objects.filter(visit=visit).order_by("number"))
    last = fixed[-1] if fixed else None
    is_last = number == (last.number if last else 0)
    has_changed = last is not None and from_json(last.people, last.buses) != listed_at(visit.session)
    later = next((each for each in fixed if each.number > number), None)
    session = visit.session
    return Verdict(
        holds=last is not None and is_last and not has_changed and now < visit.links_end_at,
        what=str(session),
        when=date_in_words(session.day.date),
        number=last.number if last and not has_changed else 0,
        since=later.fixed_at if later else None,
        zone=session.day.cohort.zone,
        has_ended=now >= visit.links_end_at,
    )
