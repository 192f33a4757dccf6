"""Lists and forms of cohorts and their days in the back office."""

from typing import Any

from django.db.models import Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, StatusTagColumn

from cohorts import services
from cohorts.forms import CohortForm, DayForm
from cohorts.models import Cohort, Day
from cohorts.views import cohort_preview
from cohorts.wing import remarks
from foundation.clocks.dates import date_in_words, dates_in_words
from office.choices import ChoicePanel
from office.forms import LanguagesPanel, date_input, narrowed, section
from office.listing import columns
from office.row_views import ScopedEditView
from office.scope import Link, parent_parameter
from office.screens import screen_context
from office.viewsets import ScopedViewSet
from people.models import User
from residencies.picture_forms import picture_panels
from residencies.plain_writing.hints import PLAIN_WRITING

from .base import overview_url, way_to


def _dates(row: Cohort) -> str:
    """The days of a row of the list."""
    return dates_in_words([day.date for day in row.days.all()])


def _state(row: Cohort) -> str:
    """The state of a row of the list; one that is put away is that first of all."""
    return _("in the archive") if row.archived_at else str(row.get_state_display())


class CohortViewSet(ScopedViewSet):
    """Cohorts. The list leads to the cohort's page, from where everything else is done."""

    model = Cohort
    url_prefix = "cohorts"
    icon = "calendar-alt"
    menu_order = 10
    form_base = CohortForm
    has_page = True
    has_preview = True
    parent_field = "residency"
    needs_parent = True
    related = ("residency__programme", "course", "venue")
    ordering = ("-pk",)
    list_display = (
        "__str__",
        "town",
        Column("dates", label=gettext_lazy("Days"), accessor=_dates, sort_key="first_date"),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=_state,
            primary=lambda row: row.state == Cohort.State.PUBLISHED and row.archived_at is None,
        ),
    )
    list_filter = ("residency", "state")
    search_fields = ("slug", *columns("town"), *(f"residency__{name}" for name in columns("name")))
    panels = (
        section(
            gettext_lazy("What runs, and where"),
            "residency",
            ChoicePanel("course", add="course:add", right="courses.change", under=("residency", "pk")),
            ChoicePanel("project", add="fundingproject:add", right="programmes.change"),
            LanguagesPanel("town"),
            ChoicePanel("venue", add="venue:add", right="venues.change"),
            FieldPanel(
                "time_zone",
                help_text=gettext_lazy("The time zone governs every hour and every deadline of the cohort."),
            ),
            "working_language",
        ),
        section(
            gettext_lazy("On the site"),
            FieldPanel(
                "slug",
                help_text=gettext_lazy(
                    "Small Latin letters, digits and hyphens, for example brovary-2026. Left empty at first, it is made"
                    " of the residency’s address and the town. It never changes once it is public."
                ),
            ),
            LanguagesPanel("cost"),
            LanguagesPanel("gains"),
            LanguagesPanel("text", help_text=PLAIN_WRITING),
        ),
        *picture_panels("cover", has_place=True),
        section(
            gettext_lazy("For accepted people"),
            LanguagesPanel("notes"),
            "details_are_public",
        ),
        section(gettext_lazy("Confirming, and freed places"), "confirm_by", "automation_ends_at"),
    )

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With the days."""
        return super().listed(rows).annotate(first_date=Min("days__date")).prefetch_related("days")

    def save(self, form: Any, actor: User) -> Cohort:
        """Save the cohort with the picture that the form brings."""
        cohort = form.save(commit=False)
        return services.save_cohort(actor=actor, cohort=cohort, new_picture=form.new_picture)

    def preview(self, form: Any, request: HttpRequest) -> HttpResponse:
        """The public page as it would be."""
        return cohort_preview(request, form.instance, form.new_picture)

    def delete(self, row: Cohort, actor: User) -> None:
        """Delete a cohort that nobody has seen."""
        services.delete_cohort(actor=actor, cohort=row)

    def ask_for_parent(self, request: HttpRequest) -> HttpResponse:
        """A small step before the form: what it offers depends on the residency."""
        return redirect("cohort_residency")

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Cohorts have a list of their own."""
        return []

    def url_of(self, row: Any) -> str:
        """The cohort's page."""
        return overview_url(row.pk)

    def url_after(self, row: Any) -> str:
        """The cohort's page."""
        return overview_url(row.pk)

    def url_after_deletion(self, row: Any) -> str:
        return reverse(self.get_url_name("index"))

    def links(self, row: Any) -> list[Link]:
        """To the cohort's page."""
        return [(_("The cohort’s page"), overview_url(row.pk), "view")]


class DayEditView(ScopedEditView):
    """Changing a day: people may still read its old date, which only a new release changes."""

    def save_action(self) -> HttpResponse:
        """Say so, loudly, beside the success."""
        response: HttpResponse = super().save_action()
        for words in remarks(self.object.cohort):
            messages.warning(self.request, words)
        return response


class DayViewSet(ScopedViewSet):
    """Days of cohorts, each with its own places and deadline."""

    model = Day
    edit_view_class = DayEditView
    url_prefix = "days"
    icon = "date"
    menu_hook = None
    form_base = DayForm
    parent_field = "cohort"
    needs_parent = True
    related = ("cohort__residency", "pool")
    ordering = ("date",)
    list_display = (
        "date",
        Column("cohort", label=gettext_lazy("Cohort")),
        "admission",
        Column("pool.capacity", label=gettext_lazy("Places")),
    )
    list_filter = ("cohort",)
    panels = (
        section(
            gettext_lazy("Day"),
            FieldPanel("date", widget=date_input()),
            LanguagesPanel("title"),
            FieldPanel("hours"),
        ),
        section(
            gettext_lazy("Places"),
            FieldPanel("admission"),
            ("capacity", "deadline"),
            ("freed", "hold_hours"),
            help_text=gettext_lazy(
                "Each day takes applications separately, with its own places and its own deadline."
            ),
        ),
    )

    def save(self, form: Any, actor: User) -> Day:
        """Save the day with its places."""
        data = form.cleaned_data
        return services.save_day(
            actor=actor,
            day=form.save(commit=False),
            capacity=data["capacity"],
            deadline=data["deadline"],
            freed=data["freed"],
            hold_hours=data["hold_hours"],
        )

    def delete(self, row: Day, actor: User) -> None:
        """Delete the day with its places."""
        services.delete_day(actor=actor, day=row)

    def row_name(self, row: Day) -> str:
        """The date, written out; the cohort stands in the way here."""
        return capfirst(date_in_words(row.date))

    def parents_url(self) -> str:
        return reverse("cohort:index")

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the cohort's page."""
        return way_to(parent) if parent is not None else []

    def url_after(self, row: Any) -> str:
        """The cohort's page."""
        return overview_url(row.cohort_id)


cohorts = CohortViewSet()
days = DayViewSet()


@require_safe
def choose_residency(request: HttpRequest) -> HttpResponse:
    """Of which residency the new cohort is to be; where there is one only, its form at once. One query."""
    if not cohorts.may_add(request.user):
        raise Http404
    residencies = narrowed(cohorts.parents_for(request.user), request.user).select_related("programme")
    links = [
        (residency, parent_parameter(reverse("cohort:add"), "residency", residency.pk))
        for residency in residencies
    ]
    if len(links) == 1:
        return redirect(links[0][1])
    way = [{"url": reverse("cohort:index"), "label": cohorts.menu_label}]
    context = {
        **screen_context(_("Of which residency?"), _("Add a cohort"), way, "calendar-alt"),
        "links": links,
    }
    return render(request, "cohorts/office/residency.html", context)


VIEWSETS = (cohorts, days)
