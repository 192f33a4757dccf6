"""Rows that a script added to a formset of a page: the page is read, and they are there again, made of its own pattern.

Django names the fields of row 3 `prefix-3-name` and counts rows in `prefix-TOTAL_FORMS`. Wagtail's pages hold rows in
`#id_prefix-FORMS` and the pattern of a new one in the template `#id_prefix-EMPTY_FORM_TEMPLATE`, with `__prefix__`
where its number belongs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

TOTAL, HOLDER, PATTERN = "-TOTAL_FORMS", "-FORMS", "-EMPTY_FORM_TEMPLATE"
MOST_ROWS = 200
# In a name or an id, the first one: another stands for the number of a row inside the row.
_NUMBER = re.compile(r"""__prefix__([^"']*["'])""")


@dataclass
class _Part:
    """What stands in an element that is looked for."""

    begins: int
    ends: int = 0
    depth: int = 1


class _Finder(HTMLParser):
    """Finds the rows and the patterns of formsets, and how many rows the page has."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.parts: dict[str, _Part] = {}
        self.totals: dict[str, str] = {}
        self._open: list[tuple[str, _Part]] = []
        self.feed(html)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is looked for begins, or another of its kind inside it."""
        said = dict(attrs)
        for name, part in self._open:
            part.depth += name == tag
        own, name = said.get("id") or "", said.get("name") or ""
        if own.startswith("id_") and own.endswith((HOLDER, PATTERN)) and tag != "input":
            part = _Part(self._at() + len(self.get_starttag_text() or ""))
            self.parts[own] = part
            self._open.append((tag, part))
        elif tag == "input" and name.endswith(TOTAL):
            self.totals[name] = said.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        """An element that is looked for ends where as many of its kind have ended as began."""
        for each in list(self._open):
            name, part = each
            part.depth -= name == tag
            if part.depth == 0:
                part.ends = self._at()
                self._open.remove(each)


def with_rows(html: str, values: Mapping[str, Sequence[str]]) -> str:
    """The page with as many rows in its formsets as the values have; fields stay empty, and no row is taken away."""
    wanted = {
        name.removesuffix(TOTAL): _number(said) for name, said in values.items() if name.endswith(TOTAL)
    }
    if not any(wanted.values()):
        return html
    page = _Finder(html)
    edits = []
    for prefix, number in wanted.items():
        holder, pattern = (page.parts.get(f"id_{prefix}{part}") for part in (HOLDER, PATTERN))
        present = _number([page.totals.get(f"{prefix}{TOTAL}", "")])
        if holder and pattern and holder.ends and pattern.ends:
            row = html[pattern.begins : pattern.ends]
            new = [_NUMBER.sub(rf"{each}\1", row) for each in range(present, min(number, MOST_ROWS))]
            edits.append((holder.ends, "".join(new)))
    for at, text in sorted(edits, reverse=True):
        html = html[:at] + text + html[at:]
    return html


def _number(said: Sequence[str]) -> int:
    """A number of rows; none for anything that no form of ours sends."""
    return int(said[0]) if said and said[0].isascii() and said[0].isdigit() and len(said[0]) < 6 else 0
