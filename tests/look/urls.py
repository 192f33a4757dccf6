"""Addresses for the tests of the look: one page with a language in its path, one without."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _


def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Answer with nothing: only the address matters."""
    return HttpResponse(slug)


urlpatterns = [path("plain/", page), *i18n_patterns(path(_("cohorts/<slug:slug>/"), page, name="cohort"))]
