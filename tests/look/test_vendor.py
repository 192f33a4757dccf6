"""What is served from `static/` is what was taken from its package, and weighs what it may."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"


def manifest() -> list[dict[str, str]]:
    lines: list[dict[str, str]] = json.loads((VENDOR / "manifest.json").read_text())
    return lines


def test_every_vendored_file_is_in_the_manifest_and_nothing_else_is() -> None:
    on_disk = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert on_disk - {"manifest.json"} == {line["file"] for line in manifest()}


def test_every_vendored_file_has_the_hash_that_the_manifest_says() -> None:
    for line in manifest():
        digest = hashlib.sha256((VENDOR / line["file"]).read_bytes()).hexdigest()
        assert digest == line["sha256"], line["file"]


def test_the_manifest_names_version_and_licence_and_the_folder_carries_the_version() -> None:
    for line in manifest():
        assert line["name"] and line["licence"]
        assert line["file"].split("/")[0].endswith(f"-{line['version']}")


def test_the_component_that_loads_htmx_names_the_vendored_file() -> None:
    component = (ROOT / "templates" / "components" / "htmx.html").read_text()
    assert re.findall(r'static "vendor/([^"]+)"', component) == [
        line["file"] for line in manifest() if line["file"].endswith(".js")
    ]


def test_the_stylesheet_weighs_at_most_14_kilobytes_over_the_wire() -> None:
    assert len(brotli.compress((STATIC / "css" / "site.css").read_bytes())) <= 14 * 1024


def test_a_first_visit_in_ukrainian_weighs_at_most_45_kilobytes_without_the_page() -> None:
    packed = ["css/site.css", "js/site.js", "js/theme.js", "img/favicon.svg"]
    fonts = ["fonts/onest-latin.woff2", "fonts/onest-cyrillic.woff2"]
    weight = sum(len(brotli.compress((STATIC / file).read_bytes())) for file in packed)
    assert weight + sum((STATIC / file).stat().st_size for file in fonts) <= 45 * 1024


def test_the_stylesheet_loads_nothing_from_elsewhere_and_only_files_that_exist() -> None:
    css = (STATIC / "css" / "site.css").read_text()
    addresses = re.findall(r"url\(\"?([^\")]+)", css)
    assert addresses
    for address in addresses:
        assert address.startswith("data:image/svg+xml") or (STATIC / "css" / address).resolve().is_file()


def test_the_font_ships_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text().upper()


def test_the_lock_of_the_design_tools_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "assets" / "package-lock.json").read_text()
