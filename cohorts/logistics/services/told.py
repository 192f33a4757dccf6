"""What people are told of a bus, and that it became other: kept as rows, for whoever looks at the day."""

from django.utils import timezone

from foundation.clocks.dates import hour_in_words

from ..models import Run, RunChange

What = RunChange.What
# By what it is, and which stop: the words of it.
Told = dict[tuple[RunChange.What, int], str]


def told_of(run: Run) -> Told:
    """What is told of the run as it is in the database; two queries."""
    return told_of_row(Run.objects.select_related("vehicle").get(pk=run.pk))


def told_of_row(run: Run) -> Told:
    """The vehicle, the meeting point, and when it leaves each stop; no query for a run with its vehicle and stops."""
    calls = list(run.calls.all())
    found: Told = {(What.VEHICLE, 0): vehicle_in_words(run), (What.MEETING, 0): run.meeting_point}
    for call, stay in zip(calls, run.stays(calls), strict=True):
        found[What.CALL, call.position] = f"{hour_in_words(stay.leaves)} {call.stop}"
    return found


def vehicle_in_words(run: Run) -> str:
    """“Sprinter, BC 1234 AA, blue”."""
    vehicle = run.vehicle
    return ", ".join(filter(None, (vehicle.name, vehicle.plate, vehicle.colour)))


def keep_changes(run: Run, before: Told) -> None:
    """Write a row for each fact that is other than before. The caller holds the run's pool."""
    after, now = told_of(run), timezone.now()
    RunChange.objects.bulk_create(
        RunChange(run=run, what=what, call=call, before=before[what, call], after=words, at=now)
        for (what, call), words in after.items()
        if before.get((what, call), words) != words
    )
