"""What a host read last, so that a release tells those alone who read something else."""

from typing import Any

from django.db import migrations, models


def fill_in(apps: Any, schema_editor: Any) -> None:
    """Whoever was asked read the hours that were agreed, or those that are planned."""
    VisitSite = apps.get_model("logistics", "VisitSite")
    for site in VisitSite.objects.exclude(state="new").select_related("visit__session__day"):
        session = site.visit.session
        site.told_date = site.agreed_date or session.day.date
        site.told_starts = site.agreed_starts or site.arrives or session.starts
        site.told_ends = site.agreed_ends or site.leaves or session.ends
        site.save(update_fields=["told_date", "told_starts", "told_ends"])


class Migration(migrations.Migration):
    dependencies = [("logistics", "0002_runs_and_captains")]

    operations = [
        migrations.AddField(
            model_name="visitsite",
            name="told_date",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="visitsite",
            name="told_starts",
            field=models.TimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="visitsite",
            name="told_ends",
            field=models.TimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
