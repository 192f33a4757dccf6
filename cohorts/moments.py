"""By when accepted people confirm, and from when freed places are given by hand: what these moments may be."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

from .models import Cohort


def refuse_impossible(before: Cohort | None, after: Cohort) -> None:
    """Raise `DomainError`, at its field, for a moment that is set and past, or is later than what it is there for.

    One that stays as it was on the clock is not asked about again: time goes on, and days are moved. One query.
    """
    confirm, by_hand = _wall(after, "confirm_by"), _wall(after, "automation_ends_at")
    dates = sorted(after.days.filter(called_off_at=None).values_list("date", flat=True)) if after.pk else []
    now = timezone.now().astimezone(after.zone).replace(tzinfo=None)
    if confirm and confirm != _wall(before, "confirm_by"):
        if confirm <= now:
            words = _("This moment is past, so nobody could confirm by it. Choose one to come.")
            raise DomainError(words, field="confirm_by")
        if dates and confirm.date() > dates[0]:
            words = _("People confirm before they come: on the first day at the latest.")
            raise DomainError(words, field="confirm_by")
    if by_hand and by_hand != _wall(before, "automation_ends_at"):
        if by_hand.date() < now.date():
            raise DomainError(
                _("This date is past. Choose today or a later date."), field="automation_ends_at"
            )
        if dates and by_hand.date() > dates[-1]:
            words = _("All days are over by then. Choose a moment on the last day at the latest.")
            raise DomainError(words, field="automation_ends_at")


def confirms_late(cohort: Cohort, first: dt.date) -> bool:
    """Whether people are asked to confirm later than on the first day, which may have come after the question."""
    confirm = _wall(cohort, "confirm_by")
    return confirm is not None and confirm.date() > first


def _wall(cohort: Cohort | None, name: str) -> dt.datetime | None:
    """A moment on the cohort's clock, as the form shows it: to the minute."""
    moment: dt.datetime | None = getattr(cohort, name, None)
    if cohort is None or moment is None:
        return None
    return moment.astimezone(cohort.zone).replace(tzinfo=None, second=0, microsecond=0)
