"""The addresses of all public pages, for search engines."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, Subquery
from wagtail.models import Page

from cohorts.queries import present_cohorts, with_last_change
from cohorts.timetable.models import Release
from foundation.ui.addresses import absolute

from .models import ContentPage, HomePage, ResidencyIndexPage, ResidencyPage


@dataclass(frozen=True)
class PublicAddress:
    """One page with its addresses by language, and when it last changed, where something says so."""

    by_language: tuple[tuple[str, str], ...]
    any_language: str
    changed_at: dt.datetime | None = None


def _in_all_languages(rest: str, *moments: dt.datetime | None) -> PublicAddress:
    latest = max(filter(None, moments), default=None)
    return PublicAddress(
        by_language=tuple((code, absolute(f"/{code}/{rest}")) for code, _name in settings.LANGUAGES),
        any_language=absolute(f"/{rest}"),
        changed_at=latest and latest.replace(microsecond=0),
    )


def public_addresses() -> list[PublicAddress]:
    """All public pages: editorial ones, then cohorts and their released programmes. A constant number of queries."""
    found = [_in_all_languages(path, changed_at) for path, changed_at in _editorial_paths()]
    found.append(_in_all_languages("verify/"))
    latest = Release.objects.filter(cohort=OuterRef("pk")).order_by("-number").values("released_at")[:1]
    cohorts = with_last_change(present_cohorts()).annotate(released_at=Subquery(latest))
    rows = cohorts.order_by("pk").values_list("slug", "changed_at", "released_at", "cancelled_at")
    for slug, changed_at, released_at, cancelled_at in rows:
        found.append(_in_all_languages(f"cohorts/{slug}/", changed_at, released_at, cancelled_at))
        if released_at:
            path = f"cohorts/{slug}/programme/"
            found.append(_in_all_languages(path, changed_at, released_at, cancelled_at))
    return found


def _editorial_paths() -> list[tuple[str, dt.datetime | None]]:
    """Paths below the home page. Translations keep the slugs of the source, so those of one language are enough."""
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if home is None:
        return [("", None)]
    hidden = ResidencyPage.objects.exclude(residency__is_public=True, residency__programme__is_public=True)
    pages = (
        Page.objects.descendant_of(home)
        .live()
        .public()
        .exact_type(ResidencyIndexPage, ResidencyPage, ContentPage)
        .exclude(pk__in=hidden.values("pk"))
    )
    rows = pages.values_list("url_path", "last_published_at")
    below = [(url_path.removeprefix(home.url_path), changed_at) for url_path, changed_at in rows]
    return [("", home.last_published_at), *below]
