"""What somebody does with their own papers, and a coordinator with the one that a link opens."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Participant
from documents import queries
from documents.keys import document_by, link_has_ended
from documents.models import Document, Drawing
from documents.services import attestations
from foundation.errors import DomainError
from foundation.errors.views import too_many
from people.allauth_private import ratelimit
from people.signed_in import signed_in_user


def pdf_response(document: Document, drawn: Drawing) -> FileResponse:
    """The file that was drawn, as a download; never kept by caches on the way."""
    named = document.number or document.public_id.hex[:8]
    safe = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in named)
    response = FileResponse(
        drawn.file.open("rb"),
        as_attachment=True,
        filename=f"{document.kind}-{safe}.pdf",
        content_type="application/pdf",
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One's own paper. Somebody else's is not found; one that is void, or not drawn yet, says so."""
    rows = Document.objects.filter(participant__user=signed_in_user(request), sent_at__isnull=False)
    rows = rows.select_related("drawing", "participant__cohort__residency", "replaced_by")
    document = get_object_or_404(rows, public_id=public_id)
    return _opened(request, document, is_own=True)


def _opened(request: HttpRequest, document: Document, *, is_own: bool) -> HttpResponseBase:
    if document.is_in_force and document.drawn:
        return pdf_response(document, document.drawn)
    status = 202 if document.is_in_force else 410
    return render(request, "documents/waits.html", {"document": document, "is_own": is_own}, status=status)


@never_cache
@require_safe
def by_key(request: HttpRequest, key: str) -> HttpResponseBase:
    """The paper that a coordinator's link opens; tries are counted by address."""
    if ratelimit.consume_or_429(request, action="check_document", limit_get=True) is not None:
        return too_many(request)
    document = document_by(key)
    if document is None:
        raise Http404
    if document.is_in_force and link_has_ended(document):
        response: HttpResponseBase = render(request, "documents/link_ended.html", status=410)
    else:
        response = _opened(request, document, is_own=False)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attestation(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the attestation of one's presence so far, from the second day on; then it is being drawn."""
    rows = Participant.objects.select_related("user", "cohort__residency__programme", "application")
    participant = get_object_or_404(rows, cohort__slug=slug, user=request.user)
    refusal, status = None, 200
    if request.method == "POST":
        try:
            document = attestations.attest(actor=signed_in_user(request), participant=participant)
        except DomainError as error:
            refusal, status = error.message, error.status
        else:
            return redirect("documents:download", public_id=document.public_id)
    cohort = participant.cohort
    since = queries.attests_from(list(cohort.days.all()))
    is_time = since is not None and since <= timezone.localdate(timezone.now(), cohort.zone)
    context = {"cohort": cohort, "refusal": refusal, "since": since, "is_time": is_time}
    return render(request, "documents/attestation.html", context, status=status)
