"""Places that nobody holds while people wait for them, in words, with the button that gives them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.facts import Fact, Press
from cohorts.models import Cohort
from foundation.clocks.dates import short_date_in_words
from people.rights import may

from .models import DayRequest
from .queries import Freed, freed
from .services import Decision

_STATE = DayRequest.State


def places_to_give(cohorts: Sequence[Cohort], moment: dt.datetime, user: Any) -> dict[int, list[Fact]]:
    """Places that nobody holds while people wait for them, by cohort, with a button if the user may give them.

    Two queries.
    """
    found: dict[int, list[Fact]] = {}
    for line in freed(cohorts, moment):
        found.setdefault(line.day.cohort_id, []).append(to_give(line, user))
    return found


def freed_words(line: Freed) -> str:
    """“1 place freed, 1 person waits”, each in the form that its number asks for.

    While people are under consideration, places have not been given yet, and may never have been.
    """
    kept, waiting = line.numbers.kept, line.numbers.waiting
    places = ngettext("%(number)s place has become free", "%(number)s places have become free", kept)
    if line.is_considered:
        places = ngettext("%(number)s place is not given yet", "%(number)s places are not given yet", kept)
    people = ngettext("%(number)s person waits", "%(number)s people wait", waiting)
    return f"{places % {'number': kept}}, {people % {'number': waiting}}"


def give_button(line: Freed) -> Press:
    """The button that gives these places to the first in the queue, asked about on the page of decisions."""
    number = len(line.first)
    words = _("Give it to the first on the list")
    if number > 1:
        words = _("Give them to the first on the list: %(number)s") % {"number": number}
    seen = tuple(("seen", f"{pk}:{_STATE.WAITING}") for pk in line.first)
    url = reverse("admission_decide", args=[line.day.cohort_id])
    return Press(words, url, (("decision", Decision.ACCEPT), *seen))


def why_no_button(line: Freed, user: Any) -> str:
    """Why this person cannot give these places now; empty if they can."""
    if not may(user, "applications.decide", line.day):
        return _("A manager decides.")
    if line.is_considered:
        return _("First decide on those who are under consideration.")
    if user.pk in line.first.values():
        return _("You are among the first yourself, so another manager has to decide.")
    return ""


def to_give(line: Freed, user: Any) -> Fact:
    url = f"{reverse('admission_list', args=[line.day.cohort_id])}?day={line.day.pk}&state={_STATE.WAITING}"
    words = f"{short_date_in_words(line.day.date)}: {freed_words(line)}"
    number = min(line.numbers.kept, line.numbers.waiting)
    if why := why_no_button(line, user):
        return Fact(f"{words}. {why}", url, number=number)
    return Fact(words, url, give_button(line), number=number)
