"""Photograph the pages that the guides show, from a demo that runs: `make screens PORT=8000`."""

import argparse
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "svitlytsia"  # of every demo account
COHORT, HELD = "medicine-2", "medicine-1"  # one to come, and one whose people have beds
WIDTH, SCALE = 1280, 0.75
# Name, who looks (nobody: a visitor), the page, how high it is. `{pk}`: the number of `HELD` in the office.
SCREENS = (
    ("cohort", "", f"/uk/cohorts/{COHORT}/", 1150),
    ("timetable", "", f"/uk/cohorts/{COHORT}/programme/", 1500),
    ("my-page", "participant", "/uk/my/", 1250),
    ("summary", "manager", "/admin/cohorts/{pk}/summary/", 900),
    ("lodging", "manager", "/admin/cohorts/{pk}/lodging/", 900),
    ("lists", "manager", "/admin/cohorts/{pk}/lists/", 900),
)


def take(browser: Browser, site: str) -> None:
    """Take every screen, in Ukrainian."""
    pages: dict[str, Page] = {}
    for name, who, address, height in SCREENS:
        if who not in pages:
            pages[who] = _signed_in(browser, site, who)
        page = pages[who]
        number = _number(page, site) if "{pk}" in address else ""
        page.set_viewport_size({"width": WIDTH, "height": height})
        page.goto(urljoin(site, address.format(pk=number)), wait_until="networkidle")
        save(name, page.screenshot())
    _take_partners(pages["manager"], site)


def _take_partners(page: Page, site: str) -> None:
    """What a partner sees by a link, which is made for it: the demo's last list that went out."""
    page.goto(urljoin(site, f"/admin/cohorts/{_number(page, site)}/lists/"))
    page.locator("button[name=action][value=copy]").last.click()
    page.wait_for_load_state("networkidle")
    link = re.search(r"/party/[0-9a-f]{40}/", page.content())
    if link is None:
        raise SystemExit("No list for a partner has gone out in this demo.")
    page.set_viewport_size({"width": WIDTH, "height": 900})
    page.goto(urljoin(site, f"/uk{link[0]}"), wait_until="networkidle")
    save("party", page.screenshot())


def _signed_in(browser: Browser, site: str, who: str) -> Page:
    page = browser.new_context(locale="uk-UA", device_scale_factor=SCALE).new_page()
    if who:
        page.goto(urljoin(site, "/uk/accounts/login/"))
        page.fill("input[name=login]", f"{who}@demo.example")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
    return page


def _number(page: Page, site: str) -> str:
    """The number of `HELD`, as the addresses of the office have it."""
    page.goto(urljoin(site, "/admin/cohorts/"))
    for number in dict.fromkeys(re.findall(r"/admin/cohorts/overview/(\d+)/", page.content())):
        page.goto(urljoin(site, f"/admin/cohorts/overview/{number}/"))
        if f"/cohorts/{HELD}/" in page.content():
            return str(number)
    raise SystemExit(f"There is no cohort {HELD} in this demo.")


def save(name: str, content: bytes) -> None:
    """Keep a picture in few colours: a guide is read where the network is slow."""
    picture = Image.open(BytesIO(content)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    picture.save(IMAGES / f"{name}.png", optimize=True)


def main() -> None:
    """Take all screens from the site at the given address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--chromium", default=None, help="where the browser is, if Playwright has none of its own"
    )
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        take(browser, f"http://127.0.0.1:{given.port}/")
        browser.close()


if __name__ == "__main__":
    main()
