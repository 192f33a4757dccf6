"""Template tags of cohorts for the public pages of lower rooms: which are open, under way and past, with their days."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts import queries
from cohorts.queries import CohortFacts, DayFacts
from courses.models import Course
from foundation.clocks import dates
from foundation.words.translated import marked, said
from residencies.models import Residency

register = template.Library()


@register.simple_tag
def open_cohorts() -> list[CohortFacts]:
    """Cohorts that take applications, the nearest deadline first. Two queries."""
    return queries.open_cohorts(timezone.now())


@register.simple_tag
def cohorts_of(residency: Residency) -> dict[str, list[CohortFacts]]:
    """A residency's cohorts: `open`, `closed`, `under_way`, `past`. Two queries."""
    return queries.cohorts_of(residency, timezone.now())


@register.inclusion_tag("cohorts/parts/cohort_card.html")
def cohort_card(facts: CohortFacts, *, among_own: bool = False) -> dict[str, Any]:
    """A cohort as a card: theme, residency, dates, town, what is open until when.

    `among_own` leaves out theme and name: on the residency's own page the dates are the card's name.
    """
    return {"facts": facts, "cohort": facts.row, "residency": facts.row.residency, "among_own": among_own}


@register.filter
def and_then(first: str, second: str | SafeString) -> SafeString:
    """Two facts on one line: “20–21 November 2026 · Lviv”; one alone where the other is missing."""
    return format_html_join(" · ", "{}", ((part,) for part in (first, second) if part))


@register.filter
def date_words(date: dt.date) -> str:
    """“Thursday, 20 November 2026”."""
    return dates.date_in_words(date)


@register.filter
def short_date_words(date: dt.date) -> str:
    """“20 November”."""
    return dates.short_date_in_words(date)


@register.simple_tag
def apply_words(day: DayFacts, zone: str) -> str:
    """“Apply until 18:00, 12 December, Kyiv time”."""
    return dates.apply_until_in_words(day.deadline, zone)


@register.simple_tag
def closed_words(day: DayFacts, zone: str) -> str:
    """“Registration closed at 18:00, 12 December, Kyiv time”; the hour only where a deadline passed."""
    if day.deadline is None or day.deadline > timezone.now():
        return _("Registration is closed")
    return dates.closed_since_in_words(day.deadline, zone)


@register.simple_tag
def moment_words(moment: dt.datetime, zone: str) -> str:
    """“18:00, 12 December 2026, Kyiv time”."""
    return dates.moment_in_words(moment, zone)


@register.filter
def zone_words(zone: str) -> str:
    """“Kyiv time”."""
    return dates.zone_in_words(zone)


@register.filter
def time_left(moment: dt.datetime) -> str:
    """“in 5 days”; empty once it is past."""
    return dates.time_left_in_words(moment, timezone.now())


@register.simple_tag
def fact_pairs(facts: CohortFacts) -> list[tuple[str, str | SafeString]]:
    """The facts at the top of a cohort's page: only those that are known."""
    cohort = facts.row
    town, cost = said(cohort, "town"), said(cohort, "cost")
    pairs = [
        (_("When"), capfirst(dates.weekdays_in_words([day.date for day in facts.days]))),
        (_("Where"), marked(town.text, town.foreign_lang)),
        (_("Working language"), dates.language_in_words(cohort.working_language)),
        (_("Cost"), marked(cost.text, cost.foreign_lang)),
        (_("Questions"), _mail_link(cohort.residency.programme.contact_email)),
    ]
    return [(term, value) for term, value in pairs if value]


def _mail_link(address: str) -> SafeString:
    return format_html('<a href="mailto:{0}">{0}</a>', address) if address else SafeString("")


@register.simple_tag
def course_pairs(course: Course) -> list[tuple[str, str]]:
    """What a course gives, in approved figures: hours with their length, credits where there are any."""
    pairs = [(_("Certificate"), _("for everybody who meets the conditions of completion"))]
    if course.hours is not None:
        hours = _("%(hours)s, each of %(minutes)s minutes") % {
            "hours": _plain(course.hours),
            "minutes": course.minutes_per_hour,
        }
        pairs.append((_("Training hours"), hours))
    if course.ects is not None:
        pairs.append((_("ECTS credits"), _plain(course.ects)))
    return pairs


def _plain(number: Decimal) -> str:
    """A number without idle zeros, with the comma or the point of the reader's language."""
    return number_format(number.normalize() + Decimal(0), use_l10n=True)


@register.filter
def places_not_said(day: Any, days: Iterable[Any]) -> list[Any]:
    """The places of a day of a timetable that no earlier day has: how to find a place is said once."""
    said_before = {place for other in days if other.date < day.date for place in other.places}
    return [place for place in day.places if place not in said_before]


@register.simple_tag
def own_language_only(code: str) -> str:
    """A language for a `lang` attribute where it is not the reader's; empty where it is."""
    return "" if code == get_language() else code
