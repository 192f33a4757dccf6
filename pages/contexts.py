"""What the editorial pages of the public site show beside their own words: residencies, themes, who runs them."""

from dataclasses import dataclass
from typing import Any

from foundation.words.order import order_key
from foundation.words.translated import said
from residencies.models import Partner, Programme, Residency, Theme
from residencies.queries import (
    PartnerGroup,
    partners_by_role,
    partners_of,
    public_programmes,
    public_residencies,
)


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
    return sorted(found.values(), key=lambda theme: order_key(theme.row.name))


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
