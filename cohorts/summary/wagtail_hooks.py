"""The summary in the back office: addresses and its export."""

from django.urls import URLPattern, path
from wagtail import hooks

from office.exports import EXPORTS

from . import screens
from .exports import SummaryExport

hooks.register(EXPORTS, SummaryExport)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """One row a person, on a screen and on paper."""
    return [
        path("cohorts/<int:pk>/summary/", screens.overview, name="summary_overview"),
        path("cohorts/<int:pk>/summary/print/", screens.print_summary, name="summary_print"),
    ]
