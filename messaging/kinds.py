"""What a kind of letter is: how its facts are worded. Each room has its own kinds, in its `letters.py`.

`LETTER_KINDS` in the settings lists them. A letter is facts when it is written, in the transaction of what it tells of,
and words when it leaves: nothing is worded while people wait for one another.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias

from django.conf import settings

from foundation.protocols import implementations

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What JSON can hold, whole: the `version` of the kind, ids of rows, and values that must not change any more.
Facts: TypeAlias = Mapping[str, Any]


class CalendarPart(NamedTuple):
    """An iCalendar file that goes with a letter, and the method that is in it."""

    text: str
    method: str


class Kind:
    """A kind of letter. Its methods are called in the letter's language, for one that leaves and for a preview."""

    # What rows call it; its templates are `emails/<name>.subject.txt`, `.txt` and `.html`.
    name: ClassVar[str]
    # What managers read of a letter that has no words yet.
    title: "ClassVar[_StrPromise]"
    # Counted up when its facts change their form: letters that wait have the form of `facts["version"]`.
    version: ClassVar[int] = 1
    # Shown to nobody, and forgotten when it has left.
    is_private: ClassVar[bool] = False
    # Its words hold a link that opens something: managers read it without the key, and so it is kept once it has left.
    holds_key: ClassVar[bool] = False

    def templates(self, facts: Facts) -> str:
        """Where its templates are, below `emails/`, without an ending."""
        return self.name

    def context(self, facts: Facts, language: str) -> Mapping[str, Any]:
        """What the templates say. Rows that facts name by id may be read; nothing is written."""
        return {}

    def calendar(self, facts: Facts, language: str) -> CalendarPart | None:
        """What the reader's calendar is told."""
        return None

    def cohorts_of(self, user: Any) -> Sequence[tuple[int, str]]:
        """The cohorts of this person, by id and name, in the order of a list: a room that knows cohorts answers."""
        return ()


def kinds() -> dict[str, Kind]:
    """All kinds of letters, by name."""
    return {kind.name: kind for kind in implementations(Kind, settings.LETTER_KINDS)}


def cohorts_of_letters(user: Any) -> list[tuple[int, str]]:
    """The cohorts by which this person can pick letters; a constant number of queries."""
    return [each for kind in kinds().values() for each in kind.cohorts_of(user)]
