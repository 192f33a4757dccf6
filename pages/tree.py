"""The tree of the public site: languages, the site, its pages in three languages.

Everything here may run again at any time: it makes what is missing and leaves what editors wrote.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from foundation.cache.pages import forget_public_pages
from residencies.models import Residency, Theme
from residencies.plain_writing.markup import as_parts

from .models import ContentPage, HomePage, ResidencyIndexPage
from .services import SOURCE, make_residency_pages

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
TEXTS = Path(__file__).parent / "site_texts"
CONTENT_PAGES = ("about", "privacy", "accessibility")

# Colour, then the name in each language.
THEMES = {
    "communication": ("communication", "Комунікація", "Communication", "Komunikacja"),
    "investment": ("investment", "Інвестиції", "Investment", "Inwestycje"),
    "medicine": ("medicine", "Медицина", "Medicine", "Medycyna"),
    "open-spaces": ("partnership", "Відкриті простори", "Open spaces", "Miejsca otwarte"),
}


@transaction.atomic
def prepare_tree() -> HomePage:
    """Make the languages, the home pages, the lists of residencies, the pages of text, the site and the themes.

    Returns the home page of the source language. Wagtail's own welcome page goes. Side effects: public pages are
    forgotten on commit.
    """
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    home = _homes(locales)
    _site(home)
    _remove_welcome_page()
    _indexes(home, locales)
    for slug in CONTENT_PAGES:
        _content_pages(home, locales, slug)
    _themes()
    for residency in Residency.objects.exclude(pages__isnull=False):
        make_residency_pages(residency=residency)
    forget_public_pages()
    return home


def _root() -> Page:
    root = Page.objects.filter(depth=1).first()
    return root if root is not None else Page.add_root(title="Root", slug="root")


def _homes(locales: dict[str, Locale]) -> HomePage:
    source = HomePage.objects.filter(locale=locales[SOURCE]).order_by("path").first() or _home(
        SOURCE, locales
    )
    for code in LANGUAGES:
        if not source.has_translation(locales[code]):
            _home(code, locales, translation_key=source.translation_key)
    return source


def _home(code: str, locales: dict[str, Locale], **attributes: Any) -> HomePage:
    title, lead = _title_and_lead("home", code)
    page = HomePage(title=title, slug=f"home-{code}", locale=locales[code], lead=lead, **attributes)
    _root().add_child(instance=page)
    page.save_revision().publish()
    return page


def _site(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page = address.hostname or "localhost", port, home
    site.site_name = settings.SITE_NAME
    Site.objects.filter(hostname=site.hostname, port=port).exclude(pk=site.pk).delete()
    site.save()


def _remove_welcome_page() -> None:
    # Wagtail's first migration makes a plain `Page` with this slug; pages of ours are of our own types.
    for page in Page.objects.filter(depth=2, slug="home").type(Page).not_exact_type(HomePage):
        if page.specific_class is Page:
            page.delete()


def _indexes(home: HomePage, locales: dict[str, Locale]) -> None:
    source: ResidencyIndexPage | None = None
    for code in LANGUAGES:
        parent = home.get_translation(locales[code])
        page = ResidencyIndexPage.objects.child_of(parent).first()
        if page is None:
            title, lead = _title_and_lead("residencies", code)
            page = ResidencyIndexPage(title=title, slug="residencies", locale=locales[code], lead=lead)
            if source is not None:
                page.translation_key = source.translation_key
            parent.add_child(instance=page)
            page.save_revision().publish()
        source = source or page


def _content_pages(home: HomePage, locales: dict[str, Locale], slug: str) -> None:
    source: ContentPage | None = None
    for code in LANGUAGES:
        parent = home.get_translation(locales[code])
        page = ContentPage.objects.child_of(parent).filter(slug=slug).first()
        if page is None:
            title, body = read_text(_text(slug, code))
            page = ContentPage(title=title, slug=slug, locale=locales[code], body=body)
            if source is not None:
                page.translation_key = source.translation_key
            parent.add_child(instance=page)
            page.save_revision().publish()
        source = source or page


def _text(name: str, code: str) -> str:
    return (TEXTS / f"{name}.{code}.txt").read_text(encoding="utf-8").strip()


def _title_and_lead(name: str, code: str) -> tuple[str, str]:
    title, lead = _text(name, code).splitlines()
    return title.removeprefix("# "), lead


def read_text(text: str) -> tuple[str, list[tuple[str, Any]]]:
    """Title and parts of a text file: `# title`, then plain writing (`residencies.plain_writing.markup`)."""
    first, _line_break, rest = text.strip().partition("\n")
    return first.removeprefix("# "), [(part["type"], part["value"]) for part in as_parts(rest, ())]


def _themes() -> None:
    for slug, (hue, uk, en, pl) in THEMES.items():
        names = {"name_uk": uk, "name_en": en, "name_pl": pl}
        Theme.objects.get_or_create(slug=slug, defaults={"hue": hue, **names})


def forget_on_editing() -> None:
    """Make what editors publish, unpublish, move, delete or restrict show at once. Called once, by the app."""
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_forget, dispatch_uid="forget_public_pages")
    for model in (PageViewRestriction, Redirect, Site):
        post_save.connect(_forget, sender=model, dispatch_uid="forget_public_pages")
        post_delete.connect(_forget, sender=model, dispatch_uid="forget_public_pages")
    post_delete.connect(_forget_if_page, dispatch_uid="forget_public_pages_if_page")


def _forget(**_kwargs: Any) -> None:
    forget_public_pages()


def _forget_if_page(*, sender: type, **_kwargs: Any) -> None:
    if issubclass(sender, Page):
        forget_public_pages()
