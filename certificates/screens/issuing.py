"""Issuing with open eyes: the sheets as they would be, beside those that they replace, before a number is used."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates.drafts import drafts_of, marks_by_participant
from certificates.drawing import printer
from certificates.forms import ReplaceForm
from certificates.freezing import sheet_mark, thawed
from certificates.models import Certificate
from certificates.pdf.facts import CertificateFacts
from certificates.services import ending, issuing
from cohorts.attendance.queries import open_sheets
from cohorts.models import Cohort
from cohorts.screens.base import own_cohort
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.stale import mark_of
from office.screens import screen_context
from people.signed_in import signed_in_user

from .completion import below
from .register import ICON, own_certificate, way_to_certificate


def specimen(facts: CertificateFacts) -> HttpResponse:
    """The sheet drawn with “specimen” across it, shown in the window and kept by nobody."""
    response = HttpResponse(printer().draw(facts, is_specimen=True), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="specimen.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# ---------------------------------------------------------------- a batch
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheets of all who are ready; then start the batch and show how far it is."""
    cohort = own_cohort(request, pk, "certificates.issue")
    refusal = None
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")
            batch = issuing.start_batch(actor=signed_in_user(request), cohort=cohort, seen=seen)
        except DomainError as error:
            refusal = error
        else:
            return redirect("certificates_batch", public_id=batch.public_id)
    drafts = drafts_of(cohort)
    if not drafts or (refusal and not isinstance(refusal, issuing.Unseen)):
        nobody = _("There is nobody to issue to: whoever qualifies has a certificate already.")
        (messages.error if refusal else messages.warning)(request, str(refusal or nobody))
        return redirect("certificates_completion", pk=cohort.pk)
    context = {"drafts": drafts, "refusal": refusal, **_question(cohort, len(drafts))}
    context["carried"] = {"seen": mark_of(marks_by_participant(drafts))}
    return render(
        request, "certificates/office/issue.html", context, status=refusal.status if refusal else 200
    )


def _question(cohort: Cohort, count: int) -> dict[str, Any]:
    question = ngettext(
        "%(count)s person gets a certificate with a number in the register, and a letter when it is signed. A number"
        " stays in the register for good.",
        "%(count)s people get a certificate with a number in the register, and a letter when it is signed. A number"
        " stays in the register for good.",
        count,
    )
    button = ngettext("Issue %(count)s certificate", "Issue %(count)s certificates", count)
    return {
        "cohort": cohort,
        "open_sheets": open_sheets([cohort], timezone.now()).get(cohort.pk, 0),
        "question": question % {"count": count},
        "button": button % {"count": count},
        "back_url": reverse("certificates_completion", args=[cohort.pk]),
        **screen_context(_("Issue certificates"), str(cohort), below(cohort), ICON),
    }


@require_safe
def sheet(request: HttpRequest, pk: int, participant: UUID) -> HttpResponse:
    """One person's sheet as the next batch would issue it."""
    for draft in drafts_of(own_cohort(request, pk, "certificates.issue")):
        if draft.line.participant.public_id == participant:
            return specimen(draft.facts)
    raise Http404


# ---------------------------------------------------------------- a replacement
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask what is corrected; show the new sheet beside the old one; issue it."""
    certificate = own_certificate(request, public_id, "certificates.issue")
    form = ReplaceForm(request.POST or None, certificate=certificate)
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        return _ask(request, certificate, form, 422 if form.errors else 200)
    changes = {
        name: said for name, said in form.cleaned_data.items() if name not in ("reason", "has_one_name")
    }
    reason = form.cleaned_data["reason"]
    refusal = None
    try:
        facts = ending.replacement(certificate, changes)
        if "sheet" in request.POST:
            return specimen(facts)
        if "issue" in request.POST:
            seen = request.POST.get("seen", "")
            new = ending.replace(
                actor=signed_in_user(request),
                certificate=certificate,
                changes=changes,
                reason=reason,
                seen=seen,
            )
            numbers = {"old": certificate.number, "new": new.number}
            messages.success(request, _("Certificate %(old)s is replaced by %(new)s.") % numbers)
            return redirect("certificates_detail", public_id=new.public_id)
    except issuing.Unseen as error:
        refusal = error
    except DomainError as error:
        return _ask(request, certificate, form, refuse(form, error))
    title = _("Replace the certificate")
    context = {"form": form, "button": title}
    return _beside(request, certificate, facts, title=title, refusal=refusal, **context)


def _ask(request: HttpRequest, certificate: Certificate, form: ReplaceForm, status: int) -> HttpResponse:
    title = _("Replace the certificate")
    context = {
        "form": form,
        "button": _("Look at the new sheet"),
        "warning": _(
            "The present certificate stays in the register and points to the new one, which gets its own number. You"
            " see the new sheet before that."
        ),
        "back_url": reverse("certificates_detail", args=[certificate.public_id]),
        **screen_context(title, certificate.number, way_to_certificate(certificate), ICON),
    }
    return render(request, "certificates/office/form.html", context, status=status)


def _beside(
    request: HttpRequest,
    certificate: Certificate,
    facts: CertificateFacts | None,
    *,
    title: str,
    refusal: DomainError | None,
    **context: Any,
) -> HttpResponse:
    """The page with the new sheet beside the old one; without facts there is none, and the refusal says why."""
    context |= {
        "certificate": certificate,
        "old": thawed(certificate),
        "new": facts,
        "seen": sheet_mark(facts) if facts else "",
        "refusal": refusal,
        "back_url": reverse("certificates_detail", args=[certificate.public_id]),
        **screen_context(title, certificate.number, way_to_certificate(certificate), ICON),
    }
    return render(
        request, "certificates/office/beside.html", context, status=refusal.status if refusal else 200
    )


# ---------------------------------------------------------------- after a revocation
@require_http_methods(["GET", "HEAD", "POST"])
def issue_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the new sheet beside the revoked one, then issue it."""
    certificate = own_certificate(request, public_id, "certificates.issue")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")
            issuing.issue_again(actor=signed_in_user(request), certificate=certificate, seen=seen)
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, _("A new certificate is in the register; its file is being signed."))
            cohort = certificate.participant.cohort_id
            return redirect(f"{reverse('certificates_register')}?cohort={cohort}")
    facts = None
    try:
        facts = issuing.again(certificate)
    except DomainError as error:
        refusal = error
    title = _("Issue a new certificate")
    question = _(
        "The revoked certificate stays revoked. The person gets a new one with a number of its own, with the facts as"
        " they are now, and a letter when it is signed."
    )
    context = {"question": question, "button": title}
    context["sheet_url"] = reverse("certificates_again_sheet", args=[certificate.public_id])
    return _beside(request, certificate, facts, title=title, refusal=refusal, **context)


@require_safe
def sheet_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """The sheet that somebody would get after a revocation."""
    certificate = own_certificate(request, public_id, "certificates.issue")
    try:
        return specimen(issuing.again(certificate))
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("certificates_detail", public_id=certificate.public_id)
