"""What rooms above have of a person: what of it stands on “My page”, is taken out, is erased. This room only gathers.

A room that has something of a person says so in a `PersonPart` of its own, listed as `PERSON_PARTS` in the settings.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO

from django.conf import settings

from foundation.protocols import implementations

from .models import User

# The shapes that the component `state` draws.
STATE_KINDS = frozenset({"info", "ok", "wait", "stop", "warn", "draft", "moved", "unknown"})


@dataclass(frozen=True)
class Item:
    """A line of a section: where it leads, what is known of it, and its state as a word with a kind for its shape.

    `state_kind` is one of `STATE_KINDS`, or empty for "info".
    """

    title: str
    url: str
    facts: tuple[str, ...] = ()
    state: str = ""
    state_kind: str = ""
    lang: str = ""

    def __post_init__(self) -> None:
        if self.state_kind and self.state_kind not in STATE_KINDS:
            raise ValueError(f"{self.state_kind!r} is no shape of a state; there are {sorted(STATE_KINDS)}.")

    @property
    def shape(self) -> str:
        """The shape that stands before the word."""
        return self.state_kind or "info"


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    title: str
    items: tuple[Item, ...] = field(default_factory=tuple)
    empty_text: str = ""
    # Where one begins while it is empty, and the words of that link.
    empty_url: str = ""
    empty_action: str = ""
    # Whether there is something of it in the person's calendar; without any, the page offers no calendar.
    fills_calendar: bool = False


@dataclass(frozen=True)
class NextThing:
    """The next thing to do or to be at; the earliest of all is the sentence at the top of the page."""

    when: dt.datetime
    text: str
    url: str
    action: str


@dataclass(frozen=True)
class Lines:
    """What the page says: its sections, and things to do or to be at next."""

    sections: Sequence[Section] = ()
    next_things: Sequence[NextThing] = ()


@dataclass(frozen=True)
class HeldFile:
    """A file of the person's: what it is called among their data, and what opens it for reading."""

    name: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Held:
    """What a room has of the person under one title: rows of labels and words, in their language, and files.

    `stays`: for what is not erased with the person, a sentence with what stays and on which ground.
    """

    title: str
    rows: Sequence[Mapping[str, str]]
    files: Sequence[HeldFile] = ()
    stays: str = ""


@dataclass(frozen=True)
class Hindrance:
    """What has to be ended before the person can be erased, in words, and where they end it."""

    text: str
    url: str = ""


class PersonPart:
    """A part of what the site has of a person. Methods that are not overridden have nothing to say."""

    def lines(self, user: User, language: str) -> Lines:
        """Both of what follows, which is all that is asked: a part that says both of the same rows reads them here."""
        return Lines(self.sections(user, language), self.next_things(user))

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """What stands on the page, in this order; the page is in that language."""
        return ()

    def next_things(self, user: User) -> Sequence[NextThing]:
        """What is to be done or to be at next."""
        return ()

    def held(self, user: User) -> Sequence[Held]:
        """All that the room has of the person, in the present language; a constant number of queries."""
        return ()

    def hindrances(self, user: User) -> Sequence[Hindrance]:
        """What of this room stands against erasing the person now."""
        return ()

    def hold(self, user: User) -> None:
        """Lock, before the account is, what those who write of the person lock first. In the transaction of erasing.

        Called from the highest room to the lowest. What stands against erasing is asked afterwards.
        """

    def erase(self, user: User) -> None:
        """Take away what the room has of the person, save what `held` says stays. Inside the transaction of erasing."""


def parts() -> list[PersonPart]:
    """All parts that there are, in the order of the page."""
    return implementations(PersonPart, settings.PERSON_PARTS)


def page(user: User, language: str) -> tuple[list[Section], NextThing | None]:
    """All sections of the page for this person, and the earliest of what is to be done or to be at."""
    said = [part.lines(user, language) for part in parts()]
    things = (thing for lines in said for thing in lines.next_things)
    earliest = min(things, key=lambda thing: thing.when, default=None)
    return [section for lines in said for section in lines.sections], earliest
