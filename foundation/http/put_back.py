"""Puts what somebody typed back into the form of a page, whatever drew it: the page is read, and only values change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from .formset_rows import with_rows

Attrs = list[tuple[str, str | None]]
Values = Mapping[str, Sequence[str]]

# Buttons send their own; what is secret or a file is never put into a page.
_UNTOUCHED = frozenset({"submit", "button", "reset", "image", "file", "password"})
_TICKED = frozenset({"checkbox", "radio"})
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 — the name of a field


@dataclass
class _Form:
    """A form of the page: where it begins, what it is called, the names of its fields, what its hidden ones say."""

    action: str
    after_tag: int
    called: str
    names: set[str] = field(default_factory=set)
    hidden: set[tuple[str, str]] = field(default_factory=set)


class _Reader(HTMLParser):
    """Knows where in the text it is, and in which form."""

    def __init__(self, html: str, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._page = page
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.forms: list[_Form] = []
        self.form: _Form | None = None
        self.feed(html)

    def at(self) -> int:
        """Where the tag that is read begins."""
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Attrs) -> None:
        """Forms that send by POST, and their fields."""
        said = dict(attrs)
        if tag == "form":
            after = self.at() + len(self.get_starttag_text() or "")
            self.form = None
            if (said.get("method") or "").lower() == "post":
                action = urlsplit(urljoin(self._page, said.get("action") or "")).path
                self.form = _Form(action, after, said.get("id") or "")
                self.forms.append(self.form)
        elif self.form is not None and tag in ("input", "textarea", "select") and (name := said.get("name")):
            self.form.names.add(name)
            if said.get("type") == "hidden":
                self.form.hidden.add((name, said.get("value") or ""))
            self.found(tag, name, attrs)
        elif self.form is not None and tag == "option":
            self.found(tag, "", attrs)
        elif tag == "input" and (owner := said.get("form")):
            self.found_elsewhere(owner, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Fields after the end belong to no form."""
        if tag == "form":
            self.form = None
        elif tag in ("textarea", "select"):
            self.ended(tag)

    def found(self, tag: str, name: str, attrs: Attrs) -> None:
        """A field of a form begins here."""

    def found_elsewhere(self, owner: str, attrs: Attrs) -> None:
        """A field that stands outside of the form that it belongs to, by that form’s name."""

    def ended(self, tag: str) -> None:
        """A field that has an end ends here."""


class _Filler(_Reader):
    """Notes what is to stand in place of what, in one form."""

    def __init__(self, html: str, page: str, values: Values, chosen: int, called: str) -> None:
        self.edits: list[tuple[int, int, str]] = []
        self._left = {name: list(each) for name, each in values.items()}
        self._values = values
        self._chosen, self._called = chosen, called
        self._select: str | None = None
        self._area: tuple[int, str] | None = None
        super().__init__(html, page)

    def found(self, tag: str, name: str, attrs: Attrs) -> None:
        """Give the field what was typed into it."""
        if len(self.forms) - 1 != self._chosen:
            return
        said = dict(attrs)
        kind = (said.get("type") or "text").lower() if tag == "input" else tag
        if tag == "option":
            if self._select is not None and "value" in said:
                is_chosen = said["value"] in self._values.get(self._select, ())
                self._rewrite(tag, attrs, "selected", "" if is_chosen else None)
        elif name == _TOKEN or kind in _UNTOUCHED or "disabled" in said:
            return
        elif kind in _TICKED:
            self._tick(attrs, name)
        elif tag == "select":
            self._select = name
        elif self._left.get(name):
            value = self._left[name].pop(0)
            if tag == "textarea":
                self._area = (self.at() + len(self.get_starttag_text() or ""), value)
            else:
                self._rewrite(tag, attrs, "value", value)

    def found_elsewhere(self, owner: str, attrs: Attrs) -> None:
        """Tick what was ticked in the rows of a list. Other fields of a row stay: they are of that row as it is now."""
        said = dict(attrs)
        if owner == self._called and said.get("type") in _TICKED and "disabled" not in said:
            self._tick(attrs, said.get("name") or "")

    def _tick(self, attrs: Attrs, name: str) -> None:
        is_ticked = (dict(attrs).get("value") or "on") in self._values.get(name, ())
        self._rewrite("input", attrs, "checked", "" if is_ticked else None)

    def ended(self, tag: str) -> None:
        """What stood in a field of several lines is replaced as a whole."""
        if tag == "select":
            self._select = None
        elif self._area is not None:
            begins, value = self._area
            self._area = None
            # A browser drops a line break right after the tag.
            self.edits.append((begins, self.at(), "\n" + escape(value)))

    def _rewrite(self, tag: str, attrs: Attrs, name: str, value: str | None) -> None:
        kept = [(key, said) for key, said in attrs if key != name]
        if value is not None:
            kept.append((name, value))
        text = "".join(
            f" {key}" if said is None else f' {key}="{escape(said, quote=True)}"' for key, said in kept
        )
        begins = self.at()
        self.edits.append((begins, begins + len(self.get_starttag_text() or ""), f"<{tag}{text}>"))


def put_back(html: str, page: str, action: str, values: Values, notice: str) -> str | None:
    """The page with the values in the form that sends to `action`, under a notice; None if it has no such form.

    `page` is its own address, `notice` is HTML. Of several such forms it is the one that has most of the fields, and of
    those that are alike the one about the same row. Rows that a script had added to its formsets are there too.
    """
    html = with_rows(html, values)
    forms = _Reader(html, page).forms
    fitting = [number for number, form in enumerate(forms) if form.action == action]
    named = {name for name in values if name != _TOKEN}
    if not fitting:
        return None
    sent = {(name, value) for name in named for value in values[name]}
    chosen = max(
        fitting,
        key=lambda number: (len(forms[number].names & named), len(forms[number].hidden & sent), -number),
    )
    if not forms[chosen].names & named:
        return None
    edits = _Filler(html, page, values, chosen, forms[chosen].called).edits
    edits.append((forms[chosen].after_tag, forms[chosen].after_tag, notice))
    for begins, ends, text in sorted(edits, reverse=True):
        html = html[:begins] + text + html[ends:]
    return html
