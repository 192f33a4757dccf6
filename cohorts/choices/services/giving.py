"""What managers decide for people: a place given by hand, a row of a run that is fixed, somebody who comes to work."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places, wing
from cohorts.choices import letters
from cohorts.choices.models import Allocation, ChoiceGroup, Fixed, Option, Proposal
from cohorts.choices.queries.along import NOTHING, Along, along_of
from cohorts.choices.queries.own import OptionView, views_of
from cohorts.choices.queries.runs import latest_run
from cohorts.models import Cohort, Move, Participant, Place, Pool
from cohorts.offering import hours_of
from cohorts.places import PoolFull
from cohorts.programme import FrozenSession
from cohorts.telling import IN_TIME, leaves_at
from foundation.errors import DomainError
from messaging import outbox
from people.models import User
from residencies.services.roles import account_by_email

from .locking import lock_group
from .unsent import taken_back


# ---------------------------------------------------------------- rows of a run
@transaction.atomic
def fix(*, actor: User, choice_group: ChoiceGroup, participants: Collection[int]) -> int:
    """Keep what the last run gives these people, whatever a later run would give. Returns how many rows are fixed.

    Raises `DomainError` if there is no proposal. Side effect: an audit line.
    """
    row = lock_group(choice_group.pk)
    found = latest_run(row)
    if found is None or found.goes_on:
        raise DomainError(_("There is no proposal whose rows could be fixed."))
    rows = Proposal.objects.filter(allocation=found, participant__in=participants)
    made = [
        Fixed(choice_group=row, participant_id=participant, option_id=option, by=actor)
        for participant, option in rows.values_list("participant_id", "option_id")
    ]
    _keep(made)
    log(row.group, "choices.fix", user=actor, data={"rows": len(made)})
    return len(made)


@transaction.atomic
def unfix(*, actor: User, choice_group: ChoiceGroup, participants: Collection[int]) -> int:
    """Let the next run decide again on these people. Returns how many rows were fixed. Side effect: an audit line."""
    row = lock_group(choice_group.pk)
    gone, _rows = Fixed.objects.filter(choice_group=row, participant__in=participants).delete()
    log(row.group, "choices.unfix", user=actor, data={"rows": gone})
    return gone


def _keep(rows: Collection[Fixed]) -> None:
    Fixed.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["choice_group", "participant"],
        update_fields=["option", "by", "at"],
    )


# ---------------------------------------------------------------- one person, by hand
@transaction.atomic
def give(
    *,
    actor: User,
    choice_group: ChoiceGroup,
    participant: Participant,
    option: Option | None,
    reason: str = "",
) -> None:
    """Decide what somebody attends of a group: a session, or none. In a group by wishes the row is fixed by it.

    Before people were told, it changes the proposal and nobody is written to; afterwards, and where people choose by
    themselves, it holds at once. Raises `PoolFull`, and `DomainError` where something stands against the session.
    Side effects: moves, an audit line, a letter, which does not leave at night unless it would be too late.
    """
    person = places.lock_participants([participant.pk])[participant.pk]
    row = lock_group(choice_group.pk)
    _refuse_cancelled(row)
    wanted = _wanted(person, row, option)
    log(row.group, "choices.give", user=actor, data={"participant": person.pk})
    if row.is_ranked:
        _keep([Fixed(choice_group=row, participant=person, option=option, by=actor)])
        if row.told_at is None:
            _change_proposal(row, person, option)
            return
    _change_place(actor, row, person, wanted.row if wanted else None, reason)


def _refuse_cancelled(row: ChoiceGroup) -> None:
    if row.group.cohort.state == Cohort.State.CANCELLED:
        raise DomainError(_("The cohort is cancelled, so nobody is given a place any more."))


def _wanted(person: Participant, row: ChoiceGroup, option: Option | None) -> OptionView | None:
    """The option as it stands for the person; raises `DomainError` where something stands against it."""
    if option is None:
        return None
    views = views_of(person, row.group.cohort, [row], timezone.now())
    found = next((each for view in views for each in view.options if each.row.pk == option.pk), None)
    if found is None or not (found.holds_day or found.is_held):
        raise DomainError(_("This person holds no place on the day of the session."), field="option")
    if found.obstacle is not None:
        raise DomainError(found.obstacle.in_words(), field="option")
    return found


def _change_proposal(row: ChoiceGroup, person: Participant, option: Option | None) -> None:
    """What the last proposal says of the person, if there is one that nobody was told yet."""
    found = latest_run(row)
    if found is None or not found.is_ready:
        return
    if option is not None and _is_full(found, person, option):
        raise PoolFull(_full(option), field="option")
    wish = person.option_wishes.filter(option=option).values_list("rank", flat=True).first()
    Proposal.objects.update_or_create(
        allocation=found,
        participant=person,
        defaults={"option": option, "rank": wish if option else None, "prices": []},
    )


def _is_full(run: Allocation, person: Participant, option: Option) -> bool:
    given = Proposal.objects.filter(allocation=run, option=option).exclude(participant=person).count()
    return given >= option.pool.capacity


def _full(option: Option) -> str:
    words = _(
        "Every place at “%(session)s” is taken. Raise the number of places first, or choose another session."
    )
    return words % {"session": option.session.title}


def _change_place(
    actor: User, row: ChoiceGroup, person: Participant, option: Option | None, reason: str
) -> None:
    """Take the place of the option, give the one before back, and say so in a letter."""
    held = list(
        Option.objects.filter(choice_group=row, pool__places__participant=person).select_related(
            "session__day__cohort", "pool"
        )
    )
    before = [each for each in held if option is None or each.pk != option.pk]
    if option is not None and len(before) < len(held):
        return  # it is held already
    wanted = [option] if option is not None else []
    pools = [each.pool_id for each in (*before, *wanted)]
    places.lock_all([*wing.go_along(pools), *(each.session.day.pool_id for each in wanted)])
    along, last = along_of(row.pk, [person.pk]).get(person.pk, NOTHING), _last_move(person)
    if option is not None:
        # Anew, with the day held: the cohort may have been cancelled while we waited.
        _refuse_cancelled(ChoiceGroup.objects.select_related("group__cohort").get(pk=row.pk))
        # Whoever waits there does so no more; the letter below speaks of the place.
        places.give_back(pool_id=option.pool_id, participant=person, actor=actor, reason=reason)
        _take(actor, person, option, reason)
    for each in before:
        places.give_back(pool_id=each.pool_id, participant=person, actor=actor, reason=reason)
    moves = list(Move.objects.filter(pool__in=pools, participant=person, pk__gt=last).order_by("pk"))
    for room in wing.wings():
        room.moved(moves)
    _write(row, person, option, before[0] if before else None, reason, along)


def _last_move(person: Participant) -> int:
    return Move.objects.filter(participant=person).order_by("-pk").values_list("pk", flat=True).first() or 0


def _take(actor: User, person: Participant, option: Option, reason: str) -> Place:
    try:
        return places.take(pool_id=option.pool_id, participant=person, actor=actor, reason=reason)
    except PoolFull as error:
        raise PoolFull(_full(option), field="option") from error


def _write(
    row: ChoiceGroup,
    person: Participant,
    option: Option | None,
    before: Option | None,
    reason: str,
    along: Along,
) -> None:
    """Write the letter, with what waits for the morning in it; nothing where it all came to nothing."""
    session = letters.as_known(option) if option else None
    known = taken_back(person, row, letters.as_known(before) if before else None, along)
    is_same = known.has_waited and _same(known.session, session)
    now = along_of(row.pk, [person.pk]).get(person.pk, NOTHING)
    if is_same and now == known.along:
        return
    letter = letters.told(
        key=f"hand:{_last_move(person)}",
        participant=person,
        choice_group=row,
        session=session,
        before=None if is_same else known.session,
        reason=reason,
        along=known.along,
    )
    starts = [each.session.starts_at for each in (option, before) if each]
    if starts:
        letter.not_before = _leaves_at(row, min(starts), known.along.pools | now.pools)
    outbox.write([letter])


def _leaves_at(row: ChoiceGroup, begins: dt.datetime, along: Collection[int]) -> dt.datetime:
    """When the letter leaves: in the morning, if neither the session nor what goes along begins too soon for that."""
    moment = timezone.now()
    due = leaves_at(hours_of(row.group.cohort), moment, begins)
    if due <= moment:
        return due
    over = (wing.why_rests(pool, due + IN_TIME) for pool in Pool.objects.filter(pk__in=along))
    return moment if any(over) else due


def _same(one: FrozenSession | None, other: FrozenSession | None) -> bool:
    """Whether it is one session, however it was changed."""
    return (one.id if one else None) == (other.id if other else None)


# ---------------------------------------------------------------- who comes to work
@transaction.atomic
def add_person(
    *, actor: User, choice_group: ChoiceGroup, option: Option, email: str, kind: str
) -> Participant:
    """Give a place at a session to somebody who comes as a trainer, an interpreter, staff or a companion.

    The account with that address is found, or made without a password; it needs no application and no place on the
    day. Raises `PoolFull`, and `DomainError` for who takes part in the cohort otherwise. Side effects: as of `give`.
    """
    user = account_by_email(email)
    made, _is_new = Participant.objects.get_or_create(
        cohort=choice_group.group.cohort, user=user, defaults={"kind": kind}
    )
    person = places.lock_participants([made.pk])[made.pk]
    row = lock_group(choice_group.pk)
    _refuse_cancelled(row)
    if person.kind == Participant.Kind.PARTICIPANT:
        raise DomainError(
            _("This person takes part in the cohort: give them a place on their own page."), field="email"
        )
    log(row.group, "choices.add", user=actor, data={"participant": person.pk})
    _change_place(actor, row, person, option, "")
    return person
