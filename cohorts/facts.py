"""Values that rooms above give by their wings: facts and panels for screens, lists for partners, columns of people."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from .models import Participant


@dataclass(frozen=True)
class Press:
    """A button beside a fact: what it says, where its form goes, and the hidden fields that it sends."""

    words: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fact:
    """Something known at a glance, leading to the rows behind it, perhaps with what can be done about it.

    Of what waits, letters ask whether it is new: `number` is how many wait (0: it goes on by itself), `newest` when the
    last of them came, where that is known, and `about` tells it from others that lead to the same page.
    """

    text: str
    url: str
    press: Press | None = None
    number: int = 1
    newest: dt.datetime | None = None
    about: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ToCall:
    """Somebody to call before the others: who, by which number, why, and where one goes on."""

    name: str
    phone: str
    words: str
    url: str


@dataclass(frozen=True)
class Panel:
    """A part of a cohort's page in the back office: where it leads, and what is known at a glance."""

    title: str
    url: str
    facts: tuple[str | Fact, ...] = ()
    action: str = ""
    action_url: str = ""
    is_next: bool = False  # whether the action is what comes next, as the cohort stands now


@dataclass(frozen=True)
class SessionExtra:
    """Something that belongs to a session and only its people see: a material."""

    label: str
    url: str
    note: str = ""
    lang: str = ""


@dataclass(frozen=True)
class PartyLines:
    """What somebody outside works from: who sleeps in a hotel, who travels with a carrier, how many eat.

    `key` names it among the lists of its cohort and never changes. `lines`: by what tells one from another, its cells
    under the headings `columns`. `totals`: what may be read without names, each with its number. A list that names
    nobody is read by its link without a code. `right`: what somebody of the office needs besides to see it.
    """

    key: str
    title: str  # what it is a list of, and for whom: “Rooms: Hotel Leopolis”
    email: str  # of the party; empty where it has none on file
    ends_on: dt.date
    columns: tuple[str, ...]
    lines: Mapping[str, tuple[str, ...]]
    totals: tuple[tuple[str, int], ...] = ()
    names_people: bool = True
    right: str = ""


# ---------------------------------------------------------------- one row a person
@dataclass(frozen=True)
class Column:
    """One matter of which each person of a cohort has something, or lacks it.

    `missing` is the one rule that says who lacks it: a query, so that a list of any length is narrowed by the database.
    """

    key: str
    heading: str
    missing: QuerySet[Participant]


@dataclass(frozen=True)
class Cell:
    """What one person has of a column, in words, and where that is changed. `why` is what is said of who lacks it."""

    text: str = ""
    url: str = ""
    why: str = ""


# By a column's key and a participant's id; whoever is not among them has nothing to be said of.
Cells = Mapping[tuple[str, int], Cell]


@dataclass(frozen=True)
class Columns:
    """The columns of one room. `right` sees them; `link_right` opens what its cells lead to.

    `cells` takes participants with their account, in the order of a page, and asks a constant number of queries.
    """

    right: str
    link_right: str
    columns: Sequence[Column]
    cells: Callable[[Sequence[Participant]], Cells]


# A participant's id and the id of a day: what is recorded of this person on that day stays, and counts.
Recorded = tuple[int, int]
EVE = dt.timedelta(days=1)  # how long before a day its pages are at hand
