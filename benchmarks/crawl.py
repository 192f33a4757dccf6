"""Pages that links lead to, as each of the demo's accounts: a few of each kind, which is the route of the address."""

import html
import re
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.urls import resolve
from django.utils import translation

LANGUAGES = ("uk", "en", "pl")
ACCOUNTS = ("", "participant", "trainer", "manager", "admin")
OFFICE = frozenset({"manager", "admin"})
# Pages of one kind differ in a number or a name only: this many of each are read.
ALIKE = 2
# What signs out; what Wagtail's scripts put ids behind before anybody may press it.
NO_PAGE = ("/logout/", "/admin/bulk/")
_LINK = re.compile(r"<a\s[^>]*?\bhref=\"([^\"]*)\"")


@dataclass(frozen=True)
class Read:
    """A page as it was sent. The language of the back office is the account's own; there it stands as ""."""

    account: str
    language: str
    path: str
    kind: str
    body: bytes

    @property
    def name(self) -> str:
        """The page in a few words, which is no two pages'."""
        return f"{self.account or 'anyone'} {self.path}"


def crawl(address: str, sessions: dict[str, str], accounts: Sequence[str] = ACCOUNTS) -> Iterator[Read]:
    """The site in each language as each account, then the back office as who has more and more of it."""
    for account in accounts:
        for language in LANGUAGES:
            first = [f"/{language}/", f"/{language}/my/", f"/{language}/accounts/login/"]
            yield from _walk(address, account, sessions.get(account, ""), language, first)
    for account in sorted(OFFICE & set(accounts), key=ACCOUNTS.index):
        yield from _walk(address, account, sessions[account], "", ["/admin/"])


def _walk(address: str, account: str, session: str, language: str, waiting: list[str]) -> Iterator[Read]:
    kinds, seen = Counter[str](), set[str]()
    opener = urllib.request.build_opener()
    opener.addheaders = [("Cookie", f"sessionid={session}")] if session else []
    while waiting:
        path = waiting.pop(0)
        if path in seen or kinds[_kind(path, language)] >= ALIKE:
            continue
        seen.add(path)
        try:
            with opener.open(address + path, timeout=60) as answer:
                at, body = urlsplit(answer.url).path, answer.read()
                is_page = answer.headers.get("content-type", "").startswith("text/html")
        except urllib.error.HTTPError as error:
            print(f"  {error.code} on {path} as {account or 'anyone'}", file=sys.stderr)
            continue
        if not is_page or (at != path and at in seen):
            continue
        seen.add(at)
        kinds[_kind(at, language)] += 1
        yield Read(account, language, at, _kind(at, language), body)
        waiting += _links(body.decode(), address + at, f"/{language}/" if language else "/admin/")


def _kind(path: str, language: str) -> str:
    """The route of an address; of a page that editors made, its path."""
    with translation.override(language or "uk"):
        found = resolve(path)
    return path if found.url_name == "wagtail_serve" else found.route


def _links(text: str, base: str, below: str) -> Iterator[str]:
    """Where links of a page lead in this part of the site, without what only filters or orders a list."""
    for href in _LINK.findall(text):
        parts = urlsplit(urljoin(base, html.unescape(href)))
        if parts.netloc != urlsplit(base).netloc or parts.query:
            continue
        if parts.path.startswith(below) and not any(each in parts.path for each in NO_PAGE):
            yield parts.path
