"""Somebody who does not come, and a colleague who is named and has not answered yet."""

from cohorts.replacing import queries, services

from . import clock
from .content import wow_replaced
from .content.people import email_of
from .timetables import Run

# Days after the release.
NAMED = 7


def name_colleague(told: Run) -> None:
    """Name a colleague in a cohort that is to come and has beds and buses. Side effects: those of the service."""
    if told.story.lodged is None or told.story.days_marked:
        return
    with clock.at(told.when(told.story.released + NAMED, hour=16)):
        people = queries.replaceable(told.cohort).exclude(user__email=email_of("participant"))
        leaver = people.last()
        if leaver is not None:
            services.nominate(actor=told.rows.manager, leaver=leaver, said=wow_replaced.NOMINATION)
