"""How choosing stands in cohorts, for their pages and the first screen of the back office."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.choices.models import Allocation, ChoiceGroup, Option, Wish
from cohorts.models import Cohort, Participant, Place, Waiting
from cohorts.timetable.models import TrackGroup
from foundation.work import WorkState

from .attending import in_their_groups
from .choosers import choosers_of


@dataclass(frozen=True)
class Line:
    """A group of parallel sessions; `row` is None where one does not choose."""

    group: TrackGroup
    row: ChoiceGroup | None
    may_choose: int
    silent: int

    def in_words(self) -> str:
        """What is known of it at a glance."""
        if self.row is None:
            return _("%(group)s: not chosen from, everybody sees all of it") % {"group": self.group.title}
        words = ngettext(
            "%(group)s: %(silent)s of %(count)s person has not chosen",
            "%(group)s: %(silent)s of %(count)s people have not chosen",
            self.may_choose,
        )
        return words % {"group": self.group.title, "silent": self.silent, "count": self.may_choose}


def lines_of(cohort: Cohort) -> list[Line]:
    """The groups of a cohort, with how many may choose and have not; six queries, however many groups there are."""
    groups = TrackGroup.objects.filter(cohort=cohort).order_by("pk")
    rows = {row.group_id: row for row in ChoiceGroup.objects.filter(group__cohort=cohort)}
    found, people = [], answers_of(rows.values())
    for group in groups:
        row = rows.get(group.pk)
        if row is not None:
            row.group = group
        own = people[row.pk] if row is not None else Answers()
        found.append(Line(group, row, len(own.may_choose), len(own.silent)))
    return found


@dataclass(frozen=True)
class Answers:
    """Who may choose of a group, for they hold its day, and who of them has no place, no wish, and does not wait."""

    may_choose: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()


def answers_of(rows: Iterable[ChoiceGroup]) -> dict[int, Answers]:
    """The participants of these groups, by the group's id; six queries at most."""
    asked = list(rows)
    groups = [row.pk for row in asked]
    options = list(
        in_their_groups()
        .filter(choice_group__in=groups)
        .values_list("choice_group_id", "pool_id", "session__day__pool_id")
    )
    pools = {pool for _group, *both in options for pool in both}
    people: dict[int, set[int]] = {pool: set() for pool in pools}
    comes = {"pool__in": pools, "participant__kind": Participant.Kind.PARTICIPANT}
    for model in (Place, Waiting):
        has = model._default_manager.filter(**comes).values_list("pool_id", "participant_id")
        days = {day for _group, _pool, day in options}
        for pool, person in has:
            # Waiting for the day is not having it.
            if model is Place or pool not in days:
                people[pool].add(person)
    wished: dict[int, set[int]] = {group: set() for group in groups}
    wishes = Wish.objects.filter(option__choice_group__in=groups)
    for group, person in wishes.values_list("option__choice_group_id", "participant_id"):
        wished[group].add(person)
    found, choosers = {}, choosers_of(asked, {person for each in people.values() for person in each})
    for group in groups:
        own = [each for each in options if each[0] == group]
        may_choose = set().union(*(people[day] for _group, _pool, day in own)) & choosers[group]
        answered = wished[group].union(*(people[pool] for _group, pool, _day in own))
        found[group] = Answers(frozenset(may_choose), frozenset(may_choose - answered))
    return found


def runs_to_tell(cohorts: Iterable[Cohort]) -> list[tuple[int, ChoiceGroup]]:
    """Groups whose last run is a proposal that nobody was told, with the cohort's id; one query."""
    later = Allocation.objects.filter(choice_group=OuterRef("choice_group"), pk__gt=OuterRef("pk"))
    runs = Allocation.objects.filter(
        ~Exists(later), choice_group__group__cohort__in=list(cohorts), state=WorkState.DONE, told_at=None
    ).select_related("choice_group__group__cohort__residency")
    return [(run.choice_group.group.cohort_id, run.choice_group) for run in runs.order_by("pk")]


def closing_too_late(cohort: Cohort) -> list[ChoiceGroup]:
    """Groups that one chooses from by wishes until after the first session begins, and are not told; one query."""
    options = in_their_groups().filter(
        choice_group__group__cohort=cohort,
        choice_group__mode=ChoiceGroup.Mode.RANKED,
        choice_group__told_at=None,
    )
    rows = options.select_related("session__day__cohort", "choice_group__group").order_by("choice_group")
    late = [each.choice_group for each in rows if _begins_before_it_closes(each)]
    return list(dict.fromkeys(late))


def _begins_before_it_closes(option: Option) -> bool:
    closes_at = option.choice_group.closes_at
    return not option.session.is_off and closes_at is not None and closes_at >= option.session.starts_at


def without_answer(cohorts: Sequence[Cohort], moment: dt.datetime) -> list[tuple[int, ChoiceGroup, int]]:
    """Groups whose hour is over before their day, with how many have not chosen; five queries."""
    rows = ChoiceGroup.objects.filter(
        group__cohort__in=list(cohorts),
        group__cohort__state=Cohort.State.PUBLISHED,
        closes_at__lt=moment,
        group__sessions__day__date__gte=timezone.localdate(moment),
    ).select_related("group")
    late = list(rows.order_by("pk").distinct())
    people = answers_of(late) if late else {}
    found = [(row.group.cohort_id, row, len(people[row.pk].silent)) for row in late]
    return [each for each in found if each[2]]
