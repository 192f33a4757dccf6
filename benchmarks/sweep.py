"""Every page that links lead to, as each of the demo's accounts: what a validator and axe mind on it.

The validator is Nu's (`npm install vnu-jar`, needs Java): `VNU_JAR` says where it is; without it, there is no figure of
it. It reads public, personal and account pages; axe the back office as well, in light and in dark.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from benchmarks.figure import Figure
from benchmarks.servers import ROOT, demo_home, server

LANGUAGES = ("uk", "en", "pl")
ACCOUNTS = ("", "participant", "trainer", "manager", "admin")
OFFICE = frozenset({"manager", "admin"})
# Pages that differ in a number or a name only are alike: this many of each kind are looked at.
ALIKE = 2
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
# What fades or slides in has done so at once; what goes round for ever goes on.
AT_REST = """document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
  .forEach((each) => each.finish())"""
_VARIES = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d|\d+|(?<=/cohorts/)[\w-]+|(?<=/residencies/)[\w-]+"
)


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
        made = [sys.executable, "-m", "benchmarks.sweep"]
        answer = subprocess.run(
            made, env={**os.environ, **home}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        sessions = json.loads(answer.stdout.splitlines()[-1])
        sent = Path(folder, "sent")
        sent.mkdir()
        with server(home, "/uk/") as (address, _pid, _seconds):
            faults = Counter(dict(_walk(chromium, address, sessions, sent)))
        for page, number in sorted(faults.items()):
            if number:
                print(f"  axe: {number} on {page}", file=sys.stderr)
        found = [Figure("strangers-pages-axe", faults.total(), f"on {len(faults)}", "lower", target=0)]
        if jar := os.environ.get("VNU_JAR"):
            errors = _validate(jar, sent)
            pages = len(list(sent.iterdir()))
            found.append(Figure("strangers-pages-vnu", len(errors), f"on {pages}", "lower", target=0))
        return found


def _validate(jar: str, sent: Path) -> list[str]:
    """The validator's errors, each said once for each page."""
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--format", "json", str(sent)],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )
    errors = [
        f"{Path(urlsplit(each['url']).path).name}: {each['message']} {each.get('extract', '')!r}"
        for each in json.loads(done.stderr)["messages"]
    ]
    for error in errors:
        print(f"  vnu: {error}", file=sys.stderr)
    return errors


def _walk(chromium: str, address: str, sessions: dict[str, str], sent: Path) -> Iterator[tuple[str, int]]:
    """Each page in light and dark with the number of axe's violations; the site's own are kept in `sent`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for account in ACCOUNTS:
            for language in LANGUAGES:
                with _visitor(browser, address, sessions.get(account, "")) as page:
                    yield from _pages(page, address, account, language, sent)
        browser.close()


@contextmanager
def _visitor(browser: Any, address: str, session: str) -> Iterator[Any]:
    context = browser.new_context()
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    yield context.new_page()
    context.close()


def _pages(page: Any, address: str, account: str, language: str, sent: Path) -> Iterator[tuple[str, int]]:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    axe, kinds, seen = Axe(), Counter[str](), set[str]()
    waiting = [f"/{language}/", f"/{language}/my/", f"/{language}/accounts/login/"]
    waiting += ["/admin/"] if account in OFFICE and language == "uk" else []
    while waiting:
        path = waiting.pop(0)
        kind = _VARIES.sub("…", path)
        if path in seen or kinds[kind] >= ALIKE:
            continue
        seen.add(path)
        # Asked for first: what is taken out as a file is no page.
        answer = page.request.get(address + path, max_redirects=5)
        at = urlsplit(answer.url).path
        if not answer.headers.get("content-type", "").startswith("text/html") or (at != path and at in seen):
            continue
        seen.add(at)
        kinds[kind] += 1
        page.goto(answer.url)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            yield f"{account or 'anyone'} {at} {scheme}", _violations(axe, page)
        if not at.startswith("/admin/"):
            name = f"{account}{at.replace('/', '_')}.html"
            (sent / name).write_bytes(answer.body())
        waiting += _links(page, answer.url, language)


def _violations(axe: Any, page: Any) -> int:
    page.evaluate(AT_REST)
    found = axe.run(page, options=RULES)
    if found.violations_count:
        print(found.generate_report(), file=sys.stderr)
    return int(found.violations_count)


def _links(page: Any, base: str, language: str) -> list[str]:
    """Where links of the page lead on this site, in this language or the back office; nothing that signs out."""
    paths = []
    for href in page.eval_on_selector_all("a[href]", "all => all.map((each) => each.getAttribute('href'))"):
        parts = urlsplit(urljoin(base, href))
        if parts.netloc != urlsplit(base).netloc or "logout" in parts.path or parts.query:
            continue
        if parts.path.startswith((f"/{language}/", "/admin/")):
            paths.append(parts.path)
    return paths


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
