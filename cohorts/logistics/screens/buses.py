"""Carriers, vehicles, runs and their stops as lists and forms."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from cohorts.logistics.forms import RunForm
from cohorts.logistics.models import Call, Operator, Run, Vehicle
from cohorts.logistics.services import runs as services
from cohorts.screens.base import way_to
from office.choices import NO_PARENT, ChoicePanel
from office.forms import LanguagesPanel, date_input, section, time_input
from office.scope import Link
from office.viewsets import ScopedViewSet
from people.models import User


def runs_url(cohort_id: int) -> str:
    """The page of a cohort's runs."""
    return reverse("logistics_runs", args=[cohort_id])


def run_url(run: Run) -> str:
    """A run's own page."""
    return reverse("logistics_run", args=[run.pk])


def way_to_runs(run: Run, *, and_to_it: bool = True) -> list[dict[str, Any]]:
    """The way to a cohort's runs, and to one of them."""
    way = [*way_to(run.cohort), {"url": runs_url(run.cohort_id), "label": gettext_lazy("Buses")}]
    return [*way, {"url": run_url(run), "label": str(run)}] if and_to_it else way


class OperatorViewSet(ScopedViewSet):
    """Carriers on file."""

    model = Operator
    url_prefix = "carriers"
    icon = "user"
    menu_order = 211
    service = staticmethod(services.save_operator)
    service_argument = "operator"
    parent_field = "programme"
    related = ("programme",)
    list_display = ("name", "phone", "programme")
    panels = (section(gettext_lazy("Carrier"), "programme", "name", "phone", "email", "note"),)

    def links(self, row: Operator) -> list[Link]:
        """Its vehicles."""
        url = f"{reverse('vehicle:index')}?operator={row.pk}"
        return [(gettext_lazy("Vehicles"), url, "list-ul")]


class VehicleViewSet(ScopedViewSet):
    """Vehicles on file."""

    model = Vehicle
    url_prefix = "vehicles"
    icon = "cog"
    menu_order = 212
    service = staticmethod(services.save_vehicle)
    service_argument = "vehicle"
    parent_field = "operator"
    related = ("operator__programme",)
    list_display = (
        "name",
        "plate",
        Column("get_colour_display", label=gettext_lazy("colour")),
        "seats",
        "accessible_seats",
        "operator",
    )
    list_filter: Sequence[str] = ("operator",)
    panels = (
        section(
            gettext_lazy("Vehicle"), "operator", "name", ("plate", "colour"), ("seats", "accessible_seats")
        ),
    )


class RunViewSet(ScopedViewSet):
    """Runs of all cohorts that one sees; each leads to its page."""

    model = Run
    url_prefix = "runs"
    icon = "resubmit"
    menu_order = 213
    form_base = RunForm
    parent_field = "cohort"
    needs_parent = True
    related = ("cohort__residency__programme", "vehicle__operator")
    has_page = True
    title_label = gettext_lazy("Bus")
    list_display = ("__str__", "date", "starts", "vehicle", "cohort")
    panels = (
        section(
            gettext_lazy("Which bus and when"),
            ("number", "direction"),
            FieldPanel(
                "date",
                widget=date_input(),
                help_text=gettext_lazy("A return before 04:00 goes in the night after this date."),
            ),
            FieldPanel("starts", widget=time_input()),
            FieldPanel("serves", widget=CheckboxSelectMultiple()),
        ),
        section(
            gettext_lazy("Vehicle and driver"),
            ChoicePanel("vehicle", add="vehicle:add", right="runs.change", under=NO_PARENT),
            ("driver_name", "driver_phone"),
            "cost",
        ),
    )

    def initial(self, request: Any, parent: Any) -> dict[str, Any]:
        """The next number, the first day of the cohort."""
        first = min((day.date for day in parent.days.all()), default=None) if parent is not None else None
        numbers = parent.runs.values_list("number", flat=True) if parent is not None else ()
        return {"number": max(numbers, default=0) + 1, "date": first}

    def save(self, form: Any, actor: User) -> Any:
        """With the sessions that it serves, which are no column."""
        row = form.save(commit=False)
        return services.save_run(actor=actor, run=row, serves=list(form.cleaned_data["serves"]))

    def delete(self, row: Run, actor: User) -> None:
        """A run that nobody had a seat in."""
        services.delete_run(actor=actor, run=row)

    def url_of(self, row: Any) -> str:
        """The run's page."""
        return run_url(row)

    def parents_url(self) -> str:
        return reverse("cohort:index")

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the page of the cohort's runs."""
        return (
            [*way_to(parent), {"url": runs_url(parent.pk), "label": gettext_lazy("Buses")}] if parent else []
        )

    def url_after(self, row: Run) -> str:
        """The run's page."""
        return run_url(row)

    def url_after_deletion(self, row: Run) -> str:
        """The page of the cohort's runs."""
        return runs_url(row.cohort_id)


class CallViewSet(ScopedViewSet):
    """Stops of a run."""

    model = Call
    url_prefix = "stops"
    icon = "site"
    menu_hook = None
    service = staticmethod(services.save_call)
    service_argument = "call"
    parent_field = "run"
    needs_parent = True
    related = ("run__cohort__residency__programme",)
    list_display = ("stop", "run", "position")
    panels = (
        section(
            gettext_lazy("Stop"),
            LanguagesPanel("stop"),
            LanguagesPanel("meeting_point"),
            ("minutes", "loading"),
            FieldPanel("by_hand", widget=time_input()),
        ),
    )

    def parents_for(self, user: Any) -> QuerySet[Any]:
        """Stops are added to a run."""
        return Run.objects.visible_to(user, "runs.change").select_related("cohort__residency__programme")

    def parents_url(self) -> str:
        return reverse("run:index")

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the run's page."""
        return way_to_runs(parent) if parent is not None else []

    def delete(self, row: Call, actor: User) -> None:
        """Take the stop away."""
        services.remove_call(actor=actor, call=row)

    def url_after(self, row: Call) -> str:
        """The run's page."""
        return run_url(row.run)


VIEWSETS = (OperatorViewSet(), VehicleViewSet(), RunViewSet(), CallViewSet())
