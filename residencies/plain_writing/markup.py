r"""The body of a page as plain writing, and back: what a manager types into a plain form, and what the files hold.

    ## A heading
    A paragraph with **bold**, *slanted* and [linked](https://…) words; a line break stays one.

    - an item of a list          1. an item of a numbered one
      that goes on (two spaces)
    > somebody's words           > — and whose they are
    [[#12]]                      a picture of the programme, by its number
    [[1]]                        a part that cannot be written plainly, such as a picture, kept as it is

Whatever an editor made comes back the same: a part that would not is kept under a number. Pure values in and out; parts
are those of `blocks.BodyBlock` as they are stored.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from .rich_paragraphs import TARGET, Unsayable, read_paragraphs

Part = dict[str, Any]  # {"type": …, "value": …, perhaps "id"}

_LINK = re.compile(rf"\[((?:[^\[\]\\\n]|\\.)+)\]\(({TARGET})\)")
_ADDRESS = re.compile(r"https?://[^\s<>\"()\[\]\\*]*[^\s<>\"()\[\]\\*.,:;!?…»”]")
_KEPT = re.compile(r"\[\[(\d{1,4})\]\]")
_PICTURE = re.compile(r"\[\[#([1-9]\d{0,17})\]\]")
_ALONE = ("heading", "picture")  # lines that nothing goes on from
_ITEM = re.compile(r"(?:- |(\d{1,4})\. )(.*)", re.S)
PICTURE = "own_picture"  # the type of a part that is a picture of the programme
_ANYTHING: Sequence[Part] = []  # what is read back to compare may lead to any page


class UnknownPart(ValueError):
    """The writing names a kept part that is not there, or names one twice."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.mark = mark


# ---------------------------------------------------------------- from stored parts to writing
def as_text(parts: Sequence[Part]) -> str:
    """The parts as plain writing."""
    pieces, kept = [], 0
    for part in parts:
        written = _written(part)
        if written is None:
            kept += 1
            written = f"[[{kept}]]"
        pieces.append(written)
    return "\n\n".join(pieces)


def _written(part: Part) -> str | None:
    """One part in writing, with as few signs as will do; None for a part that would not come back the same."""
    for is_escaped in (False, True):
        try:
            text = _write(part, is_escaped=is_escaped)
            back = as_parts(text, _ANYTHING)
        except (Unsayable, UnknownPart):
            continue
        if len(back) == 1 and back[0]["type"] == part["type"] and _plain(back[0]) == _plain(part):
            return text
    return None


def _write(part: Part, *, is_escaped: bool) -> str:
    if part["type"] == "heading":
        return f"## {part['value']}"
    if part["type"] == PICTURE and part["value"]:
        return f"[[#{part['value']}]]"
    if part["type"] == "quote":
        return _quote(part["value"])
    if part["type"] == "text":
        return _prose(part["value"], is_escaped=is_escaped)
    raise Unsayable(part["type"])


def _plain(part: Part) -> Any:
    """What counts as the part's content: rich text without ids and without links that only repeat their address."""
    if part["type"] != "text":
        return part["value"]
    html = "".join(paragraph.html for paragraph in read_paragraphs(part["value"]))
    return re.sub(r'<a href="([^"]*)">\1</a>', r"\1", html)


def _quote(value: dict[str, str]) -> str:
    lines = [f"> {line}".rstrip() for line in value["text"].splitlines()]
    return "\n".join([*lines, *([f"> — {value['source']}"] if value.get("source") else [])])


def _prose(value: str, *, is_escaped: bool) -> str:
    pieces: list[str] = []
    last = ""
    for paragraph in read_paragraphs(value, is_escaped=is_escaped):
        is_next_item = paragraph.tag == "li" and last == paragraph.list_tag and not paragraph.is_first
        text = paragraph.text.strip()
        if paragraph.tag == "li":
            sign = f"{paragraph.number}." if paragraph.list_tag == "ol" else "-"
            text = f"{sign} " + text.replace("\n", "\n  ")
        pieces.append(f"{pieces.pop()}\n{text}" if is_next_item else text)
        last = paragraph.list_tag
    return "\n\n".join(pieces)


# ---------------------------------------------------------------- from writing to parts
def pictures_in(text: str) -> list[int]:
    """The numbers of the pictures that the writing names, each on a line of its own, as often as it does."""
    found = (_PICTURE.fullmatch(piece) for piece in _pieces(text))
    return [int(mark[1]) for mark in found if mark]


def as_parts(text: str, before: Sequence[Part]) -> list[Part]:
    """The parts that the writing stands for; `before` are those that it was made from, which its marks `[[1]]` name.

    Raises `UnknownPart` for a mark that names nothing or the same part twice, and for a link to a page of the site that
    was not there before: what leads to pages is chosen by those who see them all.
    """
    kept = [part for part in before if _written(part) is None]
    _check_links(text, before)
    named: set[int] = set()
    parts: list[Part] = []
    may_grow = False  # whether the last part is text of this writing: what was kept stays by itself
    for piece in _pieces(text):
        mark = _KEPT.fullmatch(piece)
        if mark:
            number = int(mark[1])
            if number in named or not 0 < number <= len(kept):
                raise UnknownPart(mark[0])
            named.add(number)
            parts.append(kept[number - 1])
            may_grow = False
            continue
        part = _part(piece)
        if may_grow and part["type"] == "text":
            part = {"type": "text", "value": parts.pop()["value"] + part["value"]}
        parts.append(part)
        may_grow = part["type"] == "text"
    return parts


def _check_links(text: str, before: Sequence[Part]) -> None:
    if before is _ANYTHING:
        return
    known = {page for part in before if part["type"] == "text" for page in _pages(part["value"])}
    for page in re.findall(r"\]\((page:\d+)\)", text):
        if page not in known:
            raise UnknownPart(page)


def _pages(html: str) -> set[str]:
    """The pages of the site that stored rich text leads to, as its writing names them."""
    links = re.findall(r'<a [^>]*linktype="page"[^>]*>', html)
    return {f"page:{number}" for link in links for number in re.findall(r'id="(\d+)"', link)}


def _kind(line: str) -> str:
    """What a line begins with; empty for plain words."""
    if line.startswith("## "):
        return "heading"
    if line.startswith(">"):
        return "quote"
    if _PICTURE.fullmatch(line):
        return "picture"
    item = _ITEM.match(line)
    return ("ol" if item[1] else "ul") if item else ""


def _pieces(text: str) -> Iterator[str]:
    """Lines that belong together; a heading, a list and a quotation need no empty line around them."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip("\n")):
        lines: list[str] = []
        kind = ""
        for line in (each.rstrip() for each in block.splitlines()):
            begins = _kind(line)
            goes_on = bool(lines) and kind not in _ALONE and begins == kind
            if kind in ("ul", "ol") and line.startswith("  "):
                goes_on = bool(lines)
            if lines and not goes_on:
                yield "\n".join(lines)
                lines = []
            if not lines:
                kind = begins
            if line.strip():
                lines.append(line)
        if lines:
            yield "\n".join(lines)


def _part(piece: str) -> Part:
    kind = _kind(piece)
    if kind == "picture":
        return {"type": PICTURE, "value": int(piece.strip("[]#"))}
    if kind == "heading":
        return {"type": "heading", "value": piece[3:].strip()}
    if kind == "quote":
        lines = [line.removeprefix(">").strip() for line in piece.splitlines()]
        source = lines.pop()[1:].strip() if len(lines) > 1 and lines[-1].startswith("—") else ""
        return {"type": "quote", "value": {"text": "\n".join(lines), "source": source}}
    if kind in ("ul", "ol"):
        items = "".join(f"<li>{_inline(item)}</li>" for item in _items(piece))
        return {"type": "text", "value": f"<{kind}>{items}</{kind}>"}
    return {"type": "text", "value": f"<p>{_inline(piece)}</p>"}


def _items(piece: str) -> list[str]:
    items: list[str] = []
    for line in piece.splitlines():
        found = _ITEM.match(line)
        if found:
            items.append(found[2])
        else:
            items.append(f"{items.pop()}\n{line.strip()}")
    return items


def _inline(text: str, *, in_link: bool = False) -> str:
    """Words with their marks as rich text."""
    out: list[str] = []
    open_marks: list[tuple[str, int]] = []  # tag, and where in `out` its beginning stands
    place = 0
    while place < len(text):
        link = None if in_link else _LINK.match(text, place)
        address = None if in_link else _ADDRESS.match(text, place)
        if text[place] == "\\" and place + 1 < len(text) and text[place + 1] in "\\*[]#>-.":
            out.append(escape(text[place + 1], quote=False))
            place += 2
        elif link:
            out.append(_anchor(link[2], _inline(link[1], in_link=True)))
            place = link.end()
        elif address:
            out.append(_anchor(address[0], escape(address[0], quote=False)))
            place = address.end()
        elif text[place] == "*":
            place = _star(text, place, out, open_marks)
        else:
            out.append("<br/>" if text[place] == "\n" else escape(text[place], quote=False))
            place += 1
    return "".join(out)


def _anchor(target: str, words: str) -> str:
    if target.startswith("page:"):
        return f'<a linktype="page" id="{target.removeprefix("page:")}">{words}</a>'
    return f'<a href="{escape(target)}">{words}</a>'


def _star(text: str, place: int, out: list[str], open_marks: list[tuple[str, int]]) -> int:
    """Begin or end bold or slanted words at a run of stars; a star between spaces is a star. Returns where to go on."""
    run = len(text) - place - len(text[place:].lstrip("*"))
    after_space = place == 0 or text[place - 1].isspace()
    before_space = place + run >= len(text) or text[place + run].isspace()
    last = open_marks[-1][0] if open_marks else ""
    is_open = {tag for tag, _start in open_marks}
    for tag, needed in (("i", 1), ("b", 2)):
        if last == tag and run >= needed and not after_space and not (tag == "i" and run == 2):
            _tag, start = open_marks.pop()
            out[start] = f"<{tag}>"
            out.append(f"</{tag}>")
            return place + needed
    for tag, needed in (("b", 2), ("i", 1)):
        if tag not in is_open and run >= needed and not before_space:
            open_marks.append((tag, len(out)))
            out.append("*" * needed)  # stays if nothing ends it
            return place + needed
    out.append("*" * run)
    return place + run
