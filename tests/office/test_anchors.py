"""Links within a page of the back office: what they lead to is there."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_LINK = re.compile(r"""(?<![-\w])(?:href|action)="[^"#]*#([a-z][a-z-]*)\"""")
_ID = re.compile(r"""<[^>]*\bid="([a-z][a-z-]*)\"""")
# Wagtail gives a panel's name to no element: its parts have it with an ending.
_PANEL = re.compile(r"""{% panel [^%]*\bid="([a-z][a-z-]*)\"""")
OFFICE = sorted(path for path in TEMPLATES.rglob("*.html") if {"office", "manage"} & set(path.parts))


def dead(text: str) -> set[str]:
    """The parts of this page that links lead to, and that are not there."""
    panels = {f"{name}-{ending}" for name in _PANEL.findall(text) for ending in ("section", "heading")}
    return set(_LINK.findall(text)) - panels - set(_ID.findall(text))


@pytest.mark.parametrize("path", OFFICE, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_links_within_a_page_lead_to_what_is_there(path: Path) -> None:
    assert dead(path.read_text(encoding="utf-8")) == set()


def test_a_link_to_a_panel_by_its_bare_name_is_noticed() -> None:
    panel = '{% panel heading=heading id="people" icon="user" %}'
    assert dead(f'<a href="#people">{panel}') == {"people"}
    assert dead(f'<a href="#people-section">{panel}') == set()
