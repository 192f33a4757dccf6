"""What search engines ask for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
