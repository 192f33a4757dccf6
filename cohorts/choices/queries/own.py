"""What one person may choose: the groups of a cohort as they stand for this person at one moment."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from cohorts import counting
from cohorts.choices.models import ChoiceGroup, Option, Wish
from cohorts.choices.obstacles import Obstacle
from cohorts.counting import Numbers
from cohorts.models import Cohort, Offer, Participant, Place
from cohorts.programme import FrozenSession
from cohorts.queries import standing
from foundation.stale import mark_of
from foundation.words.translated import Words

from .attending import in_their_groups
from .choosers import groups_of as groups_of_chooser
from .plans import Plan, plan_of, text


@dataclass(frozen=True)
class OptionView:
    """A session that may be chosen, as it stands for one person."""

    row: Option
    session: FrozenSession
    numbers: Numbers
    is_held: bool
    # Which one the person is in its queue, from 1; until when a place is held for them; which of their wishes it is.
    waiting: int | None
    offer: Offer | None
    rank: int | None
    obstacle: Obstacle | None
    holds_day: bool
    has_begun: bool

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        return text(self.session.title)


@dataclass(frozen=True)
class GroupView:
    """A group that one chooses from, as it stands for one person."""

    row: ChoiceGroup
    cohort: Cohort
    participant: Participant
    title: Words
    options: tuple[OptionView, ...]
    is_open: bool
    # Whether the manager lets this person choose here.
    may_choose: bool = True
    # When choosing begins, while that is to come.
    begins_at: dt.datetime | None = None

    @property
    def held(self) -> tuple[OptionView, ...]:
        """What the person attends; one at most, unless a manager gave more."""
        return tuple(option for option in self.options if option.is_held)

    @property
    def wishes(self) -> tuple[OptionView, ...]:
        """What the person wishes for, the first wish first."""
        wished = [option for option in self.options if option.rank is not None]
        return tuple(sorted(wished, key=lambda option: option.rank or 0))

    @property
    def has_answered(self) -> bool:
        """Whether there is nothing to remind the person of."""
        return bool(
            self.held or self.wishes or any(option.waiting or option.offer for option in self.options)
        )

    @cached_property
    def mark(self) -> str:
        """A mark of what the person has, so that a form made from an older state is noticed."""
        return mark_of(
            [
                (option.row.pk, option.is_held, option.waiting is not None, option.rank)
                for option in sorted(self.options, key=lambda option: option.row.pk)
            ]
        )

    def option(self, public_id: str) -> OptionView | None:
        """The option of a session, by the session's public id."""
        return next((each for each in self.options if each.session.id == public_id), None)


def own_groups(user_id: int, cohort: Cohort, moment: dt.datetime) -> list[GroupView]:
    """The groups from which this person chooses; ten queries at most, however many there are.

    Whoever holds none of the days of a group does not see it, unless they hold a place in it.
    """
    participant = Participant.objects.filter(cohort=cohort, user=user_id).select_related("user").first()
    rows = groups_of(cohort) if participant is not None else ()
    return views_of(participant, cohort, list(rows), moment) if participant is not None and rows else []


def groups_of(cohort: Cohort) -> QuerySet[ChoiceGroup]:
    """The groups of a cohort that are chosen from, with their titles."""
    return ChoiceGroup.objects.filter(group__cohort=cohort).select_related("group").order_by("group__pk")


def views_of(
    participant: Participant, cohort: Cohort, rows: list[ChoiceGroup], moment: dt.datetime
) -> list[GroupView]:
    """These groups as they stand for one person; the participant comes with the account. Nine queries."""
    plan = plan_of(cohort)
    options = with_numbers(in_their_groups().filter(choice_group__in=rows), moment)
    mine = _mine(participant, moment)
    by_group: dict[int, list[Option]] = {}
    for option in options:
        if str(option.session.public_id) in plan.sessions:
            by_group.setdefault(option.choice_group_id, []).append(option)
    found, choosing = [], groups_of_chooser(participant, rows)
    for row in rows:
        own = by_group.get(row.pk, [])
        elsewhere = [
            mine.sessions[pool] for pool in mine.sessions if pool not in {each.pool_id for each in own}
        ]
        views = tuple(_option_view(option, plan, mine, elsewhere, moment) for option in own)
        if any(view.holds_day or view.is_held for view in views):
            may_choose = row.pk in choosing
            is_ahead = not all(view.has_begun for view in views)
            is_open = may_choose and is_ahead and _is_open(row, cohort, moment)
            title = next((view.session.group for view in views), Words())
            begins_at = row.opens_at if row.opens_at and row.opens_at > moment else None
            found.append(GroupView(row, cohort, participant, title, views, is_open, may_choose, begins_at))
    return found


def _is_open(row: ChoiceGroup, cohort: Cohort, moment: dt.datetime) -> bool:
    takes_place = cohort.state == Cohort.State.PUBLISHED and cohort.archived_at is None
    # Once people were told, a manager puts right what is to be put right.
    return takes_place and row.is_open_at(moment) and not row.is_told


def with_numbers(options: QuerySet[Option], moment: dt.datetime) -> QuerySet[Option]:
    """The options with their sessions and pools, and how their places stand; no query more. See `numbers_of`."""
    rows = options.select_related("session__day", "pool").annotate(**counting.counts("pool", moment))
    return rows.order_by("session__day__date", "session__starts", "session__pk")


def numbers_of(option: Option) -> Numbers:
    """How the places of an option stand, of one that came by `with_numbers`."""
    counts = vars(option)
    names = ("held", "waiting", "offered", "reserved")
    return Numbers(option.pool.capacity, *(counts[name] for name in names))


# ---------------------------------------------------------------- what the person has
@dataclass(frozen=True)
class _Mine:
    pools: frozenset[int]
    # Of the pools held that are a session's: its public id.
    sessions: Mapping[int, str]
    queue: Mapping[int, int]
    offers: Mapping[int, Offer]
    ranks: Mapping[int, int]


def _mine(participant: Participant, moment: dt.datetime) -> _Mine:
    held = Place.objects.filter(participant=participant)
    pools = frozenset(held.values_list("pool_id", flat=True))
    sessions = in_their_groups().filter(pool__in=pools)
    offers = Offer.objects.filter(participant=participant).live(moment)
    return _Mine(
        pools=pools,
        sessions={pool: str(pk) for pool, pk in sessions.values_list("pool_id", "session__public_id")},
        queue=dict(standing().filter(participant=participant).values_list("pool_id", "number")),
        offers={offer.pool_id: offer for offer in offers},
        ranks=dict(Wish.objects.filter(participant=participant).values_list("option_id", "rank")),
    )


def _option_view(
    option: Option, plan: Plan, mine: _Mine, elsewhere: Iterable[str], moment: dt.datetime
) -> OptionView:
    public_id = str(option.session.public_id)
    return OptionView(
        row=option,
        session=plan.sessions[public_id],
        numbers=numbers_of(option),
        is_held=option.pool_id in mine.pools,
        waiting=mine.queue.get(option.pool_id),
        offer=mine.offers.get(option.pool_id),
        rank=mine.ranks.get(option.pk),
        obstacle=plan.obstacle(public_id, elsewhere),
        holds_day=option.session.day.pool_id in mine.pools,
        has_begun=plan.starts_at(public_id) <= moment,
    )
