"""What becomes of choices when their cohort is cancelled: queues and places of what is called off are closed."""

from cohorts import places
from cohorts.choices.models import Option
from cohorts.events import Cancellation
from people.models import User

from . import unsent


def close(event: Cancellation, actor: User) -> None:
    """Give back places of sessions on days that are called off, and end all queues. Nobody is written to by this.

    The cancellation holds all pools of the cohort.
    """
    days = {day.pk for day in event.days}
    rows = Option.objects.filter(session__day__cohort=event.cohort)
    pools = dict(rows.values_list("pool_id", "session__day_id"))
    gone = {pool for pool, day in pools.items() if day in days}
    places.close(queues=pools, places=gone, actor=actor)
    unsent.forget(set(rows.filter(session__day__in=days).values_list("choice_group", flat=True)))
