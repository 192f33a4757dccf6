"""What was appended to a signed file: one signature and nothing that is seen on a page, or more than that.

Run as a program, with limits of its own on time and memory: it reads from standard input a file that was in a
stranger's hands, and answers by its exit code. It refuses whatever it does not know; pyHanko compares the two
revisions object by object, and what its rules let pass is looked at more strictly here.
"""

import resource
import sys
from io import BytesIO
from xml.etree import ElementTree as ET

from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel

SECONDS = 5
_MEMORY = 1024**3
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# What a signature field that is not seen is made of; not the actions that a reader would carry out.
_FIELD = frozenset(
    ("/Type", "/Subtype", "/FT", "/T", "/TU", "/TM", "/NM", "/M", "/F", "/Ff", "/Rect", "/P", "/V", "/Lock")
)
_DRESS = frozenset(("/AP", "/AS", "/DA", "/MK", "/BS", "/Border"))
_POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(frozenset(("/AcroForm", "/Extensions", "/Metadata", "/Version"))),
        *(rule.as_qualified(ModificationLevel.LTA_UPDATES) for rule in (DocInfoRule(), MetadataUpdateRule())),
    ],
    form_rule=FormUpdatingRule([SigFieldCreationRule(), SigFieldModificationRule()]),
    ignore_orphaned_objects=False,
)


def is_one_signature(pdf: bytes) -> bool:
    """Whether a file has two revisions, and the second is a signature over the whole file that paints nothing."""
    reader = PdfFileReader(BytesIO(pdf))
    if reader.xrefs.total_revisions != 2 or len(reader.embedded_signatures) != 2:
        return False
    added = reader.embedded_signatures[1]
    coverage = added.evaluate_signature_coverage()
    if added.signed_revision != 1 or coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return False
    before, after = reader.get_historical_resolver(0), reader.get_historical_resolver(1)
    try:
        _POLICY.apply(before, after)
    except SuspiciousModification:
        return False
    # Each object that was added stands in the table of the second revision, and none of ours is in an object stream.
    _zero, _length, start, length = reader.embedded_signatures[0].byte_range
    if pdf[start + length :].count(b"endobj") != len(after.explicit_refs_in_revision()):
        return False
    is_alone = len(_fields(after)) == len(_fields(before)) + 1
    return is_alone and _paints_nothing(added.sig_field) and _titles(before) == _titles(after)


def _fields(revision: HistoricalResolver) -> list[object]:
    return list(revision.root["/AcroForm"]["/Fields"])


def _paints_nothing(field: DictionaryObject) -> bool:
    """Whether a signature field shows nothing and does nothing: no area, no appearance, no action."""
    if not field.keys() <= _FIELD | _DRESS:
        return False
    left, bottom, right, top = map(float, field["/Rect"])
    appearances = field["/AP"] if "/AP" in field else {}  # noqa: SIM401 — get() follows no reference
    is_blank = appearances.keys() <= {"/N"} and all(_is_blank(appearances[name]) for name in appearances)
    return left == right and bottom == top and is_blank


def _is_blank(appearance: object) -> bool:
    """Whether an appearance holds nothing but space and comments."""
    if not isinstance(appearance, StreamObject):
        return False
    return not any(line.split(b"%")[0].strip() for line in appearance.data.splitlines())


def _titles(revision: HistoricalResolver) -> tuple[object, set[str]]:
    """What readers show as the document's title: by the information dictionary and by the XMP packet."""
    information = revision.trailer_view["/Info"]
    metadata = revision.root.get_value_as_reference("/Metadata").get_object()
    if not isinstance(metadata, StreamObject):
        raise PdfReadError("the metadata are no stream")
    # No entities are in it: the rule of metadata let none pass.
    packet = ET.fromstring(metadata.read_data(DecodePurpose.XMP_METADATA))  # noqa: S314
    said = (" ".join(text.split()) for each in packet.iter(_TITLE) for text in each.itertext())
    return information["/Title"], set(filter(None, said))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sys.exit(0 if is_one_signature(sys.stdin.buffer.read()) else 1)
