"""Pages of each kind, as each of the demo's accounts: what a validator and axe mind on them.

The validator is Nu's (`npm install vnu-jar`, needs Java): `VNU_JAR` says where it is; without it, there is no figure of
it. It reads public, personal and account pages, all in one run; axe looks at the back office as well, in light and in
dark. axe takes longer than everything else, so it looks once at what several accounts have alike.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.crawl import ACCOUNTS, Read, crawl
from benchmarks.figure import Figure
from benchmarks.servers import ROOT, demo_home, server

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
# In the dark only colours are others.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
# What fades or slides in has done so at once; what goes round for ever goes on.
AT_REST = """document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
  .forEach((each) => each.finish())"""


def figures() -> list[Figure]:
    """Errors of the validator and violations that axe reports, over all pages; nothing without Chromium."""
    chromium = (
        os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    )
    if chromium is None:
        print("  no Chromium here; CHROMIUM says where it is", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder:
        home = demo_home(Path(folder))
        sessions = _signed_in(home)
        with server(home, "/uk/") as (address, _pid, _seconds):
            pages = list(crawl(address, sessions))
            _say(f"{len(pages)} pages of {len({page.kind for page in pages})} kinds")
            found = []
            if jar := os.environ.get("VNU_JAR"):
                found.append(_validated(jar, [page for page in pages if page.language], Path(folder)))
            found.append(_heard(chromium, address, sessions, list(_unlike(pages))))
        return found


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def _signed_in(home: dict[str, str]) -> dict[str, str]:
    """A session of each account of the demo in this home."""
    made = [sys.executable, "-m", "benchmarks.sweep"]
    answer = subprocess.run(
        made, env={**os.environ, **home}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(answer.stdout.splitlines()[-1])


def _unlike(pages: Sequence[Read]) -> Iterator[Read]:
    """One page of each kind in each language; of what is a person's own, one for each account."""
    seen = set()
    for page in pages:
        of_whom = page.account if f"/{page.language}/my/" in page.path else ""
        if (page.kind, page.language, of_whom) not in seen:
            seen.add((page.kind, page.language, of_whom))
            yield page


def _validated(jar: str, pages: Sequence[Read], folder: Path) -> Figure:
    """The validator's errors over these pages, each said once for each page."""
    sent = folder / "sent"
    sent.mkdir()
    for number, page in enumerate(pages):
        (sent / f"{number}.html").write_bytes(page.body)
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--format", "json", str(sent)],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )
    errors = json.loads(done.stderr)["messages"]
    for each in errors:
        page = pages[int(Path(urlsplit(each["url"]).path).stem)]
        _say(f"vnu: {page.name}: {each['message']} {each.get('extract', '')!r}")
    return Figure("strangers-pages-vnu", len(errors), f"on {len(pages)}", "lower", target=0)


def _heard(chromium: str, address: str, sessions: dict[str, str], pages: Sequence[Read]) -> Figure:
    """What axe minds on these pages, in light and in dark, a window for each account."""
    from playwright.sync_api import sync_playwright

    faults = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for account in ACCOUNTS:
            theirs = [page for page in pages if page.account == account]
            context = browser.new_context()
            if session := sessions.get(account):
                context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            window = context.new_page()
            for page in theirs:
                faults += _minded(window, address, page)
            context.close()
            _say(f"axe looked at {len(theirs)} pages as {account or 'anyone'}")
        browser.close()
    return Figure("strangers-pages-axe", faults, f"on {len(pages)}", "lower", target=0)


def _minded(window: Any, address: str, page: Read) -> int:
    """The number of violations on a page, which are said as well."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    number = 0
    window.goto(address + page.path)
    for scheme, rules in (("light", RULES), ("dark", COLOURS)):
        window.emulate_media(color_scheme=scheme)
        window.evaluate(AT_REST)
        found = Axe().run(window, options=rules)
        if found.violations_count:
            _say(f"axe: {page.name} {scheme}\n{found.generate_report()}")
        number += int(found.violations_count)
    return number


def _sessions() -> dict[str, str]:
    """A session of each account of the demo."""
    from django.test import Client

    from people.models import User

    made = {}
    for account in filter(None, ACCOUNTS):
        client = Client()
        client.force_login(
            User.objects.get(email=f"{account}@demo.example"),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        made[account] = client.cookies["sessionid"].value
    return made


if __name__ == "__main__":
    # `python -m benchmarks.sweep`: sign the demo's accounts in.
    import django

    django.setup()
    print(json.dumps(_sessions()))
