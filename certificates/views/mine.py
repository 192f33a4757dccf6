"""What a holder does with a certificate."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from certificates.models import Certificate, DeliveredFile
from certificates.verification import Check, Verdict


def pdf_response(delivered: DeliveredFile, *, is_shown: bool = False) -> FileResponse:
    """The signed file under its number, as a download or shown in the window; never kept by caches on the way."""
    response = FileResponse(
        delivered.file.open("rb"),
        as_attachment=not is_shown,
        filename=f"{delivered.certificate.number}.pdf",
        content_type="application/pdf",
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One's own certificate. Somebody else's is not found; one that is being signed, or was revoked, says so."""
    rows = Certificate.objects.select_related("delivered", "replaced_by", "participant__cohort")
    certificate = get_object_or_404(rows, public_id=public_id, participant__user=request.user)
    if certificate.state == Certificate.State.REPLACED:
        return redirect("certificates:download", public_id=certificate.replaced_by.public_id)
    if certificate.state == Certificate.State.REVOKED:
        context = {"certificate": certificate, "check": Check(Verdict.REVOKED, certificate)}
        return render(request, "certificates/mine_ended.html", context)
    delivered = getattr(certificate, "delivered", None)
    if delivered is None:
        context = {"certificate": certificate}
        return render(request, "certificates/being_signed.html", context, status=202)
    return pdf_response(delivered)
