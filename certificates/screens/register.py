"""The register in the back office: every certificate ever issued in one's programmes, and how each one ends."""

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from certificates import queries
from certificates.forms import RevokeForm
from certificates.freezing import thawed
from certificates.models import Certificate
from certificates.services import ending
from certificates.views.mine import pdf_response
from cohorts.models import Cohort
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from office.listing import ScreenList
from office.screens import Crumb, screen_context
from people.rights import may
from people.signed_in import signed_in_user

State = Certificate.State
ICON = "doc-full"


def _own_cohorts(request: HttpRequest) -> QuerySet[Cohort]:
    rows: QuerySet[Cohort] = Cohort.objects.visible_to(request.user).select_related("residency")
    return rows


class RegisterFilterSet(WagtailFilterSet):
    """Which rows: of a cohort, in a state."""

    cohort = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Cohort"), queryset=_own_cohorts, field_name="participant__cohort"
    )
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=State.choices)

    class Meta:
        model = Certificate
        fields = ["cohort", "state"]


def _issued_on(row: Certificate) -> str:
    return date_format(timezone.localdate(row.issued_at, row.participant.cohort.zone), "j E Y")


class RegisterList(ScreenList):
    """The list; the same number of queries for one row and for twenty thousand."""

    model = Certificate
    filterset_class = RegisterFilterSet
    results_template_name = "certificates/office/register_results.html"
    page_title = gettext_lazy("Register of certificates")
    header_icon = ICON
    export_name = "register"
    index_url_name = "certificates_register"
    index_results_url_name = "certificates_register_results"
    verbose_name_plural = gettext_lazy("certificates")

    def get_base_queryset(self) -> QuerySet[Certificate]:
        """The rows of one's own programmes, the newest first."""
        return queries.with_details(Certificate.objects.visible_to(self.request.user))

    def search_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """By the beginning of the number or of the family name."""
        return queries.search_register(queryset, self.search_query) if self.is_searching else queryset

    @property
    def columns(self) -> list[Column]:
        """What a row shows."""
        return [
            TitleColumn(
                "number",
                label=_("Number"),
                get_url=lambda row: reverse("certificates_detail", args=[row.public_id]),
                link_classname="w-whitespace-nowrap",
            ),
            Column("holder", label=_("Holder"), accessor=lambda row: row.facts["holder"]["printed_name"]),
            Column("residency", label=_("Residency"), accessor="participant.cohort.residency"),
            Column("issued", label=_("Issued"), accessor=_issued_on),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="state_in_words",
                primary=lambda row: row.state == State.VALID and row.is_delivered,
            ),
        ]


def own_certificate(request: HttpRequest, public_id: str, right: str) -> Certificate:
    """A row in whose programme this person has the right, or none to be found."""
    rows = queries.with_details(Certificate.objects.visible_to(request.user, right))
    return get_object_or_404(rows.select_related("ended_by", "issued_by"), public_id=public_id)


def way_to_certificate(certificate: Certificate | None = None) -> list[Crumb]:
    """The way to the register, or to a row of it."""
    way = [{"url": reverse("certificates_register"), "label": _("Register of certificates")}]
    if certificate is not None:
        url = reverse("certificates_detail", args=[certificate.public_id])
        way.append({"url": url, "label": certificate.number})
    return way


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One row of the register: what is printed, its file, what became of it."""
    certificate = own_certificate(request, public_id, "certificates.view")
    context = {
        "certificate": certificate,
        "facts": thawed(certificate),
        "delivered": getattr(certificate, "delivered", None),
        "is_valid": certificate.state == State.VALID,
        "line": queries.line_of(certificate) if certificate.state == State.VALID else None,
        "is_revoked": certificate.state == State.REVOKED,
        "may_issue": may(request.user, "certificates.issue", certificate),
        "may_download": may(request.user, "certificates.download", certificate),
        **screen_context(certificate.number, "", way_to_certificate(), ICON),
    }
    return render(request, "certificates/office/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Revoke for good, with a reason."""
    certificate = own_certificate(request, public_id, "certificates.issue")
    form = RevokeForm(request.POST or None)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            ending.revoke(actor=signed_in_user(request), certificate=certificate, **form.cleaned_data)
        except DomainError as error:
            status = refuse(form, error)
        else:
            done = _("Certificate %(number)s is revoked.") % {"number": certificate.number}
            messages.success(request, done)
            return redirect("certificates_detail", public_id=certificate.public_id)
    title = _("Revoke the certificate")
    context = {
        "form": form,
        "button": title,
        "warning": _(
            "This cannot be undone. The check page will say that the certificate is revoked, and when."
        ),
        "back_url": reverse("certificates_detail", args=[certificate.public_id]),
        "is_serious": True,
        **screen_context(title, certificate.number, way_to_certificate(certificate), ICON),
    }
    return render(request, "certificates/office/form.html", context, status=status)


@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The signed file of a row of the register; with `?show` in the browser's window instead of as a download."""
    certificate = own_certificate(request, public_id, "certificates.download")
    delivered = getattr(certificate, "delivered", None)
    if delivered is None:
        messages.warning(request, _("This certificate has no signed file yet."))
        return redirect("certificates_detail", public_id=certificate.public_id)
    return pdf_response(delivered, is_shown="show" in request.GET)
