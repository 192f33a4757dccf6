"""What a document says of itself to machines: plain values, for the title, the language and the XMP metadata."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Described:
    """Title and language as readers show and speak them, whose document it is, and where it can be checked."""

    title: str
    language: str
    issuer: str
    description: str
    number: str
    verify_url: str
    created: date
    subjects: tuple[str, ...]
    keywords: str = ""
