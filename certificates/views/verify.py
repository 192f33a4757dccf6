"""The check page: anyone scans the QR, types the number with the surname, or uploads the file."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates import verification
from certificates.check_json import check_as_json
from certificates.forms import FileForm, NumberForm
from certificates.verification import Check
from foundation.errors.views import too_many
from people.allauth_private import ratelimit


def _is_throttled(request: HttpRequest) -> bool:
    """Whether this address tried too often; opening the page of a code is a try too."""
    refusal = ratelimit.consume_or_429(request, action="verify_certificate", limit_get=True)
    return refusal is not None


def _answer(
    request: HttpRequest,
    check: Check | None,
    number_form: NumberForm,
    file_form: FileForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"check": check, "number_form": number_form, "file_form": file_form}
    invalid = number_form.errors or file_form.errors
    response = render(request, "certificates/verify.html", context, status=422 if invalid else status)
    if check is not None or number_form.is_bound or file_form.is_bound or request.GET:
        return _unlisted(response)
    response["Cache-Control"] = "no-store"  # a token against forged requests is in it
    return response


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way and found by no search engine."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_number_or_file(request: HttpRequest) -> HttpResponse:
    """The form, which search engines may list, and what it found, which they may not. The two ways are two forms."""
    if request.method == "POST" and _is_throttled(request):
        return _unlisted(too_many(request))
    is_file = request.method == "POST" and "by_file" in request.POST
    is_number = request.method == "POST" and not is_file
    initial = {"number": request.GET.get("number", "")[:40]}
    number_form = NumberForm(request.POST if is_number else None, initial=initial)
    file_form = FileForm(request.POST if is_file else None, request.FILES if is_file else None)
    check = None
    if is_number and number_form.is_valid():
        check = verification.by_number(**number_form.cleaned_data)
    elif is_file and file_form.is_valid():
        check = verification.by_file(file_form.cleaned_data["file"])
    return _answer(request, check, number_form, file_form)


def _wants_json(request: HttpRequest) -> bool:
    """Whether a personnel system asks: JSON by `Accept`, and rather than a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


@never_cache
@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code leads to, as a page or as JSON. A code that the register does not know is no address: 404."""
    wants_json = _wants_json(request)
    if _is_throttled(request):
        refusal = too_many(request)
        response = JsonResponse({"error": "too_many_requests"}, status=429) if wants_json else refusal
        return _by_accept(_unlisted(response))
    check = verification.by_code(code)
    status = 200 if check.certificate else 404
    if wants_json:
        return _by_accept(_unlisted(JsonResponse(check_as_json(check), status=status)))
    return _by_accept(_answer(request, check, NumberForm(), FileForm(), status=status))


def _by_accept(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept"])
    return response


@never_cache
@require_safe
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR code, without a language: leads to the reader's own, and answers JSON itself."""
    if _wants_json(request):
        return by_code(request, code)
    with translation.override(translation.get_language_from_request(request)):
        return _by_accept(_unlisted(redirect("certificates:verify_code", code=code)))
