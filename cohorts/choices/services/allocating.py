"""Giving out places by wishes: a run is started, worked out, read, and at last told to everybody.

Working it out and telling are the worker's: a row says how far it is, and either may be repeated.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places, wing
from cohorts.choices import letters
from cohorts.choices.allocation import Inputs, Result
from cohorts.choices.models import Allocation, ChoiceGroup, Option, Proposal, Wish
from cohorts.choices.queries.along import NOTHING, along_of
from cohorts.choices.queries.counted_wishes import inputs_of
from cohorts.choices.queries.runs import latest_run, mark_of_run
from cohorts.models import Cohort, Move, Participant, Place
from foundation import work
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from foundation.work import WorkState
from messaging import outbox
from people.models import User

from .locking import lock_group

logger = logging.getLogger(__name__)

RUN = "choices.run_allocation"
BATCH = 200
_GOES_ON = (WorkState.QUEUED, WorkState.RUNNING)


# ---------------------------------------------------------------- a proposal
@transaction.atomic
def start(*, actor: User, choice_group: ChoiceGroup) -> Allocation:
    """Have a proposal worked out.

    Raises `Conflict` while another run goes on, `DomainError` where there is nothing to do, and as long as
    nobody has a wish. Side effects: the run's
    row, an audit line; after commit, a message to the worker.
    """
    row = lock_group(choice_group.pk)
    if not row.is_ranked:
        raise DomainError(
            _("People take places of this group by themselves, so there is nothing to give out.")
        )
    if row.group.cohort.state == Cohort.State.CANCELLED:
        raise DomainError(_("The cohort is cancelled, so nobody chooses any more."))
    if Allocation.objects.filter(choice_group=row, state__in=_GOES_ON).exists():
        raise Conflict(_("A run is going on already. Wait until it is done."))
    if not Wish.objects.filter(option__choice_group=row).exists():
        raise DomainError(
            _(
                "Nobody has put the sessions in order yet, so there is nothing to give out. Wait until people have"
                " chosen, or give places by hand on the page “Who chose what”."
            )
        )
    made = Allocation.objects.create(choice_group=row, started_by=actor)
    log(row.group, "choices.allocate", user=actor)
    work.send_after_commit(RUN, made.pk)
    return made


def run(allocation_id: int) -> None:
    """Do what a run is at: work out the proposal, or carry it out and tell everybody; twice is harmless."""
    row = work.claim(Allocation, allocation_id)
    if row is None:
        return
    try:
        if row.step == Allocation.Step.PROPOSE:
            _propose(row)
        else:
            _carry_out(row)
    except DomainError as error:
        _hand_back(row, error)
    except Exception as error:
        work.put_off(row, error)
        raise


def _propose(row: Allocation) -> None:
    """Work out who goes where, outside of a transaction; then write it, unless another worker took over."""
    # Large libraries stand behind it: the worker loads them, no page does.
    from cohorts.choices.solving import allocate

    group = ChoiceGroup.objects.select_related("group__cohort").get(pk=row.choice_group_id)
    inputs = inputs_of(group)
    result = allocate(inputs)
    with transaction.atomic():
        Proposal.objects.filter(allocation=row).delete()
        Proposal.objects.bulk_create(_proposals(row, inputs, result), batch_size=BATCH)
        if not work.finish(row, inputs=_kept(inputs)):
            transaction.set_rollback(True)


def _proposals(row: Allocation, inputs: Inputs, result: Result) -> list[Proposal]:
    found = []
    for participant, option in result.given.items():
        wishes = inputs.wishes.get(participant, ())
        found.append(
            Proposal(
                allocation=row,
                participant_id=participant,
                option_id=option,
                before_id=inputs.before.get(participant),
                rank=wishes.index(option) + 1 if option in wishes else None,
                wishes=len(wishes),
                prices=[asdict(price) for price in result.prices.get(participant, ())],
            )
        )
    return found


def _kept(inputs: Inputs) -> dict[str, Any]:
    """What the run began with, as JSON holds it: pairs, for its keys are text."""
    return {
        "capacities": list(inputs.capacities.items()),
        "wishes": [[person, list(wishes)] for person, wishes in inputs.wishes.items()],
        "locked": list(inputs.locked.items()),
        "before": list(inputs.before.items()),
    }


# ---------------------------------------------------------------- telling everybody
@transaction.atomic
def tell(*, actor: User, choice_group: ChoiceGroup, seen: str) -> Allocation:
    """Have the last proposal carried out: places are given out, and whoever is concerned is written to once.

    Raises `Conflict` if the proposal is not what was `seen`, `DomainError` if there is none to tell. Side effects: an
    audit line; after commit, a message to the worker.
    """
    row = lock_group(choice_group.pk)
    found = latest_run(row)
    if found is None or not found.is_ready:
        raise DomainError(_("There is no proposal that could be told. Start a run first."))
    changed = _("The proposal was changed after this page was opened. Look at it again.")
    require_seen(mark_of_run(found), seen, Conflict(changed))
    Allocation.objects.filter(pk=found.pk).update(
        step=Allocation.Step.TELL,
        state=WorkState.QUEUED,
        attempts=0,
        not_before=timezone.now(),
        finished_at=None,
        swept_at=None,
        told_by=actor,
        problem="",
    )
    log(row.group, "choices.tell", user=actor)
    work.send_after_commit(RUN, found.pk)
    found.refresh_from_db()
    return found


@transaction.atomic
def _carry_out(row: Allocation) -> None:
    """Give out what was proposed, and write to whoever has something else than before; at first to everybody.

    Whoever lost the day since is passed over. All of it or nothing: raises `DomainError` if a place is missing, or if a
    session does not take place any more.
    """
    proposals = list(Proposal.objects.filter(allocation=row).order_by("pk"))
    people = places.lock_participants(proposal.participant_id for proposal in proposals)
    group = lock_group(row.choice_group_id)
    rows = Option.objects.filter(choice_group=group).select_related("session__day__cohort", "choice_group")
    options = {option.pk: option for option in rows}
    places.lock_all(wing.go_along([option.pool_id for option in options.values()]))
    held, coming = _held(group), _who_comes(options)
    _refuse_gone(proposals, options)
    due = [each for each in proposals if each.participant_id in coming or each.participant_id in held]
    changed = [each for each in due if held.get(each.participant_id) != each.option_id]
    along = along_of(group.pk, people)
    moves = _give_out(changed, people, held, options, row.told_by)
    for each in wing.wings():
        each.moved(moves)
    told = due if group.told_at is None else changed
    sessions = {option.pk: letters.as_known(option) for option in options.values()}
    outbox.write(
        letters.told(
            key=f"run:{row.pk}",
            participant=people[each.participant_id],
            choice_group=group,
            session=sessions[each.option_id] if each.option_id else None,
            before=sessions[before] if (before := held.get(each.participant_id)) else None,
            wish=each.rank,
            wishes=each.wishes,
            along=along.get(each.participant_id, NOTHING),
        )
        for each in told
        if each.participant_id in coming
    )
    now = timezone.now()
    ChoiceGroup.objects.filter(pk=group.pk, told_at=None).update(told_at=now)
    if not work.finish(row, told_at=now):
        transaction.set_rollback(True)


def _refuse_gone(proposals: Iterable[Proposal], options: Mapping[int, Option]) -> None:
    """Nobody is sent to a session that was cancelled, or taken out of the group, since the run."""
    given = {each.option_id for each in proposals}
    for option in options.values():
        session = option.session
        if option.pk in given and (session.is_off or session.track_group_id != option.choice_group.group_id):
            words = _("“%(session)s” cannot be chosen any more. Start a new run.")
            raise DomainError(words % {"session": session.title})


def _held(group: ChoiceGroup) -> dict[int, int]:
    places_held = Place.objects.filter(pool__choice_option__choice_group=group)
    return dict(places_held.values_list("participant_id", "pool__choice_option"))


def _who_comes(options: Mapping[int, Option]) -> set[int]:
    """Who holds one of the days of the group now."""
    days = {option.session.day.pool_id for option in options.values()}
    return set(Place.objects.filter(pool__in=days).values_list("participant_id", flat=True))


def _give_out(
    changed: list[Proposal],
    people: Mapping[int, Participant],
    held: Mapping[int, int],
    options: Mapping[int, Option],
    actor: User | None,
) -> list[Move]:
    """All places that change hands become free first, for people may change places with each other; the moves."""
    pools = {option.pool_id for option in options.values()}
    last = Move.objects.filter(pool__in=pools).order_by("-pk").values_list("pk", flat=True).first() or 0
    for each in changed:
        if (before := held.get(each.participant_id)) is not None:
            places.give_back(
                pool_id=options[before].pool_id, participant=people[each.participant_id], actor=actor
            )
    for each in changed:
        if each.option_id is not None:
            places.take(
                pool_id=options[each.option_id].pool_id,
                participant=people[each.participant_id],
                actor=actor,
            )
    made = Move.objects.filter(pool__in=pools, pk__gt=last, what__in=(Move.What.TOOK, Move.What.GAVE_BACK))
    return list(made.select_related("participant__user").order_by("pk"))


def _hand_back(row: Allocation, error: DomainError) -> None:
    """Nothing was given out: the proposal stays, with why, for the manager to start anew."""
    logger.warning("%s was not carried out: %s", row, type(error).__name__)
    work.finish(row, step=Allocation.Step.PROPOSE, problem=str(error)[:600])


def sweep() -> int:
    """Send out again runs whose message was lost or whose worker died. Returns how many."""
    return work.sweep(Allocation, RUN)
