"""What a pack is about: a cohort, all its days or one; and words that every paper of it has."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from cohorts.lists.queries import last_edition, number_on_paper
from cohorts.models import Cohort, Day
from foundation.clocks.dates import date_in_words, dates_in_words, moment_in_words
from foundation.words.translated import said

from ..pdf.facts import shown
from .donor import donor_lines, donor_logos


@dataclass(frozen=True)
class Scope:
    """A cohort with its residency, programme, project and venue; a date of one of its days, or None for all."""

    cohort: Cohort
    date: dt.date | None
    moment: dt.datetime

    @cached_property
    def days(self) -> list[Day]:
        """The days that take place, of those that are asked for; one query."""
        rows = self.cohort.days.filter(called_off_at__isnull=True).select_related("pool").order_by("date")
        return list(rows.filter(date=self.date) if self.date else rows)

    @cached_property
    def dates(self) -> list[dt.date]:
        """Their dates."""
        return [day.date for day in self.days]

    @property
    def event(self) -> str:
        """What the cohort is of."""
        return shown(said(self.cohort.residency, "name"))

    @property
    def when_and_where(self) -> str:
        """“20–21 November 2026, Lviv”."""
        town = shown(said(self.cohort, "town"))
        return ", ".join(filter(None, (dates_in_words(self.dates), town)))

    @property
    def as_of(self) -> str:
        """When the paper was made."""
        return _("As of %(moment)s.") % {"moment": moment_in_words(self.moment, self.cohort.time_zone)}

    def number_of(self, key: str) -> str:
        """Which number of a partner's list the paper says the same as, or that it has none yet; one query.

        Asked anew for each paper: a piece that is printed may give a list its next number.
        """
        return number_on_paper(last_edition(self.cohort, key))

    @property
    def donor(self) -> tuple[str, ...]:
        """Who pays."""
        return donor_lines(self.cohort)

    @cached_property
    def logos(self) -> bytes:
        """The donor's logos, read once for all papers."""
        return donor_logos(self.cohort)


def long_date(date: dt.date) -> str:
    """“Thursday, 20 November 2026”, as a line begins."""
    words = date_in_words(date)
    return words[:1].upper() + words[1:]


def page_words() -> str:
    """How a paper counts its pages."""
    return _("page %(page)s of %(pages)s")
