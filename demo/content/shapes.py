"""What the demo's content is written in: plain values, with words in three languages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Literal, Self

_SAMPLE = {"uk": "зразок", "en": "sample", "pl": "przykład"}


@dataclass(frozen=True)
class Text:
    """The same words in Ukrainian, English and Polish."""

    uk: str
    en: str
    pl: str

    def columns(self, name: str) -> dict[str, str]:
        """The words as the columns of a translated field; none for `NOTHING`."""
        if not self.uk:
            return {}
        return {f"{name}_uk": self.uk, f"{name}_en": self.en, f"{name}_pl": self.pl}

    def by_language(self) -> dict[str, str]:
        """The words by language."""
        return {"uk": self.uk, "en": self.en, "pl": self.pl}

    def as_sample(self) -> Self:
        """The words with a mark that no source gives them."""
        return type(self)(*(f"{getattr(self, code)} ({word})" for code, word in _SAMPLE.items()))


def same(text: str) -> Text:
    """A name that is written the same in every language."""
    return Text(text, text, text)


NOTHING = Text("", "", "")


@dataclass(frozen=True)
class Organisation:
    """An organisation in the words of its source."""

    name: Text
    kind: Literal["council", "institution", "ngo", "foundation", "business", "other"]
    short: Text = NOTHING
    country: str = "UA"
    website: str = ""


@dataclass(frozen=True)
class Partner:
    """An organisation (its key) in a role, for the programme or for one residency (its slug)."""

    organisation: str
    role: str
    residency: str = ""


@dataclass(frozen=True)
class Room:
    """A room of a venue."""

    name: Text
    seats: int


@dataclass(frozen=True)
class Dossier:
    """How one gets into a site that is visited, and what to know for safety; names of fields as in `Venue`."""

    document: Text = NOTHING
    clothing: Text = NOTHING
    gear: Text = NOTHING
    photographs: str = ""
    step_free: str = ""
    capacity: int | None = None
    open_hours: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    emergency: str = ""
    shelter_capacity: int | None = None
    shelter_step_free: str = ""
    latitude: str | None = None
    longitude: str | None = None
    briefing: Text = NOTHING

    def columns(self) -> dict[str, Any]:
        """The columns of a venue."""
        texts = {"document": self.document, "clothing": self.clothing, "gear": self.gear}
        plain = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if each.name not in {*texts, "briefing"}
        }
        found: dict[str, Any] = {**plain, **self.briefing.columns("safety_briefing")}
        for name, text in texts.items():
            found |= text.columns(name)
        return found


@dataclass(frozen=True)
class Venue:
    """Where sessions are. Address, contact, entry and shelter are samples throughout."""

    name: Text
    town: Text
    host: str = ""
    is_host_site: bool = False
    address: Text = NOTHING
    contact: str = ""
    entry: Text = NOTHING
    shelter: Text = NOTHING
    dossier: Dossier = Dossier()
    rooms: Mapping[str, Room] = field(default_factory=dict)


@dataclass(frozen=True)
class Trainer:
    """Somebody who teaches; `account` is the key of a person of the demo."""

    name: Text
    role: Text
    about: Text = NOTHING
    organisation: str = ""
    account: str = ""


@dataclass(frozen=True)
class Course:
    """What a residency teaches. Hours, credits and outcomes are samples."""

    title: Text
    outcomes: Text
    hours: Decimal
    ects: Decimal | None
    approved_by: Text
    units: Mapping[str, Text]


@dataclass(frozen=True)
class Session:
    """A line of the timetable. `room` is "venue/room" or empty; other names are keys."""

    title: Text
    format: str
    starts: str
    ends: str
    summary: Text = NOTHING
    unit: str = ""
    venue: str = ""
    room: str = ""
    trainers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    group: str = ""
    is_required: bool = False
    is_sample: bool = False


@dataclass(frozen=True)
class Day:
    """One of the two days as the course lays it out."""

    title: Text
    hours: Decimal
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class Residency:
    """A theme with its course, its two days and the venue that cohorts meet at."""

    slug: str
    theme: str
    name: Text
    summary: Text
    audience: Text
    course: Course
    days: tuple[Day, ...]
    groups: Mapping[str, Text]
    venue: str
    town: Text
    gains: Text
    cost: Text
    notes: Text
    release_note: Text
    working_language: Literal["uk", "en", "pl"] = "uk"


@dataclass(frozen=True)
class Project:
    """A donor's project."""

    title: Text
    sentence: Text


@dataclass(frozen=True)
class Design:
    """How the programme's certificates read."""

    name: Text
    kind: str
    language: Literal["uk", "en", "pl"]
    issuer: str
    signatories: str
    legal_basis: str = ""


@dataclass(frozen=True)
class Programme:
    """A programme with everything below it."""

    slug: str
    name: Text
    summary: Text
    organiser: str
    contact_email: str
    contact_phone: str
    time_zone: str
    manager: str
    organisations: Mapping[str, Organisation]
    partners: tuple[Partner, ...]
    project: Project
    venues: Mapping[str, Venue]
    trainers: Mapping[str, Trainer]
    residencies: tuple[Residency, ...]
    design: Design | None = None


def time(text: str) -> dt.time:
    """The time of day that content writes as "09:30"."""
    return dt.time.fromisoformat(text)
