"""A cohort's certificates in the back office: who gets one and why not, the rule, batches, all as one ZIP."""

import tempfile
import zipfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import queries
from certificates.candidates import CompletionLine
from certificates.comparing import compared
from certificates.exports import register_columns
from certificates.forms import RuleForm
from certificates.models import Batch, Certificate, CompletionRule
from certificates.services import issuing, rules_and_designs
from cohorts.models import Cohort
from cohorts.screens.base import cohort_context, own_cohort, way_to
from foundation.errors import Conflict, DomainError
from foundation.errors.forms import refuse
from foundation.work import WorkState
from office.exports.writing import csv_lines
from office.screens import Crumb, screen_context
from people.signed_in import signed_in_user

from .register import ICON


def below(cohort: Cohort) -> list[Crumb]:
    """The way to the cohort's participants."""
    url = reverse("certificates_completion", args=[cohort.pk])
    return [*way_to(cohort), {"url": url, "label": _("Completion and certificates")}]


# Each person once, besides those who hold one that the rule would not give now.
SHOWN = {
    "ready": lambda line: line.is_ready,
    "issued": lambda line: line.certificate is not None,
    "lost": lambda line: line.would_not_qualify,
    "revoked": lambda line: line.revoked is not None,
    "to_come": lambda line: bool(line.outcome.to_come) and _has_had_none(line),
    "without": lambda line: not (line.is_ready or line.outcome.to_come) and _has_had_none(line),
}


def _has_had_none(line: CompletionLine) -> bool:
    """Whether there is neither a certificate nor one that was revoked: that is no matter of the rule."""
    return line.certificate is None and line.revoked is None


@require_safe
def completion(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would get a certificate, and why not. The numbers above the list lead to their people."""
    cohort = own_cohort(request, pk, "certificates.view")
    lines = queries.completion_table(cohort)
    show = request.GET.get("show", "")
    context = {
        "rule": queries.rule_of(cohort),
        "lines": [line for line in lines if SHOWN[show](line)] if show in SHOWN else lines,
        "show": show,
        "total": len(lines),
        "numbers": {name: sum(map(is_shown, lines)) for name, is_shown in SHOWN.items()},
        "batch": Batch.objects.filter(cohort=cohort, purpose=Batch.Purpose.ISSUE).first(),
        **cohort_context(cohort, _("Completion and certificates"), ICON),
    }
    return render(request, "certificates/office/completion.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """The completion rule of a cohort."""
    cohort = own_cohort(request, pk, "certificates.issue")
    present = CompletionRule.objects.filter(cohort=cohort).first() or CompletionRule(cohort=cohort)
    form = RuleForm(request.POST or None, instance=present, user=request.user)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            rules_and_designs.save_rule(
                actor=signed_in_user(request), rule=form.instance, seen=form.cleaned_data["seen"]
            )
        except DomainError as error:
            status = refuse(form, error)
            if isinstance(error, Conflict):
                form.take_state()
        else:
            messages.success(request, _("The completion rule is saved."))
            return redirect("certificates_completion", pk=cohort.pk)
    context = {
        "form": form,
        "button": _("Save the rule"),
        "back_url": reverse("certificates_completion", args=[cohort.pk]),
        "no_design": not form.designs.exists(),
        "programme": cohort.residency.programme,
        **screen_context(_("Completion rule"), str(cohort), below(cohort), ICON),
    }
    return render(request, "certificates/office/rule.html", context, status=status)


def _batch(request: HttpRequest, public_id: str, right: str) -> Batch:
    rows = Batch.objects.visible_to(request.user, right).select_related("cohort__residency__programme")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a batch is; can be left and come back to. htmx asks for the part that changes, until it is over."""
    found = _batch(request, public_id, "certificates.view")
    part = request.headers.get("HX-Request") == "true"
    response = render(
        request,
        "certificates/office/progress.html" if part else "certificates/office/batch.html",
        {
            "progress": queries.progress(found),
            "batch": found,
            "cohort": found.cohort,
            "goes_on": found.state in (WorkState.QUEUED, WorkState.RUNNING),
            "part": part,
            **screen_context(_("Batch of certificates"), str(found.cohort), below(found.cohort), ICON),
        },
    )
    response["Cache-Control"] = "no-store"
    response["Vary"] = "HX-Request"
    return response


@require_POST
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a batch that was set aside go on."""
    found = _batch(request, public_id, "certificates.issue")
    try:
        issuing.resume_batch(actor=signed_in_user(request), batch=found)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("certificates_batch", public_id=found.public_id)


@require_safe
def download_all(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All valid certificates of a cohort as one ZIP, each named by number and family name, with a list of them."""
    cohort = own_cohort(request, pk, "certificates.download")
    rows = Certificate.objects.filter(
        participant__cohort=cohort,
        state=Certificate.State.VALID,
        delivered__isnull=False,
    ).select_related("delivered")
    if not rows.exists():
        messages.warning(request, _("There are no signed certificates yet."))
        return redirect("certificates_completion", pk=cohort.pk)
    archive = tempfile.TemporaryFile()  # noqa: SIM115 — FileResponse closes it after sending
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as bundle:
        for certificate in rows.order_by("number").iterator(chunk_size=100):
            with certificate.delivered.file.open("rb") as file:
                bundle.writestr(f"{certificate.number} {_file_name(certificate)}.pdf", file.read())
        listed = rows.select_related("participant__user", "participant__cohort__residency").order_by("number")
        lines = csv_lines(register_columns(), listed, get_language() or "uk")
        bundle.writestr("certificates.csv", "".join(lines))
    archive.seek(0)
    name = f"{cohort.slug}-{timezone.localdate():%Y-%m-%d}.zip"
    response = FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


def _file_name(certificate: Certificate) -> str:
    """The holder's family name, or the only one, as a safe file name."""
    holder = certificate.facts["holder"]
    name = compared(holder["family"], holder["given"])
    return "".join(letter if letter.isalnum() or letter in " -" else "_" for letter in name)[:60].strip()
