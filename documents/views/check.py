"""The check page: genuine or void, and nothing else. Nobody signs in for it, and it names nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.models import Document
from foundation.errors.views import too_many
from people.allauth_private import ratelimit


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way and found by no search engine."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code leads to. A code of no paper, or of a draft, is no address: 404."""
    if ratelimit.consume_or_429(request, action="check_document", limit_get=True) is not None:
        return _unlisted(too_many(request))
    rows = Document.objects.filter(code=code.lower(), sent_at__isnull=False)
    document = rows.only("state").first()
    verdict = "unknown" if document is None else "genuine" if document.is_in_force else "void"
    status = 404 if document is None else 200
    return _unlisted(render(request, "documents/check.html", {"verdict": verdict}, status=status))


@never_cache
@require_safe
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR code, without a language: leads to the reader's own."""
    with translation.override(translation.get_language_from_request(request)):
        return _unlisted(redirect("documents:check", code=code))
