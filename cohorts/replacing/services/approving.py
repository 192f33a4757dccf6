"""Approving: in one transaction the places of the one are the other's, and everything else follows."""

from collections.abc import Sequence
from typing import cast

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places, wing
from cohorts.admission.answers import Answers
from cohorts.admission.services import end_requests, enter, requests_to_end
from cohorts.models import Participant, Place, Waiting
from cohorts.replacing import letters, queries
from cohorts.replacing.models import Replacement
from cohorts.succession import Passing, Succession, hand_on
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from messaging import outbox
from people.models import Community, User

from .ending import end
from .record import State, locked

_CHANGED = _("What this person has is other than what was shown. Look at it, and approve again.")


def mark(passings: Sequence[Passing]) -> str:
    """Another mark, other places to hand on."""
    return mark_of(queries.handed_on(passings))


@transaction.atomic
def approve(*, actor: User, replacement: Replacement, seen: str | None = None) -> Participant:
    """Hand on the places of the one who leaves to the colleague who has confirmed, at whatever hour it is pressed.

    Nothing goes through a queue, and whoever waits stands where they stood. Needs, consents, wishes about a room and
    the bed are not handed on. Raises `Conflict` if it has ended or other places are held than those that were `seen`,
    `DomainError` for who approves their own, and if no day is held any more or the colleague has one by now. Side
    effects: moves, both applications, those of `Wing.replaced` and `Wing.left`, audit lines, a letter to each.
    """
    known = Replacement.objects.select_related("leaver__cohort").get(pk=replacement.pk)
    if known.state != State.CONFIRMED or known.user_id is None:
        locked(known, (State.CONFIRMED,))
    if actor.pk in {known.user_id, known.leaver.user_id}:
        raise DomainError(_("You are one of the two. Another manager approves it."))
    newcomer, _is_new = Participant.objects.get_or_create(cohort=known.leaver.cohort, user=known.user)
    leaver, newcomer = _hold(known.leaver, newcomer)
    row = locked(known, (State.CONFIRMED,))
    succession = Succession(leaver, queries.days_of(leaver, timezone.now()), newcomer)
    passings = queries.passings_of(succession)
    if not succession.days:
        raise DomainError(_("This person holds no day to come that could be handed on."))
    require_seen(mark(passings), seen, Conflict(_CHANGED))
    if why := queries.why_not(leaver.cohort, newcomer.user):
        raise DomainError(why)
    _hand_over(row, succession, newcomer, passings, actor)
    log(row, "replacing.approve", user=actor)
    outbox.write([letters.done(row, succession.days), letters.replaced(row, succession.days)])
    return newcomer


def _hold(leaver: Participant, newcomer: Participant) -> tuple[Participant, Participant]:
    """Both people, what rooms above have of them, then all pools of what the one has: the order of everybody."""
    cohort = leaver.cohort
    both = [leaver.pk, newcomer.pk]
    people = places.lock_participants(both)
    for each in wing.wings():
        each.hold(both)
    mine = {request.day.pool_id for request in requests_to_end(leaver)}
    for rows in (Place.objects.all(), Waiting.objects.all()):
        mine |= set(rows.filter(participant=leaver).values_list("pool", flat=True))
    places.lock_all(wing.go_along(mine))
    for person in people.values():
        person.cohort = cohort
    return people[leaver.pk], people[newcomer.pk]


def _hand_over(
    row: Replacement,
    succession: Succession,
    newcomer: Participant,
    passings: Sequence[Passing],
    actor: User,
) -> None:
    leaver = succession.leaver
    requests = requests_to_end(leaver)
    reason = why_the_days_end(leaver.user.language, row.name)
    for pool_id in queries.handed_on(passings):
        hand_on(pool_id=pool_id, leaver=leaver, newcomer=newcomer, actor=actor, reason=str(row))
    enter(newcomer=newcomer, days=succession.days, answers=_answers(row), actor=actor)
    row.newcomer = newcomer
    end(row, State.DONE, actor)
    for each in wing.wings():
        each.replaced(succession, actor)
    end_requests(requests, actor=actor, reason=reason)
    for pool_id in sorted(succession.pools):
        wing.left(pool_id, leaver, actor)


def why_the_days_end(language: str, name: str) -> str:
    """What the one who leaves reads at their days: who comes instead."""
    with translation.override(language):
        return gettext("A colleague comes instead: %(name)s.") % {"name": name}


def _answers(row: Replacement) -> Answers:
    kept = dict(row.answers)
    community = kept.pop("community", None)
    found = Community.objects.filter(pk=community).first() if community else None
    return cast(Answers, {**kept, "community": found})
