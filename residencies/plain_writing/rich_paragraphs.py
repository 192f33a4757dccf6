"""Stored rich text read paragraph by paragraph, each as HTML of one form and in plain writing (`markup`)."""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

# What a link may lead to.
TARGET = r"(?:https?://|mailto:|tel:)[^\s()<>\"]+|page:\d+"
_REPEATED = re.compile(r"\[(https?://[^\]]+)\]\(\1\)$")
_MARKS = {"b": "**", "i": "*"}
_TAGS = {"b": "b", "strong": "b", "i": "i", "em": "i"}


class Unsayable(Exception):
    """The part holds something that has no plain writing."""


@dataclass
class Paragraph:
    """A paragraph or an item of stored rich text: as HTML of one form, and in writing."""

    tag: str
    list_tag: str = ""
    number: int = 0
    is_first: bool = False
    is_last: bool = False
    inside: str = ""
    text: str = ""
    open: list[tuple[str, str]] = field(default_factory=list)  # tag and the writing that ends it

    @property
    def html(self) -> str:
        """The paragraph in one form, whatever way it was stored."""
        before = f"<{self.list_tag}>" if self.is_first else ""
        after = f"</{self.list_tag}>" if self.is_last else ""
        return f"{before}<{self.tag}>{self.inside.strip()}</{self.tag}>{after}"


def read_paragraphs(html: str, *, is_escaped: bool = True) -> list[Paragraph]:
    """The paragraphs that hold something. Raises `Unsayable` for what has no plain writing."""
    reader = _Reader(is_escaped=is_escaped)
    reader.feed(html)
    reader.close()
    return [each for each in reader.paragraphs if each.inside.strip()]


class _Reader(HTMLParser):
    """Reads what an editor's toolbar can make (`blocks.RICH_TEXT`); raises `Unsayable` for all else."""

    def __init__(self, *, is_escaped: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.is_escaped = is_escaped
        self.paragraphs: list[Paragraph] = []
        self.present: Paragraph | None = None
        self.list_tag = ""
        self.items = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            if self.list_tag or self.present:
                raise Unsayable(tag)
            self.list_tag, self.items = tag, 0
        elif tag in ("p", "li"):
            self._begin(tag)
        elif tag == "br":
            self._say("<br/>", "\n")
        elif tag in _TAGS:
            mark = _TAGS[tag]
            self._open(mark, f"<{mark}>", _MARKS[mark], _MARKS[mark])
        elif tag == "a":
            target = _target(dict(attrs))
            self._open("a", f'<a href="{escape(target)}">', "[", f"]({target})")
        else:
            raise Unsayable(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.list_tag = ""
            if self.paragraphs:
                self.paragraphs[-1].is_last = True
        elif tag in ("p", "li"):
            self.present = None
        elif tag in _TAGS or tag == "a":
            self._close(_TAGS.get(tag, tag))

    def handle_data(self, data: str) -> None:
        words = re.sub(r"\s+", " ", data)
        if self.present is None:
            if words.strip():
                raise Unsayable(words)
            return
        text = _escaped(words, at_start=not self.present.text) if self.is_escaped else words
        self._say(escape(words, quote=False), text)

    def _begin(self, tag: str) -> None:
        if self.present or (tag == "li") != bool(self.list_tag):
            raise Unsayable(tag)
        self.items += 1
        self.present = Paragraph(tag)
        if tag == "li":
            self.present.list_tag, self.present.number = self.list_tag, self.items
            self.present.is_first = self.items == 1
        self.paragraphs.append(self.present)

    def _paragraph(self) -> Paragraph:
        if self.present is None:
            raise Unsayable("words outside of a paragraph")
        return self.present

    def _say(self, html: str, text: str) -> None:
        paragraph = self._paragraph()
        paragraph.inside += html
        paragraph.text += text

    def _open(self, tag: str, html: str, start: str, end: str) -> None:
        self._paragraph().open.append((tag, end))
        self._say(html, start)

    def _close(self, tag: str) -> None:
        paragraph = self._paragraph()
        if not paragraph.open or paragraph.open[-1][0] != tag:
            raise Unsayable(tag)
        _tag, end = paragraph.open.pop()
        self._say(f"</{tag}>", end)
        # An address that is its own words needs no brackets.
        paragraph.text = _REPEATED.sub(r"\1", paragraph.text)


def _target(attributes: dict[str, str | None]) -> str:
    if attributes.get("linktype") == "page":
        return f"page:{attributes.get('id')}"
    if "linktype" in attributes or not re.fullmatch(TARGET, attributes.get("href") or ""):
        raise Unsayable("a")
    return str(attributes["href"])


def _escaped(words: str, *, at_start: bool) -> str:
    """Words so that nothing in them is taken for a mark."""
    words = re.sub(r"[\\*\[\]]", r"\\\g<0>", words)
    if at_start:
        words = re.sub(r"^\s*(#|>|-)", r"\\\1", words)
        words = re.sub(r"^\s*(\d+)\.", r"\1\\.", words)
    return words
