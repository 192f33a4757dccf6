"""What becomes of buses when their cohort is cancelled: seats and queues of those that do not go are given back."""

from cohorts import places
from cohorts.events import Cancellation
from cohorts.models import Day
from foundation.words.order import order_key
from people.models import User

from ..models import Run
from ..models.runs import RunQuerySet
from .runs import changed_list
from .telling_of_seats import tell_otherwise


def runs_gone(event: Cancellation) -> RunQuerySet:
    """The buses that a cancellation calls off: those that have not left and serve a day that is called off."""
    days = Day.objects.filter(pk__in=[day.pk for day in event.days])
    rows: RunQuerySet = Run.objects.filter(cohort=event.cohort, departed_at=None, closed_at=None)
    return rows.of_days(days)


def close(event: Cancellation, actor: User) -> None:
    """Give back seats, queues and offers of the buses that are called off; their lists have another number.

    The cancellation holds all pools of the cohort. Who travels is told by the letter about the cohort.
    """
    gone = list(runs_gone(event))
    pools = [run.pool_id for run in gone]
    places.close(queues=pools, places=pools, actor=actor)
    for run in gone:
        changed_list(run)
    tell_otherwise(event.cohort, gone)


def to_call(event: Cancellation) -> list[str]:
    """Whom somebody calls about the buses that are called off: carriers, and captains who are known by name alone."""
    gone = list(runs_gone(event).select_related("vehicle__operator").prefetch_related("captain_links"))
    operators = {run.vehicle.operator for run in gone}
    captains = {
        (link.name, link.phone)
        for run in gone
        for link in run.captain_links.all()
        if link.ended_at is None and link.participant_id is None
    }
    people = [*((each.name, each.phone) for each in operators), *captains]
    return [" ".join(filter(None, each)) for each in sorted(people, key=lambda each: order_key(each[0]))]
