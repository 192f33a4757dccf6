"""What lodging has of each person of a cohort: the nights that they asked for, and on which of them they have a bed."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.facts import Cell, Cells, Column, Columns
from cohorts.models import Cohort, Participant
from foundation.clocks.dates import short_date_in_words

from .models import Night, Stay, WantedNight, Wish
from .queries import lacked
from .staying import today_of

NIGHTS = "nights"


def columns_of(cohort: Cohort) -> Columns | None:
    """The nights of each person, once any are ordered; one query."""
    if not Night.objects.filter(cohort=cohort).exists():
        return None
    column = Column(NIGHTS, _("Nights"), _without_bed(cohort))
    return Columns("lodging.view", "lodging.change", [column], lambda people: _cells(cohort, people))


def _without_bed(cohort: Cohort) -> QuerySet[Participant]:
    nights = lacked([cohort]).filter(date__gte=today_of(cohort))
    return Participant.objects.filter(cohort=cohort, pk__in=nights.values("wish__participant"))


def _cells(cohort: Cohort, people: Sequence[Participant]) -> Cells:
    """How many nights each has of those asked for, and which lack; three queries."""
    held = _by_person(Stay.objects.filter(participant__in=people).values_list("participant", "date"))
    rows = WantedNight.objects.filter(wish__participant__in=people)
    asked = _by_person(rows.values_list("wish__participant", "date"))
    said = set(Wish.objects.filter(participant__in=people).values_list("participant", flat=True))
    today = today_of(cohort)
    found = {}
    for who in people:
        has, wants = held.get(who.pk, set()), asked.get(who.pk, set())
        gone = ", ".join(short_date_in_words(date) for date in sorted(wants - has) if date >= today)
        found[NIGHTS, who.pk] = Cell(
            _in_words(len(has), len(wants), has_answered=who.pk in said),
            reverse("lodging_person", args=[cohort.pk, who.public_id]),
            _("no bed on the night of %(nights)s") % {"nights": gone} if gone else "",
        )
    return found


def _by_person(rows: Iterable[tuple[int, dt.date]]) -> dict[int, set[dt.date]]:
    found: dict[int, set[dt.date]] = {}
    for person, date in rows:
        found.setdefault(person, set()).add(date)
    return found


def _in_words(has: int, wants: int, *, has_answered: bool) -> str:
    if wants:
        return _("%(held)s of %(asked)s") % {"held": has, "asked": wants}
    if has:
        return ngettext("%(count)s night", "%(count)s nights", has) % {"count": has}
    return _("needs no bed") if has_answered else ""
