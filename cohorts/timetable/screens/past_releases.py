"""The releases of a cohort: what each changed, and who was told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cohorts.models import Cohort
from cohorts.screens.base import cohort_context, own_cohort, way_to
from cohorts.timetable.models import Release
from cohorts.timetable.queries import Told, changed_with, told_of
from office.screens import screen_context
from people.rights import may

from .releases import people_in_words, shown


def releases(request: HttpRequest, pk: int) -> HttpResponse:
    """The releases of a cohort, the newest first; the same number of queries however many."""
    cohort = own_cohort(request, pk, "timetable.view")
    rows = Release.objects.filter(cohort=cohort).select_related("released_by").defer("content")
    lines = [(row, _words(told_of(row))) for row in rows]
    context = {**cohort_context(cohort, _("Releases of the timetable"), "history"), "lines": lines}
    return render(request, "timetable/office/releases.html", context)


def released(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One release: what it changed of the one before, and who was told; names for those who see contacts."""
    cohort = own_cohort(request, pk, "timetable.view")
    rows = Release.objects.filter(cohort=cohort).select_related("released_by")
    row = get_object_or_404(rows, number=number)
    before = rows.filter(number__lt=number).order_by("-number").first()
    told = told_of(row)
    sees_names = may(request.user, "cohorts.see_contacts", cohort)
    title = pgettext("one of those of a timetable", "Release no. %(number)s") % {"number": row.number}
    context: dict[str, Any] = {
        "cohort": cohort,
        **screen_context(title, str(cohort), _below(cohort), "history"),
        "release": row,
        "told": _words(told),
        "groups": told.in_groups() if told and sees_names else (),
        **shown(changed_with(row, before, cohort.time_zone)),
    }
    return render(request, "timetable/office/released.html", context)


def _words(told: Told | None) -> str:
    if told is None:
        return _("Not kept.")
    people = people_in_words(told.numbers)
    return (
        _("Letters went to: %(people)s.") % {"people": people} if people else _("Nobody was told by letter.")
    )


def _below(cohort: Cohort) -> list[dict[str, Any]]:
    url = reverse("timetable_releases", args=[cohort.pk])
    return [*way_to(cohort), {"url": url, "label": _("Releases of the timetable")}]
