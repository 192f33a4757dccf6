"""Calendar files (iCalendar, RFC 5545): a feed to subscribe to, and the invitation that goes with a letter.

Pure builders from frozen dataclasses: the same facts give the same octets, as long as the program and the
zone database stay the same.

Three habits of readers are met here, each found by reading the files with ical.js and vobject:

- Zones are described by rules (RRULE). Lists of dates (RDATE) are read an hour wrong.
- An hour that is there twice, or not at all, is read differently by each, and RFC 5545 cannot name the second
  time: such an event is written in UTC. All others are written as wall time with their zone.
- The end of a rule that has ended (UNTIL) is given a day late: some compare it without its zone and lose the
  last year.
"""

import datetime as dt
import re
import uuid
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args
from urllib.parse import quote

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.parser_tools import from_unicode
from icalendar.prop import vCalAddress, vDatetime, vDuration, vInt, vRecur, vText, vUri, vUTCOffset

from foundation.clocks.zones import ClockChange, ClockRule, clock_rules, is_plain, resolve_wall_time

Status = Literal["CONFIRMED", "CANCELLED"]
InvitationMethod = Literal["REQUEST", "CANCEL"]

PRODUCT = "-//Svitlytsia//Timetable//EN"
FEED_CONTENT_TYPE = "text/calendar; charset=utf-8"

# The years whose changes of clocks are worked out. A rule that holds in the last of them goes on; an event
# before the second of them is written in UTC.
_FIRST_YEAR, _LAST_YEAR = 2016, 2040
_LINE_OCTETS = 75  # RFC 5545, section 3.1, without the line break
_MOST = 2**31 - 1  # RFC 5545, section 3.3.8

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_PROSE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n|[\r\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\",:;\\]+@[^\s@<>()\[\]\",:;\\]+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f\"<>\\^`{|}]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_COLOUR = re.compile(r"[a-z]+")
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})  # RFC 5545, section 3.3.11


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
class CalendarEvent:
    """A session as one reader may see it: the caller leaves empty what this reader may not know (the place).

    `starts` and `ends` are wall time in `zone` (an IANA name), without tzinfo; `fold=1` on them means the
    second time where clocks go back. `sequence` rises with every change and with the cancellation. `stamped`
    is when the event's release went out, aware. `uid` never changes: see `event_uid`. `language` is that of
    the texts, where it is not the feed's. Times are written in whole seconds.

    Raises ValueError for what cannot be written: line breaks and control characters in a title, an end before
    the start.
    """

    uid: str
    sequence: int
    status: Status
    title: str
    starts: dt.datetime
    ends: dt.datetime
    zone: str
    stamped: dt.datetime
    place: str = ""
    description: str = ""
    url: str = ""
    organizer: Person | None = None
    language: str = ""

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
            raise ValueError("The moment of a release is aware.")
        _require_shape("url", self.url, _URL)
        _require_shape("language", self.language, _LANGUAGE)
        # By the clock first: a night on which clocks go forward can turn the two moments round, see `_moments`.
        is_turned = _in_utc(self.starts, self.zone) >= _in_utc(self.ends, self.zone)
        if is_turned and self.starts >= self.ends:
            raise ValueError("An event ends after it starts.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """A calendar to subscribe to. `refresh` is how often to ask again; `colour` is a colour's CSS name.

    Raises ValueError for a name with line breaks and for two events with one uid.
    """

    name: str
    events: tuple[CalendarEvent, ...]
    language: str
    url: str = ""
    refresh: dt.timedelta = dt.timedelta(hours=1)
    colour: str = ""

    def __post_init__(self) -> None:
        _require_line("name", self.name)
        _require_shape("url", self.url, _URL)
        _require_shape("language", self.language, _LANGUAGE)
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
    head["NAME"] = _text(feed.name, feed.language)  # RFC 7986
    head["X-WR-CALNAME"] = _text(feed.name)  # what readers without RFC 7986 show
    head["REFRESH-INTERVAL"] = vDuration(feed.refresh, params={"VALUE": "DURATION"})
    head["X-PUBLISHED-TTL"] = vDuration(feed.refresh)  # the same for Outlook
    if feed.url:
        head["URL"] = vUri(feed.url)
    if feed.colour:
        head["COLOR"] = vText(feed.colour)
    if feed.events:
        head["LAST-MODIFIED"] = _utc(max(event.stamped for event in feed.events))
    return _file(head, feed.events, [_event(event, feed.language) for event in feed.events])


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
    return _file(_head(method), (event,), [component])


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


def _event(event: CalendarEvent, language: str) -> Event:
    language = event.language or language
    called_off = event.status == "CANCELLED"
    stamp = _utc(event.stamped)
    component = Event()
    component["UID"] = _text(event.uid)
    component["DTSTAMP"] = stamp
    component["LAST-MODIFIED"] = stamp
    component["SEQUENCE"] = vInt(event.sequence)
    component["STATUS"] = vText(event.status)
    component["TRANSP"] = vText("TRANSPARENT" if called_off else "OPAQUE")  # called off, it takes no time
    component["DTSTART"], component["DTEND"] = _times(event)
    component["SUMMARY"] = _text(event.title, language)
    if event.description:
        component["DESCRIPTION"] = _text(_LINE_BREAK.sub("\n", event.description), language)
    if event.place:
        component["LOCATION"] = _text(event.place, language)
    if event.url:
        component["URL"] = vUri(event.url)
    if event.organizer:
        component["ORGANIZER"] = _address(event.organizer)
    return component


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
        and event.starts.year > _FIRST_YEAR
        and is_plain(event.starts, event.zone)
        and is_plain(event.ends, event.zone)
    )


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


class _Text(vText):
    r"""Text escaped in one pass: the library's own way turns a typed `\N` into a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def _text(value: str, language: str = "") -> _Text:
    return _Text(value, params={"LANGUAGE": language} if language else None)


def _address(person: Person, **params: str) -> vCalAddress:
    if person.name:
        params["CN"] = person.name
    return vCalAddress("mailto:" + quote(person.email, safe="@!$&'*+-./=_~"), params=params)


def _file(head: Calendar, events: tuple[CalendarEvent, ...], components: list[Event]) -> bytes:
    zones = sorted({event.zone for event in events if _names_its_zone(event)})
    *opening, closing = _lines(head)
    parts = [*opening, *(zone_description(zone) for zone in zones)]
    for component in components:
        parts += _lines(component)
    return b"".join([*parts, closing])


def _lines(component: Component) -> list[bytes]:
    """The component's lines in the order in which they were set, each folded and ended."""
    return [_line(name, value) for name, value in component.property_items(sorted=False)]


def _line(name: str, value: Any) -> bytes:  # the library's types share no base
    if isinstance(value, bytes):  # of BEGIN and END
        return _fold(name.encode() + b":" + value)
    parameters: bytes = value.params.to_ical(sorted=False)
    separator = b";" if parameters else b""
    return _fold(name.encode() + separator + parameters + b":" + from_unicode(value.to_ical()))


def _fold(line: bytes) -> bytes:
    """Cut into 75 octets at most, never inside a character or an escape; a cut line goes on after a space."""
    pieces, start, room = [], 0, _LINE_OCTETS
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:
            end -= 1
        head = line[start:end]
        if (len(head) - len(head.rstrip(b"\\"))) % 2:
            head = head[:-1]
        pieces.append(head)
        start, room = start + len(head), _LINE_OCTETS - 1
    pieces.append(line[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


@lru_cache(maxsize=64)
def zone_description(zone: str) -> bytes:
    """The VTIMEZONE of an IANA zone, right from 2017 on: one part for each rule by which clocks change."""
    description = Timezone()
    description["TZID"] = vText(zone)
    rules = clock_rules(zone, _FIRST_YEAR, _LAST_YEAR)
    if not rules or rules[0].first.wall.year > _FIRST_YEAR:
        description.add_component(_observance(_opening(zone)))
    for rule in rules:
        description.add_component(_observance(rule.first, rule))
    return b"".join(_lines(description))


def _opening(zone: str) -> ClockChange:
    """What holds when the description begins, for a zone whose clocks do not change in its first year."""
    begins = dt.datetime(_FIRST_YEAR, 1, 1, tzinfo=zoneinfo.ZoneInfo(zone))
    offset = begins.utcoffset() or dt.timedelta()
    return ClockChange(
        begins.replace(tzinfo=None), offset, offset, begins.tzname() or zone, is_daylight=False
    )


def _observance(change: ClockChange, rule: ClockRule | None = None) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if change.is_daylight else TimezoneStandard()
    part["DTSTART"] = vDatetime(change.wall)
    part["TZOFFSETFROM"] = vUTCOffset(change.offset_from)
    part["TZOFFSETTO"] = vUTCOffset(change.offset_to)
    part["TZNAME"] = _text(change.name)
    if rule and rule.recurs:
        part["RRULE"] = _recurrence(rule)
    return part


def _recurrence(rule: ClockRule) -> vRecur:
    parts: dict[str, object] = {"FREQ": "YEARLY", "BYMONTH": rule.first.wall.month}
    if rule.days is None:
        parts["BYDAY"] = f"{rule.nth}{rule.weekday}"
    else:
        parts["BYDAY"], parts["BYMONTHDAY"] = rule.weekday, list(rule.days)
    if rule.last is not None:
        parts["UNTIL"] = (rule.last + dt.timedelta(days=1)).replace(tzinfo=dt.UTC)
    return vRecur(parts)


def _require_line(name: str, value: str) -> None:
    if _CONTROL.search(value):
        raise ValueError(f"The {name} holds line breaks or control characters.")


def _require_shape(name: str, value: str, shape: re.Pattern[str]) -> None:
    if value and (not shape.fullmatch(value) or _CONTROL.search(value)):
        raise ValueError(f"This {name} cannot be written into a calendar: {value!r}.")


def _require_method(method: str) -> None:
    if method not in get_args(InvitationMethod):
        raise ValueError(f"The method is one of {', '.join(get_args(InvitationMethod))}.")
