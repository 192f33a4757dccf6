"""What the story of a cohort is made of: applications, decisions, releases, presence, certificates.

Days are counted from the first day of the cohort, or from the day of loading where `counts_from` says so:
`sent=-20` is twenty days before it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

from .shapes import Text

Wish = Literal["1", "2", "12"]


@dataclass(frozen=True)
class Applied:
    """One person's application: the days wished for, when it was sent and what the manager decided on those days.

    A day that is not mentioned in `decided` waits for a decision, or took its place on sending if it is open.
    """

    person: str
    days: Wish = "12"
    sent: int = -20
    decided: dict[int, str] = field(default_factory=dict)  # 1 or 2 → accept, wait, decline
    reason: str = ""
    withdrew: int | None = None


def accepted(person: str, days: Wish = "12", sent: int = -25) -> Applied:
    """Somebody who was accepted on every day wished for."""
    return Applied(person, days, sent, {int(day): "accept" for day in days})


@dataclass(frozen=True)
class Door:
    """How one day admits people: places, and until how many days before the first day one may apply."""

    capacity: int
    deadline: int
    admission: Literal["open", "selection"] = "selection"
    raised_from: int | None = None


@dataclass(frozen=True)
class Missed:
    """What somebody did not attend. Numbers count the taught lines of a day from 1; parallel ones are one line."""

    days: tuple[int, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    unrecorded: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Ended:
    """A certificate that came to an end after it was issued."""

    person: str
    how: Literal["revoked", "replaced"]
    reason: str


@dataclass(frozen=True)
class Material:
    """Something given to a session (by its Ukrainian title): a link, or a sheet made of these lines."""

    session: str
    title: str
    link: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Received:
    """What a host answered about a visit (named by its session's Ukrainian title), and how it went."""

    session: str
    answer: Literal["not asked", "asked", "confirmed", "proposed"] = "confirmed"
    starts: str = ""
    ends: str = ""
    words: str = ""
    rules: str = ""
    heads: tuple[int, int] | None = None
    note: str = ""
    went_well: str = ""
    went_badly: str = ""


@dataclass(frozen=True)
class Bus:
    """A bus to the visits of these Ukrainian titles: its stops with minutes from the one before; back likewise.

    `meeting` is how to find it at its first stop, `back` the hour of the way back. `missed` is how many of its
    passengers did not come, once it has gone.
    """

    visits: tuple[str, ...]
    starts: str
    stops: tuple[tuple[Text, int], ...]
    meeting: Text
    back: str
    vehicle: tuple[str, str, str, int, int] = ("Mercedes Sprinter", "BC 0001 ЗР", "white", 19, 1)
    driver: str = "Тиміш Зразковий (зразок)"
    missed: int = 0


@dataclass(frozen=True)
class Lodged:
    """Rooms ordered on the eve and on the night between the days, and what people wished; `answered` counts days.

    `wishes`: a person, the answer, whom they would like to share with, and whom they would not. `moved_in` says whether
    beds are given and people put into rooms.
    """

    answered: int
    wishes: tuple[tuple[str, str, str, str], ...]
    rooms: tuple[tuple[str, int], ...] = (("twin", 5), ("single", 2), ("wide", 1))
    moved_in: bool = True


@dataclass(frozen=True)
class SecondRelease:
    """What a later release changed. Sessions are named by their Ukrainian titles; `at` counts days as above."""

    at: int
    note: Text
    moved: tuple[tuple[str, str, str], ...] = ()
    cancelled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choosing:
    """How people choose among the sessions of a group, with so many places at each; days as the story counts them."""

    mode: Literal["first_come", "ranked"]
    places: int
    opens: int
    chosen: int
    closes: int


@dataclass(frozen=True)
class Story:
    """A dated run and its story. `first_day` works out the date from the day of loading."""

    slug: str
    programme: str
    residency: str
    first_day: Callable[[dt.date], dt.date]
    doors: tuple[Door, Door]
    counts_from: Literal["first day", "loading"] = "first day"
    applications: tuple[Applied, ...] = ()
    drafts: tuple[tuple[str, Wish], ...] = ()
    released: int = -40
    second_release: "SecondRelease | None" = None
    # Presence is written down for this many of the two days.
    days_marked: int = 0
    missed: dict[str, Missed] = field(default_factory=dict)
    materials: tuple[Material, ...] = ()
    visits: tuple[Received, ...] = ()
    buses: tuple[Bus, ...] = ()
    lodged: Lodged | None = None
    has_certificates: bool = False
    # By the group's key in the content.
    choosing: dict[str, Choosing] = field(default_factory=dict)
    ended: tuple[Ended, ...] = ()

    def counted_from(self, today: dt.date) -> dt.date:
        """The date from which the story counts its days."""
        return today if self.counts_from == "loading" else self.first_day(today)


THURSDAY = 3


def next_thursday(day: dt.date) -> dt.date:
    """That day, or the Thursday after it."""
    return day + dt.timedelta(days=(THURSDAY - day.weekday()) % 7)


# Month and day on which nobody in Ukraine or Poland would run a residency, whether or not it is a day off this year.
FESTIVE = frozenset(
    {(1, 1), (1, 6), (1, 7), (3, 8), (5, 1), (5, 3), (5, 8), (5, 9), (6, 28), (8, 15), (8, 24), (10, 1)}
    | {(11, 1), (11, 11), (12, 24), (12, 25), (12, 26), (12, 31)}
)
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


def is_fit(first: dt.date) -> bool:
    """Whether a residency may begin on that date: it and the day after it are working days, with nothing festive."""
    return all(day.weekday() < 5 and not is_festive(day) for day in (first, first + DAY))


def is_festive(day: dt.date) -> bool:
    """A holiday of either country, or a day from Good Friday to Easter Monday of either calendar."""
    easters = (easter(day.year, method) for method in (EASTER_ORTHODOX, EASTER_WESTERN))
    near_easter = any(-2 <= (day - each).days <= 1 for each in easters)
    return (day.month, day.day) in FESTIVE or near_easter


def in_days(number: int) -> Callable[[dt.date], dt.date]:
    """The first fit Thursday at least so many days from the day of loading."""

    def first(today: dt.date) -> dt.date:
        day = next_thursday(today + dt.timedelta(days=number))
        while not is_fit(day):
            day += WEEK
        return day

    return first


def yesterday(today: dt.date) -> dt.date:
    """The day before the day of loading: the cohort is under way, its first day is over.

    Loaded on a Monday or a day off, it is the last pair of working days: both are over, and sheets wait.
    """
    day = today - DAY
    while not is_fit(day):
        day -= DAY
    return day


def last_week(today: dt.date) -> dt.date:
    """The last fit Thursday whose Friday is five days past or more."""
    day = next_thursday(today - dt.timedelta(days=12))
    while not is_fit(day):
        day -= WEEK
    return day


def last_april(today: dt.date) -> dt.date:
    """The third Thursday of the last April that is two months past or more, or the last fit one before it."""
    year = today.year if today >= dt.date(today.year, 6, 20) else today.year - 1
    day = next_thursday(dt.date(year, 4, 15))
    while not is_fit(day):
        day -= WEEK
    return day


def on(year: int, month: int, day: int) -> Callable[[dt.date], dt.date]:
    """A day of history."""
    return lambda today: dt.date(year, month, day)
