"""What a first visit to a public page brings over the wire, in a real browser: page, styles, script, type, drawings.

The site is the demo behind gunicorn and whitenoise, as in use. Over plain HTTP a browser asks for gzip, not for
brotli, so behind a proxy with HTTPS a visit weighs less. Editorial pictures (`/media/`) are not counted: they are
lazy and have a limit of their own. The demo has none, so some are put on a page: the hardest there are to compress.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.servers import ROOT, demo_home, pages, server

MOST_PAGES = 60
# Wide and upright, as they come from a camera and from a phone; the upright one has most to show at a given width.
PICTURES = ((2400, 1600), (1500, 2000))
WITH_PICTURES = "about"


@dataclass
class Pictures:
    """Editorial pictures that the pages offer: every size of each, and how many do not wait until they are seen."""

    addresses: set[str] = field(default_factory=set)
    eager: int = 0


def figures() -> list[Figure]:
    """The heaviest public page's first visit and the heaviest picture in KB (1,000 bytes).

    Nothing where there is no Chromium.
    """
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("  no Chromium here; CHROMIUM says where it is", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder:
        home = demo_home(Path(folder))
        subprocess.run(
            [sys.executable, "-m", "benchmarks.weight"], env={**os.environ, **home}, cwd=ROOT, check=True
        )
        with server(home, "/uk/") as (address, _pid, _seconds):
            found = Pictures()
            weights = weigh(chromium, address, pages(address, most=MOST_PAGES), found)
            sizes = [_size(address + each) for each in found.addresses]
    heaviest = max(weights, key=weights.__getitem__)
    print(
        f"  {len(weights)} pages, {len(sizes)} sizes of pictures; the heaviest page is {heaviest}",
        file=sys.stderr,
    )
    return [
        Figure("main-page-weight", weights[heaviest] / 1000, "KB", "lower", target=100),
        Figure("main-page-weight-of-a-picture", max(sizes) / 1000, "KB", "lower", target=60),
        Figure("main-page-weight-pictures-eager", found.eager, "pictures", "lower", target=0),
    ]


def weigh(chromium: str, address: str, paths: list[str], found: Pictures) -> dict[str, int]:
    """Bytes over the wire for each page, each seen by a visitor who has never been here; notes the pictures."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        weights = {path: _first_visit(browser, address + path, found) for path in paths}
        browser.close()
    return weights


def _size(url: str) -> int:
    """Bytes of a picture."""
    with urllib.request.urlopen(url, timeout=20) as response:
        return len(response.read())


def _first_visit(browser: Any, url: str, found: Pictures) -> int:
    """Bytes of all answers with their headers, as the browser counts them."""
    context = browser.new_context()
    page = context.new_page()
    wire = context.new_cdp_session(page)
    counted: dict[str, int] = {}
    pictures: set[str] = set()

    def asked(event: dict[str, Any]) -> None:
        if "/media/" in event["request"]["url"]:
            pictures.add(event["requestId"])

    def came(event: dict[str, Any]) -> None:
        counted[event["requestId"]] = int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", came)
    wire.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    for markup, loading in page.eval_on_selector_all(
        "img", "all => all.map(each => [(each.closest('picture') || each).outerHTML, each.loading])"
    ):
        addresses = set(re.findall(r"/media/[^\s\",]+", markup))
        found.addresses |= addresses
        found.eager += bool(addresses) and loading != "lazy"
    context.close()
    return sum(size for request, size in counted.items() if request not in pictures)


# ---------------------------------------------------------------- inside the run's own site
def _photograph(width: int, height: int) -> bytes:
    """A picture of nothing but detail, large and small: more than leaves, grass or a crowd have."""
    from PIL import Image

    def band() -> Any:
        grey = Image.effect_noise((width, height), 90)
        for part in (4, 16, 64):
            coarse = Image.effect_noise((width // part, height // part), 90).resize((width, height))
            grey = Image.blend(grey, coarse, 0.4)
        return grey

    stream = io.BytesIO()
    Image.merge("RGB", [band() for _colour in range(3)]).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def put_pictures_on_a_page() -> None:
    """Publish pictures in the editorial text of a page in every language, as an editor would."""
    from django.core.files.images import ImageFile
    from wagtail.images.models import Image

    from pages.models import ContentPage

    images = []
    for width, height in PICTURES:
        file = ImageFile(io.BytesIO(_photograph(width, height)), f"leaves-{width}.jpg")
        images.append(Image.objects.create(title="Leaves", description="Leaves", file=file))
    for page in ContentPage.objects.filter(slug=WITH_PICTURES, alias_of=None):
        page.body.extend(("picture", image) for image in images)
        page.save_revision().publish()


if __name__ == "__main__":
    # `python -m benchmarks.weight`: put the pictures on a page of the demo.
    import django

    django.setup()
    put_pictures_on_a_page()
