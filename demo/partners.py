"""Lists for partners of the demo: fixed once there are rooms and meals."""

from cohorts.lists.queries import lines_now
from cohorts.lists.services import fix_list
from cohorts.needs.services.meals import set_caterers

from . import clock
from .timetables import Run

CANTEEN = "canteen@demo.example"


def fix_lists(run: Run) -> None:
    """Say where the canteen is written to; fix the lists of hotels where people have moved in.

    Side effects: those of the services.
    """
    lodged = run.story.lodged
    if lodged is None:
        return
    with clock.at(run.when(lodged.answered, hour=16)):
        set_caterers(actor=run.rows.manager, cohort=run.cohort, emails={"": CANTEEN})
        for key in [key for key in lines_now(run.cohort) if key.startswith("hotel:")]:
            fix_list(actor=run.rows.manager, cohort=run.cohort, key=key, seen=0)
