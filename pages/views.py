"""What search engines, browsers and other programs ask for."""

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.cache.pages import public_page
from foundation.ui.addresses import absolute
from foundation.words.translated import LANGUAGES

from .sitemap import public_addresses


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page with its other languages (sitemaps.org; alternates as search engines read them)."""
    response = render(
        request,
        "pages/sitemap.xml",
        {"pages": public_addresses()},
        content_type="application/xml; charset=utf-8",
    )
    response["Content-Language"] = ", ".join(sorted(LANGUAGES))
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not ask for. Pages that must not be found say `noindex` themselves."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /calendar/",
        "",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The sign of the site, for programs that ask without having read a page."""
    return redirect(static("img/touch-icon.png"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How a phone shows the site on its first screen (W3C Web Application Manifest)."""
    said = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "background_color": "#fbf7ee",
        "theme_color": "#fbf7ee",
        "icons": [
            {"src": static("img/touch-icon.png"), "sizes": "180x180", "type": "image/png"},
            {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return JsonResponse(
        said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); it is good for half a year from whenever it is asked for."""
    expires = (timezone.now() + dt.timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        f"Expires: {expires.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(sorted(LANGUAGES))}",
        f"Canonical: {absolute('/.well-known/security.txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
