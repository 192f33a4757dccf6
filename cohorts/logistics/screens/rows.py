"""Forms of a visit and of its sites, under the page of the cohort's visits."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from cohorts.logistics.forms import VisitForm, VisitSiteForm
from cohorts.logistics.models import Visit, VisitSite
from cohorts.logistics.services import planning
from cohorts.screens.base import way_to
from foundation.errors import DomainError
from office.choices import ChoicePanel
from office.forms import section, time_input, wall_time_input
from office.viewsets import ScopedViewSet
from people.models import User
from people.rights import may


def visits_url(cohort_id: int) -> str:
    """The page of a cohort's visits."""
    return reverse("logistics_visits", args=[cohort_id])


def visit_url(visit: Visit) -> str:
    """A visit's own page."""
    return reverse("logistics_visit", args=[visit.pk])


def way_to_visits(visit: Visit, *, and_to_it: bool = True) -> list[dict[str, Any]]:
    """The way to a cohort's visits, and to one of them."""
    cohort = visit.session.day.cohort
    way = [*way_to(cohort), {"url": visits_url(cohort.pk), "label": gettext_lazy("Field visits")}]
    return [*way, {"url": visit_url(visit), "label": str(visit)}] if and_to_it else way


class VisitViewSet(ScopedViewSet):
    """Visits of all cohorts that one sees; each leads to its page."""

    model = Visit
    url_prefix = "visits"
    icon = "site"
    menu_order = 210
    form_base = VisitForm
    service = staticmethod(planning.save_visit)
    service_argument = "visit"
    related = ("session__day__cohort__residency__programme",)
    has_page = True
    offers = frozenset({"edit", "delete"})
    title_label = gettext_lazy("Field visit")
    list_display = (
        "__str__",
        Column("session.day", label=gettext_lazy("Day")),
        Column("session.hours_in_words", label=gettext_lazy("Hours")),
    )
    panels = (section(gettext_lazy("List of names"), FieldPanel("names_until", widget=wall_time_input())),)

    def url_of(self, row: Any) -> str:
        """The visit's page."""
        return visit_url(row)

    def delete(self, row: Visit, actor: User) -> None:
        """Take the visit out of the plans."""
        planning.drop_visit(actor=actor, visit=row)

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Visits have a list of their own."""
        return []

    def url_after(self, row: Visit) -> str:
        """The visit's page."""
        return visit_url(row)

    def url_after_deletion(self, row: Visit) -> str:
        """The page of the cohort's visits."""
        return visits_url(row.session.day.cohort_id)


class VisitSiteViewSet(ScopedViewSet):
    """Sites of a visit."""

    model = VisitSite
    url_prefix = "visit-sites"
    icon = "home"
    menu_hook = None
    form_base = VisitSiteForm
    service = staticmethod(planning.save_site)
    service_argument = "site"
    parent_field = "visit"
    needs_parent = True
    related = ("visit__session__day__cohort__residency__programme", "venue")
    list_display = ("venue", "visit", "state")
    panels = (
        section(
            gettext_lazy("Site"),
            ChoicePanel("venue", add="venue:add", right="venues.change"),
            "position",
        ),
        section(
            gettext_lazy("This visit"),
            FieldPanel("arrives", widget=time_input()),
            FieldPanel("leaves", widget=time_input()),
            "capacity",
            "rules",
            help_text=gettext_lazy(
                "Leave the hours empty where the visit has this one site: those of the timetable count."
            ),
        ),
        section(
            gettext_lazy("For the next cohort"),
            "went_well",
            "went_badly",
            help_text=gettext_lazy("Whoever plans a visit to this site again reads it."),
        ),
    )

    def parents_for(self, user: Any) -> QuerySet[Any]:
        """Sites are added to a visit."""
        return Visit.objects.visible_to(user, "visits.change").select_related(
            "session__day__cohort__residency__programme"
        )

    def parents_url(self) -> str:
        return reverse("visit:index")

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the visit's page."""
        return way_to_visits(parent) if parent is not None else []

    def delete(self, row: VisitSite, actor: User) -> None:
        """Take the site off; hosts are written to by those who may ask them."""
        if row.is_expecting and not may(actor, "visits.ask", row):
            raise DomainError(
                _("The host of this site has been asked. A manager takes it off: the host is told.")
            )
        planning.remove_site(actor=actor, site=row)

    def before_deletion(self, row: VisitSite) -> str:
        """That a host who was asked is told."""
        return _("The host gets a letter that nobody comes.") if row.is_expecting else ""

    def success_message(self, row: VisitSite) -> str:
        """Say that a host who agreed to other hours is to be asked again."""
        if row.is_changed_since:
            return _("Saved: %(row)s. The host agreed to other hours: ask again.") % {"row": row}
        return super().success_message(row)

    def url_after(self, row: VisitSite) -> str:
        """The visit's page."""
        return visit_url(row.visit)


visits = VisitViewSet()
visit_sites = VisitSiteViewSet()

VIEWSETS = (visits, visit_sites)
