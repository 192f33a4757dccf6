"""The tokens in the stylesheet that ships give enough contrast, in the light and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "static" / "css" / "site.css").read_text()
GROUNDS = ("paper", "raised", "sunk", "glow")
THEMES = ("communication", "investment", "medicine", "partnership", "places", "neutral")
STATES = ("ok", "wait", "stop", "info")
AA, AAA, SHAPE = 4.5, 7.0, 3.0  # WCAG 2.2: 1.4.3, 1.4.6, 1.4.11

# (ink, ground, least ratio)
PAIRS = [
    *(("ink", ground, AAA) for ground in GROUNDS),
    *(("ink-soft", ground, AAA) for ground in GROUNDS),
    *(("link", ground, AAA) for ground in GROUNDS),
    *(("lamp-ink", ground, AA) for ground in GROUNDS),
    *((colour, ground, AA) for colour in (*THEMES, *STATES) for ground in GROUNDS),
    *(("line-strong", ground, SHAPE) for ground in GROUNDS),
    *(("focus", ground, SHAPE) for ground in GROUNDS),
    ("on-lamp", "lamp", AAA),
    ("on-lamp", "lamp-bright", AAA),
    ("paper", "ink", AAA),
    ("paper", "stop", AA),
]


def schemes() -> dict[str, list[dict[str, str]]]:
    """Every block of tokens in the stylesheet, by the scheme that it sets; those for paper are left out."""
    found: dict[str, list[dict[str, str]]] = {"light": [], "dark": []}
    for scheme, body in re.findall(r"color-scheme:(light|dark);([^{}]*--paper:[^{}]*)", CSS):
        tokens = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b", body))
        if tokens["ink"] != "#000":
            found[scheme].append(tokens)
    return found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_the_stylesheet_sets_light_once_and_dark_by_device_and_by_choice() -> None:
    found = schemes()
    assert len(found["light"]) == 1
    assert len(found["dark"]) == 2
    assert found["dark"][0] == found["dark"][1]
    assert found["light"][0].keys() == found["dark"][0].keys()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_of_ink_and_ground_can_be_read(scheme: str, ink: str, ground: str, least: float) -> None:
    tokens = schemes()[scheme][0]
    ratio = contrast(tokens[ink], tokens[ground])
    assert ratio >= least, f"{ink} on {ground}, {scheme}: {ratio:.2f}"
