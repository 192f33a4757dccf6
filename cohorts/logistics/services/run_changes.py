"""What people are told of a bus, and that it became other: kept as rows, for whoever looks at the day."""

from django.utils import timezone, translation

from foundation.clocks.dates import hour_in_words

from ..models import Run, RunChange
from ..models.runs import colour_name

What = RunChange.What
KEPT_IN = "uk"
# By what it is, and which stop: the words of it.
Told = dict[tuple[RunChange.What, int], str]


def told_of(run: Run) -> Told:
    """What is told of the run as it is in the database; two queries."""
    return in_one_language(Run.objects.select_related("vehicle").get(pk=run.pk))


def in_one_language(run: Run) -> Told:
    """What is told, in the language in which it is kept: so that it is compared alike whoever writes and reads."""
    with translation.override(KEPT_IN):
        return told_of_row(run)


def told_of_row(run: Run) -> Told:
    """The vehicle, and of each stop its hour and where to find the bus; no query for a run with vehicle and stops."""
    calls = list(run.calls.all())
    found: Told = {(What.VEHICLE, 0): vehicle_in_words(run)}
    for call, hour in zip(calls, run.hours(calls), strict=True):
        found[What.CALL, call.position] = f"{hour_in_words(hour)} {call.stop}"
        found[What.MEETING, call.position] = call.meeting_point
    return found


def vehicle_in_words(run: Run) -> str:
    """“Sprinter, BC 1234 AA, blue”."""
    vehicle = run.vehicle
    return ", ".join(filter(None, (vehicle.name, vehicle.plate, colour_name(vehicle.colour))))


def keep_changes(run: Run, before: Told) -> None:
    """Write a row for each fact that is other than before. The caller holds the run's pool."""
    after, now = told_of(run), timezone.now()
    RunChange.objects.bulk_create(
        RunChange(run=run, what=what, call=call, before=before[what, call], after=words, at=now)
        for (what, call), words in after.items()
        if before.get((what, call), words) != words
    )
