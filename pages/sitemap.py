"""The addresses of all public pages, for search engines."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from cohorts.queries import present_cohorts
from cohorts.timetable.models import Release
from foundation.ui.addresses import absolute

from .models import ContentPage, HomePage, ResidencyIndexPage, ResidencyPage


@dataclass(frozen=True)
class PublicAddress:
    """One page with its addresses by language."""

    by_language: tuple[tuple[str, str], ...]


def _in_all_languages(rest: str) -> PublicAddress:
    return PublicAddress(tuple((code, absolute(f"/{code}/{rest}")) for code, _name in settings.LANGUAGES))


def public_addresses() -> list[PublicAddress]:
    """All public pages: editorial ones, then cohorts and their released programmes. A constant number of queries."""
    paths = ["", *_editorial_paths()]
    cohorts = present_cohorts().annotate(is_released=Exists(Release.objects.filter(cohort=OuterRef("pk"))))
    for slug, is_released in cohorts.order_by("pk").values_list("slug", "is_released"):
        paths.append(f"cohorts/{slug}/")
        if is_released:
            paths.append(f"cohorts/{slug}/programme/")
    return [_in_all_languages(path) for path in paths]


def _editorial_paths() -> list[str]:
    """Paths below the home page. Translations keep the slugs of the source, so those of one language are enough."""
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if home is None:
        return []
    hidden = ResidencyPage.objects.exclude(residency__is_public=True, residency__programme__is_public=True)
    pages = (
        Page.objects.descendant_of(home)
        .live()
        .public()
        .exact_type(ResidencyIndexPage, ResidencyPage, ContentPage)
        .exclude(pk__in=hidden.values("pk"))
    )
    return [url_path.removeprefix(home.url_path) for url_path in pages.values_list("url_path", flat=True)]
