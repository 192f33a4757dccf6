"""Meals of a cohort in the back office: the list, adding them for several days, one meal, the caterer's sheet."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from cohorts.models import Cohort
from cohorts.needs.catering import emails_of, givers_of, key_of, meals_to_cook
from cohorts.needs.forms import AddMealsForm, CaterersForm, MealForm
from cohorts.needs.models import Meal
from cohorts.needs.queries.meals import named_meals_of, numbers_eating
from cohorts.needs.services import meals as services
from cohorts.party_lists import numbers_of
from cohorts.screens.base import cohort_context, own_cohort, way_to
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from office.forms import section, time_input
from office.screens import screen_context
from office.viewsets import ScopedViewSet
from people.models import User
from people.signed_in import signed_in_user

ICON = "tasks"


def meals_url(cohort_id: int) -> str:
    """The page of a cohort's meals."""
    return reverse("needs_meals", args=[cohort_id])


def way_to_meals(cohort: Cohort) -> list[dict[str, Any]]:
    """The way to a cohort's meals."""
    return [*way_to(cohort), {"url": meals_url(cohort.pk), "label": gettext_lazy("Meals")}]


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The meals by date, with who gives them, how many eat, were ordered and served; constant queries."""
    cohort = own_cohort(request, pk, "meals.view")
    eating = numbers_eating(cohort)
    days = [
        {"date": date, "people": eating[meals[0].day_id], "meals": meals}
        for date, meals in (
            (date, list(rows)) for date, rows in groupby(named_meals_of(cohort), lambda m: m.date)
        )
    ]
    context = {**cohort_context(cohort, _("Meals"), ICON), "days": days}
    return render(request, "needs/office/meals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """The meals of several days at once."""
    cohort = own_cohort(request, pk, "meals.change")
    days = [day for day in cohort.days.all() if day.called_off_at is None]
    form = AddMealsForm(request.POST or None, cohort=cohort, days=days)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            number = services.add_meals(
                actor=signed_in_user(request),
                cohort=cohort,
                days=form.chosen_days(),
                hours=form.hours(),
                given=form.given(),
            )
        except DomainError as error:
            status = refuse(form, error)
        else:
            if number:
                words = ngettext("%(count)s meal was added.", "%(count)s meals were added.", number)
                messages.success(request, words % {"count": number})
            else:
                words = _("Nothing was added: these days have these meals at these hours already.")
                messages.warning(request, words)
            return redirect(meals_url(cohort.pk))
    context = {
        "form": form,
        "button": _("Add meals"),
        "back_url": meals_url(cohort.pk),
        **screen_context(_("Add meals"), str(cohort), way_to_meals(cohort), ICON),
    }
    return render(request, "needs/office/add_meals.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """Where those who cook are written to."""
    cohort = own_cohort(request, pk, "meals.change")
    form = CaterersForm(request.POST or None, givers=givers_of(cohort), emails=emails_of(cohort))
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            services.set_caterers(actor=signed_in_user(request), cohort=cohort, emails=form.emails())
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("Saved. Links that went out before stay with their address."))
            return redirect(meals_url(cohort.pk))
    context = {
        "form": form,
        "button": _("Save"),
        "back_url": meals_url(cohort.pk),
        **screen_context(_("Addresses of those who cook"), str(cohort), way_to_meals(cohort), ICON),
    }
    return render(request, "needs/office/addresses.html", context, status=status)


@require_safe
def caterer(request: HttpRequest, pk: int) -> HttpResponse:
    """What whoever cooks works from, to be printed: numbers, and what people wrote, without names; constant queries."""
    cohort = own_cohort(request, pk, "needs.see_diet")
    served = meals_to_cook(cohort)
    givers = {key_of(each.meal.giver): each.meal.giver_words for each in served}
    numbers = numbers_of(cohort, givers)
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "served": served,
        "numbers": [(words, numbers[key]) for key, words in givers.items() if key in numbers],
        "now": timezone.now(),
        "back_url": meals_url(cohort.pk),
    }
    response = render(request, "needs/office/caterer.html", context)
    response["Cache-Control"] = "no-store"
    return response


class MealViewSet(ScopedViewSet):
    """Meals of all cohorts that one sees; they are added on the page of a cohort's meals."""

    model = Meal
    url_prefix = "meals"
    icon = ICON
    menu_hook = None
    form_base = MealForm
    service = staticmethod(services.save_meal)
    service_argument = "meal"
    parent_field = "day"
    needs_parent = True
    offers = frozenset({"edit", "delete"})
    related = ("day__cohort__residency__programme", "venue")
    list_display = ("__str__", Column("day", label=gettext_lazy("Day")), "ordered", "served")
    panels = (
        section(
            gettext_lazy("Which meal and where"),
            "kind",
            FieldPanel("starts", widget=time_input()),
            "venue",
            "place",
        ),
        section(gettext_lazy("Who gives it"), "given_by", "giver"),
        section(gettext_lazy("Portions"), ("ordered", "served")),
    )

    def delete(self, row: Meal, actor: User) -> None:
        """Take the meal off its day."""
        services.remove_meal(actor=actor, meal=row)

    def parents_url(self) -> str:
        return reverse("cohort:index")

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the page of the cohort's meals."""
        return way_to_meals(parent.cohort) if parent is not None else []

    def url_after(self, row: Meal) -> str:
        """The page of the cohort's meals."""
        return meals_url(row.day.cohort_id)


VIEWSETS = (MealViewSet(),)
