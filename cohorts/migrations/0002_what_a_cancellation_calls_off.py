"""When a cohort was cancelled, and which of its days were called off with it.

A cohort that is cancelled already takes the moment from its audit line, or else the present one; its days that were not
over then, by its own clock, were called off: their places have been given back. It is accepted that calendars which read
past sessions of such a cohort as cancelled, with a raised SEQUENCE, read them as confirmed with the lower one again.
"""

import zoneinfo

from django.db import migrations, models
from django.utils import timezone


def write_down_the_moment(apps, schema_editor):
    cohorts, days = (apps.get_model("cohorts", name).objects for name in ("Cohort", "Day"))
    lines = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(action="cohorts.cancel")
    known = dict(lines.order_by("timestamp").values_list("object_id", "timestamp"))
    for cohort in cohorts.filter(state="cancelled", cancelled_at=None):
        moment = known.get(str(cohort.pk)) or timezone.now()
        cohorts.filter(pk=cohort.pk).update(cancelled_at=moment)
        today = moment.astimezone(zoneinfo.ZoneInfo(cohort.time_zone)).date()
        days.filter(cohort=cohort.pk, date__gte=today).update(called_off_at=moment)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="cohort",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="cancelled"),
        ),
        migrations.AddField(
            model_name="day",
            name="called_off_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="called off"),
        ),
        migrations.RunPython(write_down_the_moment, migrations.RunPython.noop),
    ]
