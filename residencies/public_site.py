"""What the editorial pages of the public site show beside their own words: residencies, themes, who runs them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .models import Partner, Programme, Residency, Theme

FALLBACK = ("uk", "en", "pl")


@dataclass(frozen=True)
class Said:
    """Words of a row with the language that they are really in."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text

    @property
    def foreign_lang(self) -> str:
        """The language where it is not the reader's, for a `lang` attribute; empty where it is."""
        return "" if self.lang == get_language() else self.lang


def said(row: Any, name: str) -> Said:
    """A translated field in the reader's language, or in the first that has it: Ukrainian, English, Polish."""
    language = get_language() or FALLBACK[0]
    for code in (language, *FALLBACK):
        if text := getattr(row, f"{name}_{code}"):
            return Said(text, code)
    return Said("", language)


def in_ukrainian(row: Any, name: str) -> str:
    """A translated field in Ukrainian, the language in which every row is written."""
    return str(getattr(row, f"{name}_uk") or "")


def marked(text: str, foreign_lang: str) -> str | SafeString:
    """Text escaped for HTML, marked with its language where that is not the reader's."""
    return format_html('<span lang="{}">{}</span>', foreign_lang, text) if foreign_lang else text


def absolute(path: str) -> str:
    """A whole address under the configured origin; never made from a request."""
    return f"{settings.SITE_URL}{path}"


def residency_path(residency: Residency) -> str:
    """The address of a residency's page in the reader's language."""
    return f"/{get_language()}/residencies/{residency.slug}/"


def public_programmes() -> QuerySet[Programme]:
    """Programmes on the public site."""
    return Programme.objects.filter(is_public=True, archived_at__isnull=True)


def public_residencies() -> QuerySet[Residency]:
    """Residencies that the public site lists, with their theme and programme."""
    return Residency.objects.filter(
        is_public=True,
        archived_at__isnull=True,
        programme__is_public=True,
        programme__archived_at__isnull=True,
    ).select_related("theme", "programme")


@dataclass(frozen=True)
class NamedPartner:
    """An organisation as a list of partners names it."""

    name: str | SafeString
    url: str
    note: str = ""


PartnerGroup = tuple[str, list[NamedPartner]]


def partners_by_role(partners: Iterable[Partner]) -> list[PartnerGroup]:
    """Partners under their roles, the roles in the order in which donors and organisers expect them; each once."""
    order = {role: place for place, role in enumerate(Partner.Role.values)}
    rows = sorted(partners, key=lambda partner: (order[partner.role], partner.position, partner.pk))
    groups = []
    for role, members in groupby(rows, key=lambda partner: partner.role):
        once = {partner.organisation_id: partner.organisation for partner in members}
        groups.append((str(Partner.Role(role).label), [_named(row) for row in once.values()]))
    return groups


def _named(organisation: Any) -> NamedPartner:
    name = said(organisation, "name")
    return NamedPartner(name=marked(name.text, name.foreign_lang), url=organisation.website)


def partners_of(residency: Residency) -> list[PartnerGroup]:
    """Partners of a residency and of its whole programme, by role. One query."""
    rows = Partner.objects.filter(
        Q(residency=residency) | Q(residency__isnull=True), programme_id=residency.programme_id
    )
    return partners_by_role(rows.select_related("organisation"))


@dataclass(frozen=True)
class RunningProgramme:
    """A programme with who stands behind it and which residencies it has."""

    row: Programme
    residencies: list[Residency]
    partners: list[PartnerGroup]


def running_programmes() -> list[RunningProgramme]:
    """Public programmes that have public residencies, in order of their names. Three queries."""
    residencies: dict[int, list[Residency]] = {}
    for residency in public_residencies():
        residencies.setdefault(residency.programme_id, []).append(residency)
    rows = public_programmes().filter(pk__in=residencies).select_related("organiser")
    partners: dict[int, list[Partner]] = {}
    for partner in Partner.objects.filter(programme__in=residencies, residency__isnull=True).select_related(
        "organisation"
    ):
        partners.setdefault(partner.programme_id, []).append(partner)
    return [
        RunningProgramme(row, residencies[row.pk], partners_by_role(partners.get(row.pk, []))) for row in rows
    ]


@dataclass(frozen=True)
class ThemeWithResidencies:
    """A theme with the public residencies that are about it."""

    row: Theme
    residencies: list[Residency]


def themes_in_use() -> list[ThemeWithResidencies]:
    """Themes that have a public residency. One query."""
    found: dict[int, ThemeWithResidencies] = {}
    for residency in public_residencies():
        found.setdefault(residency.theme_id, ThemeWithResidencies(residency.theme, [])).residencies.append(
            residency
        )
    return sorted(found.values(), key=lambda theme: theme.row.pk)


def home_context() -> dict[str, Any]:
    """What the home page shows: the themes and who runs the programmes."""
    return {"themes": themes_in_use(), "programmes": running_programmes()}


def index_context() -> dict[str, Any]:
    """What the list of residencies shows."""
    return {"programmes": running_programmes()}


def residency_context(residency: Residency) -> dict[str, Any]:
    """What a residency's page shows: its row and its partners in their roles."""
    return {
        "residency": residency,
        "partners": partners_of(residency),
        "meta_title": said(residency, "name").text,
        "meta_description": said(residency, "summary").text,
    }
