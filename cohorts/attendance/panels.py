"""Presence on a cohort's page in the back office."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from cohorts.overview import Panel

from .queries import sheet_progress


def presence(cohort: Cohort, user: Any) -> Panel | None:
    """How many sheets are filled in; three queries."""
    done = sheet_progress(cohort)
    words = ngettext(
        "%(filled)s of %(count)s sheet is filled in.",
        "%(filled)s of %(count)s sheets are filled in.",
        done.sheets,
    ) % {"filled": done.filled, "count": done.sheets}
    return Panel(
        title=_("Presence"),
        url=reverse("attendance_overview", args=[cohort.pk]),
        facts=(words if done.sheets else _("Sheets come with sessions and people who hold places."),),
    )
