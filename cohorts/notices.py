"""Whom an event of a cohort concerns, and what each of them reads: one list, for counting, previews and letters."""

from collections.abc import Sequence
from dataclasses import dataclass

from messaging import wording

from .events import Event, Notice
from .wing import wings


@dataclass(frozen=True)
class Preview:
    """A letter of an event in one language, as the first of its readers will get it."""

    language: str
    count: int
    subject: str
    text: str
    to_trainers: bool = False
    to_hosts: bool = False


def concerned(event: Event) -> list[Notice]:
    """Whom the event concerns, each person once: the first wing that has a letter for them tells them."""
    found: dict[int | str, Notice] = {}
    for wing in wings():
        for notice in wing.concerned(event):
            # Hosts have no account: each letter to one is about a site of its own.
            found.setdefault(notice.letter.recipient_id or notice.letter.key, notice)
    return list(found.values())


def unreached(event: Event) -> list[str]:
    """Names of those whom a letter would concern and cannot reach."""
    return [name for wing in wings() for name in wing.unreached(event)]


def previews(notices: Sequence[Notice]) -> list[Preview]:
    """What these notices say, by language and by what they say; writes nothing."""
    alike: dict[object, list[Notice]] = {}
    for notice in notices:
        said = (notice.letter.kind, notice.letter.language, notice.alike)
        alike.setdefault(said, []).append(notice)
    return [_preview(each[0], len(each)) for each in alike.values()]


def _preview(notice: Notice, count: int) -> Preview:
    letter = wording.word(notice.letter)
    return Preview(
        letter.language,
        count,
        letter.subject,
        letter.text,
        to_trainers=notice.to_trainer,
        to_hosts=notice.to_host,
    )
