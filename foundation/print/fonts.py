"""The fonts of print: Fira Sans with one subset that is made once and shared by all documents of a process.

ReportLab builds, compresses and describes a new subset of every font for every document: most of the cost of
drawing one. All letters of Ukrainian, Polish and English with their punctuation fit into the 256 codes of one
subset, so ours is the same in every file (about 17 KB a weight, as much as ReportLab's own, which always
takes ASCII whole). A letter outside of it goes to a further subset, made for that document only. What is in a
file depends on its own text alone, never on what was drawn before.
"""

import zlib
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import fontpkg
from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont, makeToUnicodeCMap

from foundation.print.kerning import kerning_pairs

_PUNCTUATION = "\xa0«»‹›“”„‚‘’ʼ–—…•·№§°×±€₴"
_UKRAINIAN = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_POLISH = "ĄĆĘŁŃÓŚŹŻąćęłńóśźż"
# Codes 0–31 stand for .notdef and are never written; 32 is the space, as PDF readers expect.
_SHARED = [0] * 32 + [*range(32, 127), 0] + [ord(letter) for letter in _PUNCTUATION + _UKRAINIAN + _POLISH]


class Prepared(pdfdoc.PDFObject):
    """A PDF object whose bytes are ready."""

    __RefOnly__ = 1

    def __init__(self, content: bytes) -> None:
        self.content = content

    def format(self, document: Any) -> bytes:
        """The bytes, as ReportLab asks for them."""
        return self.content

    def once(self) -> "Prepared":
        """The same bytes as a new object, for one document: ReportLab writes on the object how it names it."""
        return Prepared(self.content)


def prepared_stream(data: bytes, entries: str = "", *, compress: bool = True) -> Prepared:
    """A stream object with the dictionary entries given in PDF syntax."""
    body = zlib.compress(data, 9) if compress else data
    filtered = "/Filter /FlateDecode " if compress else ""
    head = f"<< {entries} {filtered}/Length {len(body)} >>\nstream\n"
    return Prepared(head.encode("ascii") + body + b"\nendstream\n")


class _State:
    """Which codes a document uses: the shared subset and, after it, letters of its own (see TTFont.State)."""

    namePrefix = "F"  # noqa: N815

    def __init__(self) -> None:
        self.assignments = {point: code for code, point in enumerate(_SHARED) if point}
        self.subsets: list[list[int]] = [_SHARED]
        self.nextCode = 256
        self.internalName: str | None = None
        self.frozen = 0
        self.used: set[int] = set()


class SheetFont(TTFont):
    """One weight. Call `attach` with each new document before drawing in it.

    ReportLab knows one font object for each face in a process, so other code that registers Fira Sans may be given
    this one. In documents that it was not attached to, it behaves as ReportLab's own does.
    """

    def __init__(self, name: str, weight: int, *, kern: bool) -> None:
        path = fontpkg.path("Fira Sans", weight)
        super().__init__(name, str(path), asciiReadable=False, shapable=False)
        letters = {chr(point) for point in _SHARED if point > 32}
        self.kerning = kerning_pairs(Path(path), self.face.charToGlyph, letters) if kern else {}

    def attach(self, document: pdfdoc.PDFDocument) -> None:
        """Let the document use the shared subset."""
        self.state[document] = _State()

    def em(self, text: str) -> float:
        """Width of the text in thousandths of its size, without kerning."""
        return float(self.stringWidth(text, 1000))

    def getSubsetInternalName(self, subset: int, doc: pdfdoc.PDFDocument) -> str:  # noqa: N802
        """The name of a subset in the document; notes that it is used."""
        state = self.state.get(doc)
        if isinstance(state, _State):
            state.used.add(subset)
        return str(super().getSubsetInternalName(subset, doc))

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802
        """Write the subsets that the document uses."""
        if not isinstance(self.state.get(doc), _State):
            super().addObjects(doc)
            return
        state = self.state.pop(doc)
        for number in sorted(state.used):
            parts = self._shared if number == 0 else self._parts(number, state.subsets[number])
            self._add(doc, f"{state.internalName}+{number}", **parts)

    @cached_property
    def _shared(self) -> dict[str, Any]:
        return self._parts(0, _SHARED)

    def _parts(self, number: int, subset: list[int]) -> dict[str, Any]:
        """Everything of a subset that does not depend on the document."""
        name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("ascii")
        file = self.face.makeSubset(subset)
        widths = " ".join(str(round(self.face.getCharWidth(point))) for point in subset)
        return {
            "name": name,
            "file": prepared_stream(file, f"/Length1 {len(file)}"),
            "unicode": prepared_stream(makeToUnicodeCMap(name, subset).encode("ascii")),
            "widths": Prepared(f"[{widths}]".encode("ascii")),
            "last": len(subset) - 1,
        }

    def _add(
        self,
        doc: pdfdoc.PDFDocument,
        internal: str,
        *,
        name: str,
        file: Prepared,
        unicode: Prepared,
        widths: Prepared,
        last: int,
    ) -> None:
        descriptor = self._descriptor(name, doc.Reference(file.once(), f"file:{internal}"))
        # No /Encoding: codes of a symbolic font go straight to its own character map (ISO 32000-1, 9.6.6.4).
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/TrueType",
                "BaseFont": pdfdoc.PDFName(name),
                "FirstChar": 0,
                "LastChar": last,
                "Widths": doc.Reference(widths.once(), f"widths:{internal}"),
                "ToUnicode": doc.Reference(unicode.once(), f"unicode:{internal}"),
                "FontDescriptor": doc.Reference(descriptor, f"descriptor:{internal}"),
            }
        )
        doc.idToObject["BasicFonts"].dict[internal] = doc.Reference(font, internal)

    def _descriptor(self, name: str, file: pdfdoc.PDFObjectReference) -> pdfdoc.PDFDictionary:
        """What readers are told of a subset's letters: how high, how wide, and in which file they are."""
        face = self.face
        return pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "Ascent": face.ascent,
                "CapHeight": face.capHeight,
                "Descent": face.descent,
                "Flags": (face.flags & ~32) | 4,  # symbolic: codes are our own
                "FontBBox": pdfdoc.PDFArray(face.bbox),
                "FontName": pdfdoc.PDFName(name),
                "ItalicAngle": face.italicAngle,
                "StemV": face.stemV,
                "FontFile2": file,
                "MissingWidth": face.defaultWidth,
            }
        )

    def operators(self, text: str, doc: pdfdoc.PDFDocument, size: float, *, kerned: bool) -> str:
        """PDF operators that show the text; kerned for display sizes, where gaps between letters show."""
        parts: list[str] = []
        array: list[str] = []
        current = -1
        for run, shift in self._runs(text) if kerned else [(text, 0)]:
            for subset, codes in self.splitString(run, doc):
                if subset != current:
                    if array:
                        parts.append(f"[{''.join(array)}] TJ")
                    parts.append(f"{self.getSubsetInternalName(subset, doc)} {size:.2f} Tf")
                    array, current = [], subset
                array.append(f"({escapePDF(codes)})")
            if shift:
                array.append(f" {-shift} ")
        parts.append(f"[{''.join(array)}] TJ")
        return " ".join(parts)

    def _runs(self, text: str) -> list[tuple[str, int]]:
        """The text cut after each pair that is kerned, with the shift in thousandths."""
        runs, start = [], 0
        for index in range(len(text) - 1):
            shift = self.kerning.get(text[index : index + 2], 0)
            if shift:
                runs.append((text[start : index + 1], shift))
                start = index + 1
        return [*runs, (text[start:], 0)]

    def kerned_em(self, text: str) -> float:
        """Width of the text in thousandths of its size with its pairs kerned."""
        return self.em(text) + sum(shift for _, shift in self._runs(text))


@cache
def sheet_fonts() -> dict[str, SheetFont]:
    """The weights of print, loaded and registered with ReportLab once in a process."""
    weights = {"light": 300, "regular": 400, "semibold": 600}
    loaded = {
        key: SheetFont(f"Sheet-{key}", weight, kern=key != "regular") for key, weight in weights.items()
    }
    for font in loaded.values():
        pdfmetrics.registerFont(font)
    return loaded
