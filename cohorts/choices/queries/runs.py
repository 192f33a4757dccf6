"""Reads of runs: the last one, what it proposes, and in words why not a higher wish."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.choices.models import Allocation, ChoiceGroup, Fixed, Option, Proposal
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


# ---------------------------------------------------------------- in words
def got_in_words(proposal: Proposal) -> str:
    """What a person gets by a run: “wish 2 of 5”."""
    if proposal.option_id is None:
        if not proposal.wishes:
            return _("has no wish that could be granted: call them")
        return _("none of the wishes: call them")
    if proposal.rank is None:
        return _("not among the wishes")
    words = _("wish %(rank)s of %(wishes)s")
    return words % {"rank": proposal.rank, "wishes": proposal.wishes}


def reasons_in_words(proposal: Proposal, options: Mapping[int, Option]) -> list[str]:
    """For each higher wish, what it would have cost others; the options by id, with their sessions."""
    return [
        _reason(price, options[price["option"]].session.title)
        for price in proposal.prices
        if price["option"] in options
    ]


def _reason(price: Mapping[str, int], title: str) -> str:
    names = {"rank": price["rank"], "title": title}
    if price["is_impossible"]:
        return _("Wish %(rank)s, “%(title)s”: every place there is fixed, or there are none.") % names
    if not price["others"]:
        return (
            _(
                "Wish %(rank)s, “%(title)s”: there is room, but whoever was told something is not moved for a wish."
            )
            % names
        )
    elsewhere = ngettext(
        "%(count)s other person would have to go elsewhere",
        "%(count)s other people would have to go elsewhere",
        price["others"],
    ) % {"count": price["others"]}
    return _("Wish %(rank)s, “%(title)s”: %(elsewhere)s%(cost)s.") % {
        **names,
        "elsewhere": elsewhere,
        "cost": _cost(price),
    }


def _cost(price: Mapping[str, int]) -> str:
    """What it means for those others, from the gravest on."""
    parts = []
    if price["without"] > 0:
        text = ngettext(
            "%(count)s of them would get none of the wishes",
            "%(count)s of them would get none of the wishes",
            price["without"],
        )
        parts.append(text % {"count": price["without"]})
    if price["moved"] > 0:
        text = ngettext(
            "%(count)s would lose what they have been told",
            "%(count)s would lose what they have been told",
            price["moved"],
        )
        parts.append(text % {"count": price["moved"]})
    if price["ranks"] > 0 and not price["without"] > 0:
        text = ngettext(
            "their wishes would be met %(count)s step lower in all",
            "their wishes would be met %(count)s steps lower in all",
            price["ranks"],
        )
        parts.append(text % {"count": price["ranks"]})
    return "".join(f"; {part}" for part in parts)
