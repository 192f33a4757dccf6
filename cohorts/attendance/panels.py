"""Presence on a cohort's page in the back office."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from cohorts.overview import Fact, Panel

from .queries import open_sheets, sheet_progress


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


def to_fill_in(cohorts: Sequence[Cohort], moment: dt.datetime, user: Any) -> dict[int, Fact]:
    """How many sheets of sessions that are over wait, by cohort, as a link to them; three queries."""
    return {
        cohort_id: Fact(
            ngettext(
                "%(count)s sheet of presence to fill in", "%(count)s sheets of presence to fill in", number
            )
            % {"count": number},
            reverse("attendance_overview", args=[cohort_id]),
        )
        for cohort_id, number in open_sheets(cohorts, moment).items()
    }
