"""Calendar files (iCalendar, RFC 5545): a feed to subscribe to, and the invitation that goes with a letter.

Pure builders from frozen dataclasses: the same facts give the same octets, as long as the program and the
zone database stay the same.

A habit of readers is met here, found by reading the files with ical.js and vobject (two more: `calendar_zones`): an
hour that is there twice, or not at all, is read differently by each, and RFC 5545 cannot name the second time. Such an
event is written in UTC; all others are written as wall time with their zone.
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeGuard, get_args
from urllib.parse import quote

from icalendar import Calendar, Event
from icalendar.prop import vCalAddress, vDate, vDatetime, vDuration, vInt, vText, vUri

from foundation.clocks.zones import is_plain, resolve_wall_time

from .calendar_lines import lines, text
from .calendar_zones import FIRST_YEAR, zone_description

Status = Literal["CONFIRMED", "CANCELLED"]
InvitationMethod = Literal["REQUEST", "CANCEL"]

PRODUCT = "-//Svitlytsia//Timetable//EN"
FEED_CONTENT_TYPE = "text/calendar; charset=utf-8"

_MOST = 2**31 - 1  # RFC 5545, section 3.3.8

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_PROSE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n|[\r\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\",:;\\]+@[^\s@<>()\[\]\",:;\\]+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f\"<>\\^`{|}]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_COLOUR = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who organises or is invited. The name may be empty. Raises ValueError for what no address can be."""

    email: str
    name: str = ""

    def __post_init__(self) -> None:
        _require_line("name", self.name)
        if not _ADDRESS.fullmatch(self.email) or _CONTROL.search(self.email):
            raise ValueError(f"This is not an e-mail address: {self.email!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What an hour and a day have in common: the caller leaves empty what this reader may not know (the place).

    `sequence` rises with every change and with the cancellation. `stamped` is when the entry last changed, aware.
    `uid` never changes: see `event_uid`. A `…language` is that of the text before it where it is not the feed's: empty
    is the feed's, None is none in particular.

    Raises ValueError for what cannot be written: line breaks and control characters in a title.
    """

    uid: str
    sequence: int
    status: Status
    title: str
    stamped: dt.datetime
    language: str | None = ""
    place: str = ""
    place_language: str | None = ""
    description: str = ""
    description_language: str | None = ""
    url: str = ""
    organizer: Person | None = None

    def __post_init__(self) -> None:
        for name in ("uid", "title", "place"):
            _require_line(name, getattr(self, name))
        if not self.uid or not self.title:
            raise ValueError("An event needs a uid and a title.")
        if _CONTROL_IN_PROSE.search(self.description):
            raise ValueError("The description holds control characters.")
        if self.status not in get_args(Status):
            raise ValueError(f"The status is one of {', '.join(get_args(Status))}.")
        if not 0 <= self.sequence <= _MOST:
            raise ValueError("A sequence is a whole number from 0.")
        if self.stamped.tzinfo is None:
            raise ValueError("The moment of a change is aware.")
        _require_shape("url", self.url, _URL)
        for name in ("language", "place_language", "description_language"):
            _require_shape(name, getattr(self, name) or "", _LANGUAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent(_Entry):
    """A session as one reader may see it.

    `starts` and `ends` are wall time in `zone` (an IANA name), without tzinfo; `fold=1` on them means the second time
    where clocks go back. Times are written in whole seconds. Raises ValueError for an end before the start too.
    """

    starts: dt.datetime
    ends: dt.datetime
    zone: str

    def __post_init__(self) -> None:
        _Entry.__post_init__(self)
        # By the clock first: a night on which clocks go forward can turn the two moments round, see `_moments`.
        is_turned = _in_utc(self.starts, self.zone) >= _in_utc(self.ends, self.zone)
        if is_turned and self.starts >= self.ends:
            raise ValueError("An event ends after it starts.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay(_Entry):
    """A whole day, whatever zone the reader is in: its hours are not known yet."""

    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """A calendar to subscribe to, in a zone that it names even where it holds no event (a file needs a part).

    `refresh` is how often to ask again; `colour` is a colour's CSS name. `name_language` is the name's where it is not
    the feed's. Raises ValueError for a name with line breaks and for two events with one uid.
    """

    name: str
    events: tuple[CalendarEvent | CalendarDay, ...]
    language: str
    zone: str
    name_language: str = ""
    url: str = ""
    refresh: dt.timedelta = dt.timedelta(hours=1)
    colour: str = ""

    def __post_init__(self) -> None:
        _require_line("name", self.name)
        _require_shape("url", self.url, _URL)
        _require_shape("language", self.language, _LANGUAGE)
        _require_shape("name_language", self.name_language, _LANGUAGE)
        _require_shape("colour", self.colour, _COLOUR)
        if self.refresh < dt.timedelta(minutes=1):
            raise ValueError("A calendar is asked for once a minute at most.")
        if len({event.uid for event in self.events}) != len(self.events):
            raise ValueError("Two events have one uid.")


def event_uid(public_id: uuid.UUID, host: str) -> str:
    """`<public id>@<host>`. Pass the configured host, never the request's: a uid never changes."""
    if not _HOST.fullmatch(host):
        raise ValueError(f"This is not a host name: {host!r}.")
    return f"{public_id}@{host.lower()}"


def build(feed: CalendarFeed) -> bytes:
    """The feed as a file, METHOD:PUBLISH, in the form of RFC 5545; serve it as FEED_CONTENT_TYPE."""
    head = _head("PUBLISH")
    head["NAME"] = text(feed.name, feed.name_language or feed.language)  # RFC 7986
    head["X-WR-CALNAME"] = text(feed.name)  # what readers without RFC 7986 show
    head["X-WR-TIMEZONE"] = text(feed.zone)
    head["REFRESH-INTERVAL"] = vDuration(feed.refresh, params={"VALUE": "DURATION"})
    head["X-PUBLISHED-TTL"] = vDuration(feed.refresh)  # the same for Outlook
    if feed.url:
        head["URL"] = vUri(feed.url)
    if feed.colour:
        head["COLOR"] = vText(feed.colour)
    if feed.events:
        head["LAST-MODIFIED"] = _utc(max(event.stamped for event in feed.events))
    zones = {event.zone for event in feed.events if _has_zone(event)}
    if not feed.events:  # a file needs a part: RFC 5545, section 3.6
        zones.add(feed.zone)
    return _file(head, zones, [_event(event, feed.language) for event in feed.events])


def invitation(
    event: CalendarEvent, *, method: InvitationMethod, attendee: Person, organizer: Person, language: str = ""
) -> bytes:
    """One event for one person, to go with a letter, in a part of type `invitation_content_type(method)`.

    The person is entered as taking part, and no answer is asked for: places are given up on the site. CANCEL
    takes the event out of the person's calendar, whether it was called off for all or for them alone; its
    `sequence` must be above that of the last REQUEST. Raises ValueError for a REQUEST to an event that is
    called off.
    """
    _require_method(method)
    if method == "REQUEST" and event.status == "CANCELLED":
        raise ValueError("Nobody is invited to what is called off.")
    component = _event(event, language)
    component["ORGANIZER"] = _address(organizer)
    component["ATTENDEE"] = _address(attendee, ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE")
    if method == "CANCEL":
        component["STATUS"] = vText("CANCELLED")
        component["TRANSP"] = vText("TRANSPARENT")
    return _file(_head(method), {event.zone} if _has_zone(event) else set(), [component])


def invitation_content_type(method: InvitationMethod) -> str:
    """The type of an invitation's part in a letter: RFC 6047 wants the METHOD of the file there too."""
    _require_method(method)
    return f"text/calendar; method={method}; charset=utf-8"


def _head(method: str) -> Calendar:
    head = Calendar()
    head["VERSION"] = vText("2.0")
    head["PRODID"] = vText(PRODUCT)
    head["CALSCALE"] = vText("GREGORIAN")
    head["METHOD"] = vText(method)
    return head


def _event(event: CalendarEvent | CalendarDay, language: str) -> Event:
    called_off = event.status == "CANCELLED"
    stamp = _utc(event.stamped)
    component = Event()
    component["UID"] = text(event.uid)
    component["DTSTAMP"] = stamp
    component["LAST-MODIFIED"] = stamp
    component["SEQUENCE"] = vInt(event.sequence)
    component["STATUS"] = vText(event.status)
    component["TRANSP"] = vText("TRANSPARENT" if called_off else "OPAQUE")  # called off, it takes no time
    if isinstance(event, CalendarDay):
        component["DTSTART"], component["DTEND"] = _dates(event.date)
    else:
        component["DTSTART"], component["DTEND"] = _times(event)
    component["SUMMARY"] = text(event.title, _own(event.language, language))
    if event.description:
        words = _LINE_BREAK.sub("\n", event.description)
        component["DESCRIPTION"] = text(words, _own(event.description_language, language))
    if event.place:
        component["LOCATION"] = text(event.place, _own(event.place_language, language))
    if event.url:
        component["URL"] = vUri(event.url)
    if event.organizer:
        component["ORGANIZER"] = _address(event.organizer)
    return component


def _own(own: str | None, language: str) -> str:
    """The language that a text is marked with; none, if it is in several."""
    return "" if own is None else own or language


def _dates(date: dt.date) -> tuple[vDate, vDate]:
    """The day and the one after it, which is not part of it any more."""
    first, last = vDate(date), vDate(date + dt.timedelta(days=1))
    first.params["VALUE"] = last.params["VALUE"] = "DATE"
    return first, last


def _times(event: CalendarEvent) -> tuple[vDatetime, vDatetime]:
    if not _names_its_zone(event):
        first, last = _moments(event)
        return _utc(first), _utc(last)
    starts, ends = vDatetime(event.starts), vDatetime(event.ends)
    starts.params["TZID"] = ends.params["TZID"] = event.zone  # given on making, the library drops it
    return starts, ends


def _names_its_zone(event: CalendarEvent) -> bool:
    return (
        event.zone != "UTC"
        and event.starts.year > FIRST_YEAR
        and is_plain(event.starts, event.zone)
        and is_plain(event.ends, event.zone)
    )


def _has_zone(event: CalendarEvent | CalendarDay) -> TypeGuard[CalendarEvent]:
    return isinstance(event, CalendarEvent) and _names_its_zone(event)


def _moments(event: CalendarEvent) -> tuple[dt.datetime, dt.datetime]:
    """Beginning and end in UTC.

    One that begins at an hour that does not exist would end before it begins if its end is soon after the change
    (03:30 read as 04:30, until 04:10): it keeps its length then, so that the file stays one that readers take.
    """
    starts, ends = _in_utc(event.starts, event.zone), _in_utc(event.ends, event.zone)
    return starts, ends if ends > starts else starts + (event.ends - event.starts)


def _in_utc(wall: dt.datetime, zone: str) -> dt.datetime:
    """An hour that does not exist counts by the offset before the change (RFC 5545, section 3.3.5)."""
    facts = resolve_wall_time(wall, zone)
    late = not facts.exists or wall.fold == 1
    return facts.later if late else facts.earlier


def _utc(moment: dt.datetime) -> vDatetime:
    return vDatetime(moment.astimezone(dt.UTC))


def _address(person: Person, **params: str) -> vCalAddress:
    if person.name:
        params["CN"] = person.name
    return vCalAddress("mailto:" + quote(person.email, safe="@!$&'*+-./=_~"), params=params)


def _file(head: Calendar, zones: Iterable[str], components: list[Event]) -> bytes:
    *opening, closing = lines(head)
    parts = [*opening, *(zone_description(zone) for zone in sorted(zones))]
    for component in components:
        parts += lines(component)
    return b"".join([*parts, closing])


def _require_line(name: str, value: str) -> None:
    if _CONTROL.search(value):
        raise ValueError(f"The {name} holds line breaks or control characters.")


def _require_shape(name: str, value: str, shape: re.Pattern[str]) -> None:
    if value and (not shape.fullmatch(value) or _CONTROL.search(value)):
        raise ValueError(f"This {name} cannot be written into a calendar: {value!r}.")


def _require_method(method: str) -> None:
    if method not in get_args(InvitationMethod):
        raise ValueError(f"The method is one of {', '.join(get_args(InvitationMethod))}.")
