"""Which sessions were called off with their cohort.

Of a cohort that is cancelled already it is by the last release, as people read it: what had not begun at the moment of
the cancellation. What was planned and never released goes by its own hour.
"""

import datetime as dt
import zoneinfo

from django.db import migrations, models


def _released_starts(release):
    """When each session of a release starts, without a zone; of those that it does not cancel itself."""
    sessions = release.content["sessions"] if release else []
    return {
        item["id"]: dt.datetime.fromisoformat(f"{item['date']}T{item['starts']}")
        for item in sessions
        if not item.get("is_cancelled")
    }


def write_down_sessions(apps, schema_editor):
    cohorts = apps.get_model("cohorts", "Cohort").objects
    sessions, releases = (apps.get_model("timetable", name).objects for name in ("Session", "Release"))
    for cohort in cohorts.filter(state="cancelled", cancelled_at__isnull=False):
        known = _released_starts(releases.filter(cohort=cohort.pk).order_by("-number").first())
        zone = zoneinfo.ZoneInfo(cohort.time_zone)
        for session in sessions.filter(day__cohort=cohort.pk).select_related("day"):
            planned = dt.datetime.combine(session.day.date, session.starts)
            starts = known.get(str(session.public_id), planned).replace(tzinfo=zone)
            if starts > cohort.cancelled_at:
                sessions.filter(pk=session.pk).update(called_off_at=cohort.cancelled_at)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0002_what_a_cancellation_calls_off"),
        ("timetable", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="called_off_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="called off"),
        ),
        migrations.RunPython(write_down_sessions, migrations.RunPython.noop),
    ]
