"""What somebody sent while they were signed out, or with a token that no longer held: kept, and put back.

The refused fields lie encrypted in a cache for half an hour, under a random cookie that is half of the key. They come
back on the page that they were typed on, and only to the account that had that page: each browser remembers, in a
signed cookie, with whose session the tokens of its forms were made. What nobody signed in typed comes back to whoever
has the cookie. Passwords, codes and files are never kept.
"""

import json
import secrets
import zlib
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.csrf import CSRF_TOKEN_LENGTH, _unmask_cipher_token  # type: ignore[attr-defined]
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _

from foundation.errors import views as errors
from foundation.http.put_back import put_back

from .allauth_private import ratelimit
from .locks import lock_of

CACHE = "kept"
SECONDS = 30 * 60
# Of what is kept, as it is sent; a long text in three languages has a third of it.
MOST_BYTES = 128 * 1024
KEPT_COOKIE, OWNERS_COOKIE = "kept_form", "form_owners"
OWNERS_SECONDS = 365 * 24 * 60 * 60
# How many sessions of one browser are remembered by the tokens of their forms.
MOST_OWNERS = 10
_SALT = "people.kept_forms"
_SECRET_NAMES = ("password", "passwd", "passphrase", "code", "credential", "secret", "token")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_ANYBODY = ""  # who typed it was not signed in

Handler = Callable[[HttpRequest], HttpResponse]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what was typed, and say where it is; nothing is kept of what comes from another site."""
    page = keep(request)
    return errors.csrf_failure(request, reason, kept_at=page)


class KeptFormsMiddleware:
    """Keeps what was sent by somebody who has to sign in first, puts it back, and remembers whose forms are whose."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST":
            if _leads_to_sign_in(request, response):
                response = _keep_on_the_way(request, response)
            elif response.status_code < 400:
                _forget(request, response)
        elif request.method == "GET" and KEPT_COOKIE in request.COOKIES:
            _show_again(request, response)
        if token := getattr(request, "_kept_form", ""):
            _set_cookie(response, KEPT_COOKIE, token, SECONDS)
        _remember_owner(request, response)
        return response


# ---------------------------------------------------------------- keeping
def keep(request: HttpRequest, *, only_at: str = "", without: Collection[str] = ()) -> str:
    """Keep the fields of a refused POST. The address of the page to come back to, or nothing if nothing is kept.

    `only_at`: the address, with its query, of a page that is another one with another query, as a list is with another
    filter. `without`: fields that are true of that page as it was then, and may be wrong when it is drawn anew.
    """
    page = _page_of(request)
    if page and only_at:
        page = _within_site(only_at)
    fields = _fields_of(request) if page and _is_a_form_of_ours(request) else None
    fields = {name: said for name, said in (fields or {}).items() if name not in without}
    if not fields or not ratelimit.consume(request, action="keep_form"):
        return ""
    kept = {
        "owner": _owner_of(request),
        "page": page,
        "is_only_there": bool(only_at),
        "action": request.path,
        "fields": fields,
    }
    packed = zlib.compress(json.dumps(kept).encode())
    token = secrets.token_urlsafe(32)
    caches[CACHE].set(_key(token), _lock(token).encrypt(packed), SECONDS)
    request._kept_form = token  # type: ignore[attr-defined]
    return page


def _page_of(request: HttpRequest) -> str:
    """The page that the form was on: its own address if the browser says so, or else that which it was sent to."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no browser's
        return ""
    if not came_from.netloc:
        return request.get_full_path()
    if came_from.netloc != request.get_host():
        return ""
    return _within_site(came_from.geturl())


def _within_site(address: str) -> str:
    """The path with its query, as a browser asks for it."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _is_a_form_of_ours(request: HttpRequest) -> bool:
    """Whether a page of this site sent it, as a whole page; not the way in, and nothing that is too large."""
    own = f"{request.scheme}://{request.get_host()}"
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    match = request.resolver_match
    name = match.view_name if match else ""
    is_way_in = name.startswith(("account_", "mfa_")) and name != "account_signup"
    return (
        request.headers.get("Origin", own) == own
        and site == "same-origin"
        and request.content_type in _FORMS
        and "HX-Request" not in request.headers
        and not is_way_in
    )


def _fields_of(request: HttpRequest) -> dict[str, list[str]] | None:
    """What was typed, without secrets; files are not among it. None if it is too much to keep."""
    fields = {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if not any(part in name.lower() for part in _SECRET_NAMES)
    }
    size = sum(len(name) + sum(len(value.encode()) for value in values) for name, values in fields.items())
    return fields if size <= MOST_BYTES else None


def _leads_to_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer to somebody who is not signed in is to sign in first."""
    if response.status_code != 302 or request.user.is_authenticated:
        return False
    path = urlsplit(response["Location"]).path
    return path == "/admin/login/" or path.endswith("/accounts/login/")


def _keep_on_the_way(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """After signing in one comes to the page of the form, which has the text."""
    if page := keep(request):
        way = urlsplit(response["Location"])
        query = QueryDict(way.query, mutable=True)
        query["next"] = page
        response["Location"] = way._replace(query=urlencode(query)).geturl()
        messages.info(
            request,
            _(
                "You were signed out. What you typed is kept for half an hour: sign in, and it is there again."
            ),
        )
    return response


# ---------------------------------------------------------------- putting back
def _show_again(request: HttpRequest, response: HttpResponse) -> None:
    kept = _kept(request)
    is_page = response.status_code == 200 and not response.streaming
    if kept is None or not is_page or not response.get("Content-Type", "").startswith("text/html"):
        return
    if not _is_there(request, kept) or not _may_have(request, kept):
        return
    notice = format_html(
        '<div class="notice notice--info help-block help-info" role="status"><p>{}</p></div>',
        _("What you typed before is in this form again. It has not been sent yet."),
    )
    html = response.content.decode(response.charset)
    if filled := put_back(html, request.path, kept["action"], kept["fields"], notice):
        response.content = filled
        response.headers.pop("ETag", None)
        add_never_cache_headers(response)


def _is_there(request: HttpRequest, kept: dict[str, Any]) -> bool:
    """Whether this is the page that it was typed on."""
    page: str = kept["page"]
    if kept.get("is_only_there"):
        return page == request.get_full_path()
    return page.partition("?")[0] == request.path


def _may_have(request: HttpRequest, kept: dict[str, Any]) -> bool:
    """Only the account whose page it was; what nobody signed in typed, whoever has the cookie."""
    return kept["owner"] in (_ANYBODY, _who(request))


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    token = request.COOKIES.get(KEPT_COOKIE, "")
    sealed = caches[CACHE].get(_key(token)) if token else None
    try:
        kept: dict[str, Any] | None = (
            json.loads(zlib.decompress(_lock(token).decrypt(sealed))) if sealed else None
        )
    except (InvalidToken, ValueError, zlib.error):
        return None
    return kept


def _forget(request: HttpRequest, response: HttpResponse) -> None:
    """What has been sent after all need not be kept."""
    kept = _kept(request) if KEPT_COOKIE in request.COOKIES else None
    if kept and kept["action"] == request.path and _may_have(request, kept):
        caches[CACHE].delete(_key(request.COOKIES[KEPT_COOKIE]))
        response.delete_cookie(KEPT_COOKIE)


def _key(token: str) -> str:
    return salted_hmac(_SALT, token, algorithm="sha256").hexdigest()


def _lock(token: str) -> Fernet:
    """The server's secret and the browser's cookie together make the key: neither opens it alone."""
    return lock_of(f"{_SALT}.key", token)


# ---------------------------------------------------------------- whose page it was
def _who(request: HttpRequest) -> str:
    return str(request.user.public_id) if request.user.is_authenticated else _ANYBODY


def _owner_of(request: HttpRequest) -> str:
    """Whose session the form's token was made in, as this browser remembers; empty for nobody's.

    A token is the session's secret under a mask; taking it off is a private matter of Django's, which has no other way
    to tell whose form it is once the session is over.
    """
    token = request.POST.get("csrfmiddlewaretoken", "")
    if len(token) != CSRF_TOKEN_LENGTH or not token.isalnum() or not token.isascii():
        return _ANYBODY
    return dict(_owners(request)).get(_digest(_unmask_cipher_token(token)), _ANYBODY)


def _owners(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        owners = signing.loads(request.COOKIES.get(OWNERS_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return []
    return [(str(digest), str(who)) for digest, who in owners]


def _digest(secret: str) -> str:
    return salted_hmac(f"{_SALT}.owner", secret, algorithm="sha256").hexdigest()[:32]


def _remember_owner(request: HttpRequest, response: HttpResponse) -> None:
    """Where a page with a form was drawn for somebody signed in, the browser keeps whose its token is."""
    if not request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or not request.user.is_authenticated:
        return
    owners, mine = _owners(request), (_digest(request.META["CSRF_COOKIE"]), _who(request))
    if mine not in owners:
        kept = [mine, *(each for each in owners if each[0] != mine[0])][:MOST_OWNERS]
        _set_cookie(response, OWNERS_COOKIE, signing.dumps(kept, salt=_SALT), OWNERS_SECONDS)


def _set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
