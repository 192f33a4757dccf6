"""What choosing holds of a person: what they wished for, and what was decided about their sessions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.personal_data import called, said
from people.models import User
from people.person import Held

from .models import ChoiceGroup, Fixed, Option, Proposal, Wish
from .reasons import reasons_in_words

_GROUP = "choice_group__group"


def held(user: User) -> list[Held]:
    """Wishes, groups in which the person was named, what a run gave them and why, and what a manager decided.

    What nobody was told yet is not among it. The sessions that they attend are places: see `cohorts.personal_data`.
    """
    own = {"participant__user": user}
    of = _Names(called(Cohort.objects.filter(participants__user=user)))
    wishes = Wish.objects.filter(**own).select_related(f"option__{_GROUP}", "option__session")
    named = ChoiceGroup.objects.filter(named__user=user).select_related("group")
    fixed = Fixed.objects.filter(**own, choice_group__told_at__isnull=False)
    given = Proposal.objects.filter(**own, allocation__told_at__isnull=False)
    given = given.select_related(f"allocation__{_GROUP}", "option__session", "before__session").order_by("pk")
    return [
        Held(
            _("Sessions that you wished for"),
            [of.row(row.option.choice_group, _wish(row)) for row in wishes.order_by("option", "rank")],
        ),
        Held(
            _("Parallel sessions for which you were named"), [of.row(row, {}) for row in named.order_by("pk")]
        ),
        Held(_("Sessions that were given out to you by wishes"), _given(of, list(given))),
        Held(
            _("Sessions that the organisers decided for you"),
            [
                of.row(row.choice_group, {**_session(row.option), _("Decided at"): row.at})
                for row in fixed.select_related(_GROUP, "option__session").order_by("pk")
            ],
        ),
    ]


@dataclass(frozen=True)
class _Names:
    """How the person's cohorts are called, by id."""

    cohorts: Mapping[int, str]

    def row(self, group: ChoiceGroup, pairs: Mapping[str, Any]) -> dict[str, str]:
        """What is said of a group that is chosen from, after what it is."""
        residency, title = self.cohorts[group.group.cohort_id], group.group.title
        return said({_("Residency"): residency, _("Parallel sessions"): title, **pairs})


def _session(option: Option | None) -> dict[str, Any]:
    return {_("Session"): option.session.title if option else _("no session")}


def _wish(row: Wish) -> dict[str, Any]:
    return {
        **_session(row.option),
        _("Which of your wishes"): row.rank,
        _("Since"): row.since,
    }


def _given(of: _Names, rows: Iterable[Proposal]) -> list[dict[str, str]]:
    """Places by wishes, each with why it was no higher wish; one query for the sessions that are named there."""
    groups = {row.allocation.choice_group_id for row in rows}
    options = Option.objects.filter(choice_group__in=groups).select_related("session").in_bulk()
    return [
        of.row(
            row.allocation.choice_group,
            {
                **_session(row.option),
                _("Which of your wishes"): row.rank,
                _("Number of your wishes"): row.wishes,
                _("Session before"): row.before.session.title if row.before else "",
                _("Why not a higher wish"): " ".join(reasons_in_words(row, options)),
                _("Told at"): row.allocation.told_at,
            },
        )
        for row in rows
    ]


def erase(user: User) -> None:
    """Take what the person wished for, and what nobody was told.

    Who was named and what was decided stays, as numbers: what a run gave to others rests on it.
    """
    own = {"participant__user": user}
    Wish.objects.filter(**own).delete()
    Proposal.objects.filter(**own, allocation__told_at=None).delete()
