"""What happens to one day of an application: its place is taken, waited for or given back."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cohorts import places, wing
from cohorts.admission.models import DayRequest
from cohorts.admission.states import move
from cohorts.models import Day, Place, Pool
from people.models import User

from .pending import forget_pending


def open_the_door(request: DayRequest, pool: Pool) -> DayRequest:
    """Let a request of an application that is being sent through its day's door; the pool is locked.

    A day by selection leaves it asked. An open day gives a place, or puts it on the waiting list if none is free:
    one is kept for each who waits already. Raises `PoolFull` if the person does not want to wait. Saves the request.
    """
    is_new = request.pk is None
    if request.day.admission == Day.Admission.OPEN:
        participant = request.application.participant
        try:
            got = places.arrive(
                pool=pool,
                participant=participant,
                waits=request.waits_if_full,
                actor=participant.user,
            )
        except places.PoolFull as error:
            raise places.PoolFull(
                _(
                    "Every place on one of the days is taken. Choose to wait for a place, or take that day off."
                ),
                field="days",
            ) from error
        request.queue_number = None if isinstance(got, Place) else got.number
        move(request, DayRequest.State.WAITING if request.queue_number else DayRequest.State.ACCEPTED)
    request.save(update_fields=None if is_new else ["state", "waits_if_full"])
    return request


def hold_days(requests: Iterable[DayRequest]) -> dict[int, Pool]:
    """Lock the pools of these requests' days, with all of which something is given back to who leaves one of them.

    Before them, what rooms above have of the people: whoever moves between pools of a room holds that first.
    """
    rows = list(requests)
    for each in wing.wings():
        each.hold({row.application.participant_id for row in rows})
    return places.lock_all(wing.go_along({row.day.pool_id for row in rows}))


def leave(
    request: DayRequest, state: str = DayRequest.State.WITHDRAWN, *, actor: User | None = None
) -> DayRequest:
    """Give the day's place, or the place in its queue, back and set the new state; `hold_days` came before.

    Without an actor it is the person who leaves. Who waits is offered the place: `cohorts.offering`. Saves the request.
    """
    move(request, state)
    participant = request.application.participant
    forget_pending([request])
    places.give_back(
        pool_id=request.day.pool_id,
        participant=participant,
        actor=actor or participant.user,
        reason=request.reason if actor else "",
    )
    wing.left(request.day.pool_id, participant, actor or participant.user)
    request.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return request
