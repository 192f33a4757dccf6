"""Opening a day after its deadline for one person, who has such a door, and taking it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cohorts.admission.forms import ClosingForm, LateDoorForm
from cohorts.admission.models import LateDoor
from cohorts.admission.services import close_late, open_late
from cohorts.models import Cohort, Day
from cohorts.screens.base import own_cohort
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from office.screens import screen_context
from people.signed_in import signed_in_user

from .listing import below, list_url


def closed_days(cohort: Cohort) -> list[Day]:
    """The days to come whose deadline has passed; one query."""
    now = timezone.now()
    days = list(cohort.days.select_related("pool").order_by("date"))
    for day in days:
        day.cohort = cohort
    return [day for day in days if day.takes_people_at(now) and not day.is_open_at(now)]


@require_http_methods(["GET", "HEAD", "POST"])
def late(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who may still apply; on POST open a day for one person more."""
    cohort = own_cohort(request, pk, "applications.decide")
    form = LateDoorForm(request.POST or None, cohort=cohort, days=closed_days(cohort))
    status = 200
    if request.method == "POST":
        status = 200 if form.is_valid() else 422
    if form.is_bound and form.is_valid():
        try:
            door = open_late(actor=signed_in_user(request), **form.cleaned_data)
        except DomainError as error:
            status = refuse(form, error)
        else:
            done = _("The day is open for %(address)s. A letter with the link is on its way.")
            messages.success(request, done % {"address": door.address})
            return redirect(late_url(cohort))
    doors = LateDoor.objects.filter(day__cohort=cohort).select_related("day", "opened_by", "closed_by")
    now = timezone.now()
    context = {
        "cohort": cohort,
        **screen_context(_("Let one person apply late"), str(cohort), below(cohort), "key"),
        "form": form,
        "doors": [(door, door.is_open_at(now)) for door in doors],
        "back_url": list_url(cohort),
    }
    return render(request, "admission/manage/late.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int, door_pk: int) -> HttpResponse:
    """Ask why a day is not to be open for one person any more; on POST close it."""
    cohort = own_cohort(request, pk, "applications.decide")
    rows = LateDoor.objects.filter(day__cohort=cohort).select_related("day__cohort__residency__programme")
    door = get_object_or_404(rows, pk=door_pk)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 200 if form.is_valid() else 422
    if form.is_bound and form.is_valid():
        try:
            close_late(actor=signed_in_user(request), door=door, **form.cleaned_data)
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(
                request, _("The day is closed for %(address)s again.") % {"address": door.address}
            )
            return redirect(late_url(cohort))
    way = [*below(cohort), {"url": late_url(cohort), "label": _("Let one person apply late")}]
    context = {
        "cohort": cohort,
        **screen_context(_("Close the day for this person"), door.address, way, "key"),
        "form": form,
        "door": door,
        "back_url": late_url(cohort),
    }
    return render(request, "admission/manage/close_late.html", context, status=status)


def late_url(cohort: Cohort) -> str:
    """Who was let in late."""
    return reverse("admission_late", args=[cohort.pk])
