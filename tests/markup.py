"""What a validator would say of a page: whether it parses, what stands where it may not, which ids are not whole.

html5lib finds what does not parse; a `div` in a `button`, an id that is there twice, or a label for a field that is
not there, it reads without a word. The rules here are those of the HTML standard that templates break in practice.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError

# Elements that may stand in a line of text (and whatever is not HTML: drawings).
_INLINE = """
a abbr audio b bdi bdo br button canvas cite code data datalist del dfn em embed i iframe img input ins kbd label
link map mark meta meter noscript object output picture progress q ruby s samp script select slot small source span
strong sub sup svg template textarea time u var video wbr rt rp area option optgroup
"""
_PHRASING = frozenset(_INLINE.split())
# Elements that hold lines of text only.
_LINES = """
p h1 h2 h3 h4 h5 h6 pre span strong em small b i u s mark cite code kbd samp var abbr time data output progress meter q
sub sup label button
"""
_HOLDS_PHRASING = frozenset(_LINES.split())
# Elements that hold what their parent may hold.
_TRANSPARENT = frozenset({"a", "ins", "del", "noscript"})
_CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "select": {"option", "optgroup", "hr", "script", "template"},
}
_INTERACTIVE = frozenset({"a", "button", "input", "select", "textarea", "details", "iframe", "label"})
_POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-details", "form", "list", "headers")


def faults_of(html: str) -> list[str]:
    """Each fault in a line; none for a page in order."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        root = parser.parse(html)
    except ParseError as error:
        return [f"does not parse: {error} at {parser.tokenizer.stream.position()}"]
    return [*_misplaced(root), *_nested(root), *_ids(root), *_levels(root)]


def _name(element: Element) -> str:
    """The name of an HTML element; a drawing and a comment have one of no interest."""
    tag: Any = element.tag
    return tag if isinstance(tag, str) and not tag.startswith("{") else ""


def _shown(element: Element) -> str:
    marks = "".join(f' {key}="{value}"' for key, value in element.items() if key in {"id", "class", "name"})
    return f"<{_name(element)}{marks}>"


def _within(element: Element) -> Iterator[Element]:
    """What an element holds, looking through elements that hold what their parent may."""
    for child in element:
        yield child
        if _name(child) in _TRANSPARENT:
            yield from _within(child)


def _misplaced(root: Element) -> Iterator[str]:
    for element in root.iter():
        name = _name(element)
        for child in _within(element) if name in _HOLDS_PHRASING else ():
            if _name(child) and _name(child) not in _PHRASING:
                yield f"{_shown(child)} may not stand in {_shown(element)}"
        for child in element if name in _CHILDREN else ():
            if _name(child) and _name(child) not in _CHILDREN[name]:
                yield f"{_shown(child)} may not be a child of {_shown(element)}"
        if name == "img" and "alt" not in element.attrib:
            yield f"{_shown(element)} has no alternative text"


def _is_interactive(element: Element) -> bool:
    name = _name(element)
    if name == "input":
        return element.get("type") != "hidden"
    return (
        name in _INTERACTIVE and (name != "a" or "href" in element.attrib)
    ) or "tabindex" in element.attrib


def _nested(root: Element) -> Iterator[str]:
    for element in root.iter():
        if _name(element) in {"a", "button"}:
            for inner in list(element.iter())[1:]:
                if _is_interactive(inner):
                    yield f"{_shown(inner)} may not stand in {_shown(element)}"


def _ids(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if "id" in element.attrib)
    yield from (f"the id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    yield from (f"the id {name!r} is none" for name in ids if not name or name.split() != [name])
    for element in filter(_name, root.iter()):
        for attribute in _POINTERS:
            for name in element.get(attribute, "").split():
                if name not in ids:
                    yield f'{_shown(element)}: {attribute}="{name}" leads nowhere'
        href = element.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            yield f'{_shown(element)}: href="{href}" leads nowhere'


def _levels(root: Element) -> Iterator[str]:
    """No heading leaves out a level: whoever goes from heading to heading would look for what is not there."""
    before = 0
    for element in root.iter():
        name = _name(element)
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            if int(name[1]) > before + 1:
                yield f"{_shown(element)} “{' '.join(''.join(element.itertext()).split())}” comes after h{before}"
            before = int(name[1])
