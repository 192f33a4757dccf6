"""“My page”: rooms above say what a person finds there. This room only gathers and shows.

Register once, in `AppConfig.ready()`: `register_section(order, provider)`, `register_next(provider)`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

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


SectionProvider = Callable[[User, str], Section | None]
NextProvider = Callable[[User], NextThing | None]

_sections: list[tuple[int, SectionProvider]] = []
_next: list[NextProvider] = []


def register_section(order: int, provider: SectionProvider) -> None:
    """Add a part of the page; lower orders come first. `provider(user, language)` may give None for nothing."""
    _sections.append((order, provider))
    _sections.sort(key=lambda pair: pair[0])


def register_next(provider: NextProvider) -> None:
    """Add somebody who may know the next thing."""
    _next.append(provider)


def sections(user: User, language: str) -> list[Section]:
    """All parts of the page for this person."""
    found = (provider(user, language) for _order, provider in _sections)
    return [section for section in found if section is not None]


def next_thing(user: User) -> NextThing | None:
    """The earliest of what is to be done or to be at."""
    found = [thing for provider in _next if (thing := provider(user)) is not None]
    return min(found, key=lambda thing: thing.when, default=None)
