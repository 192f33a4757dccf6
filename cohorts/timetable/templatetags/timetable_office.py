"""The working copy of the timetable on a cohort's page in the back office."""

from itertools import groupby
from typing import Any

from django import template
from django.template.context import Context

from cohorts.models import Cohort
from cohorts.programme import compare, sessions_from_json
from cohorts.timetable.clashes import Clash, clashes
from cohorts.timetable.queries import freeze_all, latest_release, working_copy
from cohorts.timetable.working_copy_checks import still_read
from foundation.clocks.dates import date_in_words
from people.rights import may

register = template.Library()


@register.inclusion_tag("timetable/office/working_copy.html", takes_context=True)
def working_copy_of(context: Context, cohort: Cohort) -> dict[str, Any]:
    """The sessions of a cohort by day, what is released, how much waits for a release, and what is needed twice.

    A cancelled cohort has no more releases, so nothing waits for one, and its sessions stay as they are.

    Constant queries.
    """
    sessions = list(working_copy(cohort))
    last = latest_release(cohort)
    change = compare(sessions_from_json(last.content) if last else (), freeze_all(sessions))
    by_day = {day: list(rows) for day, rows in groupby(sessions, key=lambda row: row.day)}
    days = [(day, date_in_words(day.date), by_day.get(day, [])) for day in cohort.days.order_by("date")]
    is_cancelled = cohort.state == Cohort.State.CANCELLED
    user = context["request"].user
    return {
        "cohort": cohort,
        "is_cancelled": is_cancelled,
        "may_change": may(user, "timetable.change", cohort),
        "may_release": may(user, "timetable.release", cohort),
        "days": days,
        "groups": list(cohort.track_groups.all()),
        "last": last,
        "waiting": 0 if is_cancelled else len(change.added) + len(change.changed) + len(change.cancelled),
        "still_read": still_read(cohort, change),
        "clashes": [(clash, _when(clash)) for clash in clashes(cohort, sessions)],
    }


def _when(clash: Clash) -> str:
    return f"{date_in_words(clash.first.day.date)}, {clash.first.hours_in_words}"
