"""A cohort's page in the back office."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView
from wagtail.admin.widgets import Button, HeaderButton

from cohorts.checklist import to_mend
from cohorts.counting import Numbers
from cohorts.models import MOST_DAYS, Cohort, Day
from cohorts.queries import numbers_of, with_numbers
from cohorts.wing import at_hand, panels
from foundation.clocks.dates import date_in_words, deadline_in_words
from office.exports import exports_for
from office.wagtail_private import WagtailAdminTemplateMixin
from people.rights import may

from .base import own_cohort
from .steps import rare_steps


def days_with_numbers(cohort: Cohort) -> QuerySet[Day]:
    """The days with how many places are held and how many people wait; one query."""
    return with_numbers(cohort.days.select_related("cohort")).order_by("date")


@dataclass(frozen=True)
class DayLine:
    """A day as the page shows it."""

    row: Any
    numbers: Numbers
    date: str
    deadline: str
    is_past: bool
    lacks_hours: bool  # certificates of a cancelled cohort print the days' own hours


class OverviewView(WagtailAdminTemplateMixin, TemplateView):
    """Everything about one cohort at a glance, and the way to each part of it."""

    template_name = "cohorts/office/overview.html"
    header_icon = "calendar-alt"

    @cached_property
    def cohort(self) -> Cohort:
        """The cohort, if it is one of this person's."""
        return own_cohort(self.request, self.kwargs["pk"], "cohorts.view")

    @cached_property
    def day_lines(self) -> list[DayLine]:
        return [self._line(day) for day in days_with_numbers(self.cohort)]

    @property
    def is_past(self) -> bool:
        """Whether every day is over: nothing is added or cancelled any more."""
        return bool(self.day_lines) and all(line.is_past for line in self.day_lines)

    def get_page_title(self) -> str:
        """What the page is about."""
        return str(self.cohort.residency)

    def get_page_subtitle(self) -> str:
        """Which run it is."""
        return self.cohort.slug

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list, then the cohort."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("cohort:index"), "label": _("Cohorts")},
            {"url": "", "label": str(self.cohort)},
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The step that comes next."""
        if not may(self.request.user, "cohorts.change", self.cohort):
            return []
        buttons = [
            HeaderButton(
                pgettext("cohort", "Change"),
                url=reverse("cohort:edit", args=[self.cohort.pk]),
                icon_name="edit",
                priority=10,
            )
        ]
        if self.cohort.state == Cohort.State.DRAFT:
            url = reverse("cohort_step", args=[self.cohort.pk, "publish"])
            buttons.append(HeaderButton(_("Publish"), url=url, icon_name="upload", priority=20))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Steps that are rare."""
        cohort = self.cohort
        buttons = self._way_to_letters()
        if not may(self.request.user, "cohorts.change", cohort):
            return buttons
        buttons += [
            Button(words, url=reverse("cohort_step", args=[cohort.pk, step]), icon_name=icon)
            for words, step, icon in rare_steps(cohort, is_past=self.is_past)
        ]
        if cohort.state == Cohort.State.DRAFT:
            url = reverse("cohort:delete", args=[cohort.pk])
            buttons.append(Button(_("Delete"), url=url, icon_name="bin"))
        return buttons

    def _way_to_letters(self) -> list[Button]:
        if not may(self.request.user, "letters.view", self.cohort):
            return []
        url = f"{reverse('letter:index')}?cohort={self.cohort.pk}"
        return [Button(_("Letters"), url=url, icon_name="mail")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The cohort, its days, and what rooms above have to say."""
        cohort, lines = self.cohort, self.day_lines
        is_draft = cohort.state == Cohort.State.DRAFT
        return super().get_context_data(
            cohort=cohort,
            is_draft=is_draft,
            is_published=cohort.state == Cohort.State.PUBLISHED,
            day_lines=lines,
            to_mend=to_mend(cohort, timezone.now()) if is_draft else (),
            has_past_days=is_draft and any(line.is_past for line in lines),
            # One in preparation may be a record of what has been.
            takes_days=len(lines) < MOST_DAYS
            and (is_draft or (cohort.state == Cohort.State.PUBLISHED and not self.is_past)),
            at_hand=at_hand(cohort, self.request.user, timezone.now()),
            panels=panels(cohort, self.request.user),
            exports=exports_for(self.request.user, cohort),
            **kwargs,
        )

    def _line(self, day: Day) -> DayLine:
        deadline, is_cancelled = day.pool.deadline, self.cohort.state == Cohort.State.CANCELLED
        words = deadline_in_words(deadline, self.cohort.time_zone) if deadline else _("until the day begins")
        return DayLine(
            row=day,
            numbers=numbers_of(day),
            date=date_in_words(day.date),
            deadline=words,
            is_past=day.is_over_at(timezone.now()),
            lacks_hours=is_cancelled and day.called_off_at is None and day.hours is None,
        )
