"""Who attends which of the sessions that one chooses: whoever holds a place there, and nobody else."""

from collections.abc import Collection, Iterable

from django.db.models import F, QuerySet

from cohorts import counting
from cohorts.choices.models import Option, Wish
from cohorts.models import Move, Participant, Place, Pool
from cohorts.timetable.models import Session

from .plans import plan_of


def in_their_groups() -> QuerySet[Option]:
    """Options whose session still stands in the group that is chosen from; a session may be put elsewhere since."""
    return Option.objects.filter(session__track_group=F("choice_group__group"))


def chosen(cohorts: Collection[int], user_id: int | None = None) -> dict[str, frozenset[int]]:
    """Of the sessions that one chooses in these cohorts, by their public ids: the ids of accounts that hold a place.

    `user_id`: of this account alone. Two queries.
    """
    options = in_their_groups().filter(session__day__cohort__in=cohorts)
    by_pool = {
        pool_id: str(public_id) for pool_id, public_id in options.values_list("pool_id", "session__public_id")
    }
    found: dict[str, set[int]] = {public_id: set() for public_id in by_pool.values()}
    if by_pool:
        held = Place.objects.filter(pool__in=by_pool, participant__user__is_active=True)
        if user_id is not None:
            held = held.filter(participant__user=user_id)
        for pool_id, holder in held.values_list("pool_id", "participant__user_id"):
            found[by_pool[pool_id]].add(holder)
    return {public_id: frozenset(holders) for public_id, holders in found.items()}


def attending(sessions: Iterable[Session] | QuerySet[Session]) -> dict[int, frozenset[int]]:
    """Of these sessions, those that one chooses, by id, with the participants who hold a place there; two queries."""
    options = in_their_groups().filter(session__in=sessions)
    by_pool = dict(options.values_list("pool_id", "session_id"))
    found: dict[int, set[int]] = {session_id: set() for session_id in by_pool.values()}
    if by_pool:
        held = Place.objects.filter(pool__in=by_pool)
        for pool_id, participant_id in held.values_list("pool_id", "participant_id"):
            found[by_pool[pool_id]].add(participant_id)
    return {session_id: frozenset(people) for session_id, people in found.items()}


# ---------------------------------------------------------------- freed places
def why_not(pool: Pool, participants: Collection[int]) -> dict[int, Move.Why]:
    """Who of these is not eligible for a place at a session, and why; empty for any other pool. Seven queries."""
    option = in_their_groups().filter(pool=pool).select_related("session__day__cohort").first()
    if option is None:
        return {}
    public_id, day = str(option.session.public_id), option.session.day
    if option.session.is_off:
        return dict.fromkeys(participants, Move.Why.OVER)
    with_day = set(Place.objects.filter(pool=day.pool_id).values_list("participant_id", flat=True))
    plan = plan_of(day.cohort)
    elsewhere = held_elsewhere(option.choice_group_id, day.cohort_id)
    found = {}
    for person in participants:
        if person not in with_day:
            found[person] = Move.Why.NO_DAY
        elif plan.obstacle(public_id, elsewhere.get(person, ())) is not None:
            found[person] = Move.Why.CLASH
    return found


def held_elsewhere(choice_group: int, cohort: int) -> dict[int, list[str]]:
    """What people hold in the cohort's other groups, as the sessions' public ids; two queries."""
    others = in_their_groups().filter(choice_group__group__cohort=cohort).exclude(choice_group=choice_group)
    by_pool = dict(others.values_list("pool_id", "session__public_id"))
    found: dict[int, list[str]] = {}
    for person, pool in Place.objects.filter(pool__in=by_pool).values_list("participant_id", "pool_id"):
        found.setdefault(person, []).append(str(by_pool[pool]))
    return found


def wished_with(pool: Pool, participant: Participant) -> list[int]:
    """With a day's place: of each group of that day, the first wish of the person that has room, as its pool.

    Only where places were given out by wishes already; before that, wishes count when they are given out.
    """
    rows = Wish.objects.filter(
        participant=participant, option__session__day__pool=pool, option__choice_group__told_at__isnull=False
    ).select_related("option__pool")
    found: dict[int, int] = {}
    for wish in rows.order_by("rank", "pk"):
        group = wish.option.choice_group_id
        if group not in found and counting.numbers_of(wish.option.pool, besides=participant).free:
            found[group] = wish.option.pool_id
    return list(found.values())
