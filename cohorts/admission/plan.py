"""What stands against opening a day: people who are considered for it asked before those who would come now."""

from django.utils.translation import ngettext

from cohorts.models import Day
from cohorts.plans import PlanKeeper
from foundation.errors import DomainError

from .models import Application, DayRequest


def _day_opens(day: Day) -> None:
    """Who waits stays ahead by the queue; who is under consideration stands in none, and would be passed by."""
    number = DayRequest.objects.filter(
        day=day, state=DayRequest.State.ASKED, application__state=Application.State.SENT
    ).count()
    if number:
        text = ngettext(
            "%(number)s application for this day is still under consideration, and who comes later would take the place"
            " first. Decide on it, then open the day.",
            "%(number)s applications for this day are still under consideration, and who comes later would take the"
            " places first. Decide on them, then open the day.",
            number,
        )
        raise DomainError(text % {"number": number}, field="admission")


keeper = PlanKeeper(day_opens=_day_opens)
