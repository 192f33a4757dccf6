"""Reads of runs: the last one, what it proposes, and its numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property

from cohorts.choices.models import Allocation, ChoiceGroup, Fixed, Proposal
from foundation.stale import mark_of
from people.models import by_name


def latest_run(choice_group: ChoiceGroup) -> Allocation | None:
    """The run that counts: the last that was started."""
    return Allocation.objects.filter(choice_group=choice_group).order_by("-pk").first()


def mark_of_run(run: Allocation) -> str:
    """A mark of who is given what by a run."""
    rows = Proposal.objects.filter(allocation=run).order_by("participant_id")
    return mark_of([run.pk, *rows.values_list("participant_id", "option_id")])


# What a list of a proposal may show alone.
SHOWN: Mapping[str, Q] = {
    "all": Q(),
    "without": Q(option__isnull=True),
    "lower": Q(rank__gt=1),
    "moved": Q(before__isnull=False) & (Q(option__isnull=True) | ~Q(option=F("before"))),
}


def proposals_of(run: Allocation, shown: str = "all") -> QuerySet[Proposal]:
    """The rows of a run with their people and sessions, by family name."""
    rows = Proposal.objects.filter(SHOWN.get(shown, Q()), allocation=run)
    rows = rows.select_related("participant__user", "option__session", "before__session")
    return rows.order_by(*by_name("participant__user__"), "pk")


@dataclass(frozen=True)
class Summary:
    """What a run gives, in numbers."""

    people: int
    by_rank: Mapping[int, int]
    without: int
    unlisted: int
    moved: int

    @cached_property
    def worst(self) -> int:
        """The lowest wish that somebody gets; 0 if nobody gets one."""
        return max(self.by_rank, default=0)


def summary_of(run: Allocation) -> Summary:
    """The numbers of a run; one query."""
    rows = list(Proposal.objects.filter(allocation=run).values_list("rank", "option_id", "before_id"))
    return Summary(
        people=len(rows),
        by_rank=dict(sorted(Counter(rank for rank, _o, _b in rows if rank).items())),
        without=sum(option is None for _r, option, _b in rows),
        unlisted=sum(option is not None and rank is None for rank, option, _b in rows),
        moved=sum(before is not None and option != before for _r, option, before in rows),
    )


def fixed_in(choice_group: ChoiceGroup) -> set[int]:
    """Whose row a manager fixed, by the participant's id; one query."""
    return set(Fixed.objects.filter(choice_group=choice_group).values_list("participant_id", flat=True))
