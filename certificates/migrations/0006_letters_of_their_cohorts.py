"""Letters that were there before they named their cohort: each is found by the row that its key names."""

from django.db import migrations

ROWS_AT_ONCE = 500
# By kind: the row of which the key has the number, and the way from it to the cohort.
APPLICATION = ("admission", "Application", "participant__cohort_id")
REQUEST = ("admission", "DayRequest", "application__participant__cohort_id")
RELEASE = ("timetable", "Release", "cohort_id")
COHORT = ("cohorts", "Cohort", "id")
SITE = ("logistics", "VisitSite", "visit__session__day__cohort_id")
RUN = ("logistics", "Run", "cohort_id")
CERTIFICATE = ("certificates", "Certificate", "participant__cohort_id")
ROWS = {
    **dict.fromkeys(
        (
            "application_received",
            "application_changed",
            "application_withdrawn",
            "withdrawn_by_phone",
            "please_confirm",
            "cohort_cancelled",
        ),
        APPLICATION,
    ),
    **dict.fromkeys(
        ("day_accepted", "day_waiting", "day_offered", "offer_lapsed", "day_declined", "day_cancelled"),
        REQUEST,
    ),
    "still_open": ("admission", "LateDoor", "day__cohort_id"),
    "cohort_cancelled_at_work": COHORT,
    "sessions_called_off": COHORT,
    "timetable_changed": RELEASE,
    "release_for_managers": RELEASE,
    "host_asked": ("logistics", "HostLink", "site__visit__session__day__cohort_id"),
    "host_agreed": SITE,
    "host_hours_changed": SITE,
    "host_called_off": SITE,
    "code_for_names": ("logistics", "NameCode", "link__site__visit__session__day__cohort_id"),
    "bus_changed": RUN,
    "bus_hours_changed": RUN,
    "certificate_issued": CERTIFICATE,
    "certificate_revoked": CERTIFICATE,
    "batch_failed": ("certificates", "Batch", "cohort_id"),
}
MOVE, PARTICIPANT = ("cohorts", "Move", "participant__cohort_id"), ("cohorts", "Participant", "cohort_id")


def row_of(kind, key):
    """Where the cohort of a letter is found, and the number of the row; None where its key names none."""
    _name, *parts = key.split(":")
    if kind == "session_place":
        where, number = (MOVE, parts[1]) if parts[0] == "move" else (PARTICIPANT, parts[-1])
    else:
        where, number = ROWS.get(kind), parts[0] if parts else ""
    return (where, int(number)) if where and number.isdecimal() else None


def name_cohorts(apps, schema_editor):
    """A constant number of queries for so many letters at once; a letter whose row is gone stays without."""
    Letter = apps.get_model("messaging", "Letter")
    letters = Letter.objects.filter(kind__in=[*ROWS, "session_place"], cohort_id=None).order_by("pk")
    last = 0
    while some := list(letters.filter(pk__gt=last).only("pk", "kind", "key")[:ROWS_AT_ONCE]):
        last = some[-1].pk
        found = [(letter, row) for letter in some if (row := row_of(letter.kind, letter.key))]
        numbers = {}
        for _letter, (where, number) in found:
            numbers.setdefault(where, set()).add(number)
        cohorts = {
            (where, pk): cohort
            for where, pks in numbers.items()
            for pk, cohort in apps.get_model(*where[:2])
            .objects.filter(pk__in=pks)
            .order_by()
            .values_list("pk", where[2])
        }
        for letter, row in found:
            letter.cohort_id = cohorts.get(row)
        Letter.objects.bulk_update([letter for letter, _row in found], ["cohort_id"])


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0005_late_doors"),
        ("certificates", "0005_lists_in_the_readers_order"),
        ("choices", "0002_who_chooses"),
        ("cohorts", "0007_told_what_waits"),
        ("logistics", "0009_lists_in_the_readers_order"),
        ("messaging", "0002_letters_by_cohort"),
        ("timetable", "0003_who_was_told"),
    ]

    operations = [migrations.RunPython(name_cohorts, migrations.RunPython.noop, elidable=True)]
