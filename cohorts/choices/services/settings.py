"""How people choose among the sessions of a group: set up, changed, taken off again."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.choices.models import Allocation, ChoiceGroup, Option, Wish
from cohorts.models import Cohort, Move, Offer, Participant, Place, Pool, PoolWork, Waiting
from cohorts.timetable.models import Session, TrackGroup
from cohorts.timetable.services import lock_cohort
from foundation.cache.pages import forget_public_pages
from foundation.clocks.dates import moment_in_words
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from people.models import User

from .locking import lock_group

_CHANGED = _("Somebody changed how people choose here in the meantime. Open the page again, then save.")


@dataclass(frozen=True)
class Settings:
    """What a manager sets: how people choose (empty: they do not), from when until when, and how many may come."""

    mode: str
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    # By the session's id.
    capacities: Mapping[int, int] = field(default_factory=dict)
    freed: str = Pool.Freed.OFFER
    who: str = ChoiceGroup.Who.EVERYBODY


def mark_of_settings(row: ChoiceGroup | None, pools: Mapping[int, Pool]) -> str:
    """The mark of how people choose in a group; pools by the ids of its sessions."""
    how = [row.mode, row.who, row.opens_at, row.closes_at] if row is not None else None
    return mark_of([how, sorted((session, pool.capacity, pool.freed) for session, pool in pools.items())])


@transaction.atomic
def configure(
    *, actor: User, group: TrackGroup, settings: Settings, seen: str | None = None
) -> ChoiceGroup | None:
    """Save how people choose among the sessions of a group; None if they choose no more.

    `seen` is the mark of what was shown; raises `Conflict` if it is something else by now, `DomainError` for a
    cancelled cohort, an end before the beginning, choosing by wishes without an end or until after the first session
    begins, fewer places than are held, and for another way of choosing once people have chosen. Side effects: the
    sessions' pools, an audit line; public pages are made anew.
    """
    cohort = lock_cohort(group.cohort_id)
    if cohort.state == Cohort.State.CANCELLED:
        raise DomainError(_("The cohort is cancelled, so nobody chooses any more."))
    row = ChoiceGroup.objects.select_for_update().filter(group=group).first()
    options = Option.objects.filter(session__track_group=group).select_related("pool")
    pools = {option.session_id: option.pool for option in options}
    require_seen(mark_of_settings(row, pools), seen, Conflict(_CHANGED))
    if row is not None and row.mode != settings.mode:
        _refuse_another_way(row)
    forget_public_pages()
    if not settings.mode:
        if row is not None:
            _take_off(row, actor)
        return None
    _refuse_hours(group, settings)
    row = row or ChoiceGroup(group=group)
    row.mode, row.opens_at, row.closes_at = settings.mode, settings.opens_at, settings.closes_at
    row.who = settings.who
    row.save()
    _save_options(row, settings)
    log(group, "choices.configure", user=actor)
    return row


def _refuse_hours(group: TrackGroup, settings: Settings) -> None:
    if settings.opens_at and settings.closes_at and settings.closes_at <= settings.opens_at:
        raise DomainError(_("Choosing ends after it begins."), field="closes_at")
    if settings.mode != ChoiceGroup.Mode.RANKED:
        return
    if settings.closes_at is None:
        raise DomainError(
            _("Set until when people choose: by wishes, places are given out after that hour."),
            field="closes_at",
        )
    rows = Session.objects.filter(track_group=group).select_related("day__cohort")
    first = min((each.starts_at for each in rows if not each.is_off), default=None)
    if first is not None and settings.closes_at >= first:
        words = _("The first of these sessions begins at %(hour)s; people choose before that.")
        hour = moment_in_words(first, group.cohort.time_zone)
        raise DomainError(words % {"hour": hour}, field="closes_at")


@transaction.atomic
def name_people(*, actor: User, choice_group: ChoiceGroup, people: Collection[int], may: bool) -> int:
    """Say that these participants, by their ids, choose here where those choose who are named, or that they do not.

    What they have stays. Returns how many of them are of the cohort. Side effect: an audit line.
    """
    row = lock_group(choice_group.pk)
    own = list(Participant.objects.filter(pk__in=people, cohort=row.group.cohort_id))
    if may:
        row.named.add(*own)
    else:
        row.named.remove(*own)
    log(row.group, "choices.name", user=actor, data={"people": len(own), "may": may})
    return len(own)


def _save_options(row: ChoiceGroup, settings: Settings) -> None:
    """Each session of the group has an option with a pool of so many places."""
    known = {option.session_id: option for option in Option.objects.filter(session__track_group=row.group_id)}
    for session in Session.objects.filter(track_group=row.group_id).select_related("day").order_by("pk"):
        capacity = settings.capacities.get(session.pk)
        if capacity is None:
            continue
        option = known.get(session.pk)
        if option is None:
            pool = Pool.objects.create(cohort_id=row.group.cohort_id, capacity=capacity, freed=settings.freed)
            Option.objects.create(choice_group=row, session=session, pool=pool)
            continue
        if option.choice_group_id != row.pk:
            Option.objects.filter(pk=option.pk).update(choice_group=row)
        _set_places(option, capacity, settings)


def _set_places(option: Option, capacity: int, settings: Settings) -> None:
    try:
        places.set_capacity(pool_id=option.pool_id, capacity=capacity)
    except DomainError as error:
        raise DomainError(str(error), field=f"places-{option.session_id}") from error
    Pool.objects.filter(pk=option.pool_id).update(freed=settings.freed)


def _refuse_another_way(row: ChoiceGroup) -> None:
    pools = Option.objects.filter(choice_group=row).values("pool")
    if (
        Wish.objects.filter(option__choice_group=row).exists()
        or Place.objects.filter(pool__in=pools).exists()
        or Waiting.objects.filter(pool__in=pools).exists()
    ):
        raise DomainError(
            _(
                "People have chosen already, so the way of choosing stays. To begin again, take them out of the"
                " sessions first."
            ),
            field="mode",
        )


def _take_off(row: ChoiceGroup, actor: User) -> None:
    """Delete the settings with the options, of which nobody has anything."""
    pools = list(Option.objects.filter(choice_group=row).values_list("pool_id", flat=True))
    Allocation.objects.filter(choice_group=row).delete()
    log(row.group, "choices.take_off", user=actor)
    Option.objects.filter(choice_group=row).delete()
    row.delete()
    for model in (PoolWork, Move, Offer):
        model._default_manager.filter(pool__in=pools).delete()
    Pool.objects.filter(pk__in=pools).delete()
