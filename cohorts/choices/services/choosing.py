"""What people choose by themselves: a place of a session, or wishes in their order."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import places, wing
from cohorts.choices.models import ChoiceGroup, Wish
from cohorts.choices.queries.own import GroupView, OptionView, views_of
from cohorts.models import Cohort, Move, Participant, Place, Pool, Waiting
from cohorts.places import PoolFull
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from people.models import User

from .locking import lock_group

NOT_A_CHOOSER = _(
    "The organiser has said who chooses among these sessions, and you are not among them. Write to the organiser if"
    " that is wrong."
)
_NO_DAY = _("You hold no place on the day of this session.")


class NotYours(DomainError):
    """The person holds no place on the day, or comes to another cohort."""


@transaction.atomic
def choose(
    *,
    actor: User,
    choice_group: ChoiceGroup,
    session: str,
    seen: str | None = None,
    waits: bool = False,
    takes_at_once: bool = False,
) -> Place | Waiting:
    """Take a place of a session, by its public id, instead of the one that is held in the group: the new one first.

    Whoever waits for it keeps what they hold. Raises `Conflict` if what the person has is not what was `seen`,
    `PoolFull`, `NotYours`, and `DomainError` where choosing is over or something stands against the session. Side
    effects: moves; whatever follows from them in the rooms, the place held before given back among it.
    """
    view = _locked(actor, choice_group, seen)
    option = _to_choose(view, session, ranked=False)
    person, pool_id = view.participant, option.row.pool_id
    if option.is_held:
        return Place.objects.get(pool=pool_id, participant=person)
    if option.waiting:
        return Waiting.objects.get(pool=pool_id, participant=person)
    _refuse_obstacle(option)
    pool = _hold_pools(view, option)
    try:
        got = places.arrive(
            pool=pool, participant=person, waits=waits, actor=actor, takes_at_once=takes_at_once
        )
    except PoolFull as error:
        words = _(
            "Every place at “%(session)s” is taken. Choose another session, or wait for a place at this one."
        )
        raise PoolFull(words % {"session": option.title}, field="waits") from error
    _tell([pool_id], person)
    return got


def _hold_pools(view: GroupView, option: OptionView) -> Pool:
    """Lock the pools that change, and give the option's; the day's with them, as whoever loses the day holds it."""
    day = option.row.session.day.pool_id
    own = [option.row.pool_id, *(each.row.pool_id for each in view.held)]
    held = places.lock_all([day, *wing.go_along(own)])
    if not Place.objects.filter(pool=day, participant=view.participant).exists():
        raise NotYours(_NO_DAY)  # given up while we waited
    return held[option.row.pool_id]


@transaction.atomic
def leave(*, actor: User, choice_group: ChoiceGroup, session: str, seen: str | None = None) -> None:
    """Give a place at a session back, or the place in its queue, and attend none of the group.

    Raises as `choose` does. Side effects: moves; what follows from them in the rooms; the place is offered to the next.
    """
    view = _locked(actor, choice_group, seen)
    option = _to_choose(view, session, ranked=False)
    places.lock_all(wing.go_along([option.row.pool_id]))
    places.give_back(pool_id=option.row.pool_id, participant=view.participant, actor=actor)
    _tell([option.row.pool_id], view.participant)


@transaction.atomic
def save_wishes(
    *, actor: User, choice_group: ChoiceGroup, wishes: Sequence[str], seen: str | None = None
) -> list[Wish]:
    """Put sessions of the group in order, by their public ids, the first wish first; none takes all wishes back.

    Raises `Conflict` if what the person has is not what was `seen`, and `DomainError`, with the session's id as its
    field, for one that cannot be attended beside what the person attends.
    """
    view = _locked(actor, choice_group, seen)
    wanted = [_to_choose(view, session, ranked=True) for session in dict.fromkeys(wishes)]
    if not wanted:
        _refuse_closed(view, ranked=True)
    for option in wanted:
        _refuse_obstacle(option)
    Wish.objects.filter(participant=view.participant, option__choice_group=choice_group).delete()
    return Wish.objects.bulk_create(
        Wish(participant=view.participant, option=option.row, rank=rank)
        for rank, option in enumerate(wanted, start=1)
    )


# ---------------------------------------------------------------- what all of them ask
def _locked(actor: User, choice_group: ChoiceGroup, seen: str | None) -> GroupView:
    """The group as it stands for the person under the locks, and as it was seen."""
    moment = timezone.now()
    own = Participant.objects.filter(user=actor, cohort__track_groups=choice_group.group_id).first()
    if own is None:
        raise NotYours(_("You choose among the sessions of your own days only."))
    participant = places.lock_participants([own.pk])[own.pk]
    row = lock_group(choice_group.pk)
    cohort: Cohort = row.group.cohort
    found = views_of(participant, cohort, [row], moment)
    if not found:
        raise NotYours(_("You hold no place on this day, so there is nothing to choose."))
    changed = _(
        "Your choice was changed after this page was opened, perhaps in another window. Look at what you have now, and"
        " choose again."
    )
    require_seen(found[0].mark, seen, Conflict(changed))
    return found[0]


def _to_choose(view: GroupView, session: str, *, ranked: bool) -> OptionView:
    """The option that is chosen, if it may be; the group is open and of the kind that was shown."""
    _refuse_closed(view, ranked=ranked)
    option = view.option(session)
    if option is None:
        raise Conflict(_("This session is not there to be chosen any more. Choose another one."))
    if not option.holds_day:
        raise NotYours(_NO_DAY)
    if option.has_begun:
        raise DomainError(_("The session has begun or is called off."), field=session)
    return option


def _refuse_closed(view: GroupView, *, ranked: bool) -> None:
    if view.row.is_ranked is not ranked:
        raise Conflict(_("The organiser has changed how one chooses. Look at the page again."))
    if not view.may_choose:
        raise DomainError(NOT_A_CHOOSER)
    if not view.is_open:
        raise DomainError(
            _("Choosing is over, or has not begun. Write to the organiser if something is wrong.")
        )


def _refuse_obstacle(option: OptionView) -> None:
    if option.obstacle is not None:
        raise DomainError(option.obstacle.in_words(), field=option.session.id)


def _tell(pools: Iterable[int], participant: Participant) -> None:
    """Tell the rooms of the last move in each of these pools."""
    moves = [
        Move.objects.filter(pool=pool, participant=participant).order_by("-pk").first() for pool in pools
    ]
    for each in wing.wings():
        each.moved([move for move in moves if move is not None])
