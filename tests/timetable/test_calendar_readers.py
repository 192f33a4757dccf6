"""Strangers read our calendars at each change of clocks, 2018–2037: vobject, and ical.js in a browser."""

import datetime as dt
import hashlib
import re
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
import vobject.icalendar
from playwright.sync_api import Browser

from foundation.clocks.zones import clock_changes
from tests.timetable.calendar_samples import (
    FIRST_YEAR,
    LAST_YEAR,
    european_changes,
    events_round,
    sample_event,
    sample_feed,
    unfolded,
)

ICAL_JS = Path(__file__).parent / "ical_js"
Moments = dict[str, tuple[dt.datetime, dt.datetime]]
Reader = Callable[[bytes], Moments]

READ_WITH_ICAL_JS = """
async ([source, file]) => {
  const module = await import(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));
  const calendar = new module.default.Component(module.default.parse(file));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new module.default.Event(component);
    return {
      uid: event.uid, title: event.summary, description: event.description, place: event.location,
      sequence: event.sequence, status: component.getFirstPropertyValue("status"),
      starts: event.startDate.toUnixTime(), ends: event.endDate.toUnixTime(),
    };
  });
}
"""


@pytest.fixture
def known_zones() -> Iterator[dict[str, Any]]:
    """vobject keeps the first meaning of a zone's name for good. With an empty memory it reads the file's."""
    memory = vars(vobject.icalendar)["__tzidMap"]
    kept = dict(memory)
    memory.clear()
    memory["UTC"] = vobject.icalendar.utc
    yield memory
    memory.clear()
    memory.update(kept)


@pytest.fixture
def vobject_reader(known_zones: dict[str, Any]) -> Reader:
    def read(file: bytes) -> Moments:
        calendar = vobject.readOne(file.decode())
        moments = {
            event.uid.value: (event.dtstart.value.astimezone(dt.UTC), event.dtend.value.astimezone(dt.UTC))
            for event in calendar.vevent_list
        }
        assert all("_tzicalvtz" in type(zone).__name__ for name, zone in known_zones.items() if name != "UTC")
        return moments

    return read


@pytest.fixture(scope="module")
def ical_js(browser: Browser) -> Iterator[Callable[[bytes], list[dict[str, Any]]]]:
    source = (ICAL_JS / "ical.min.js").read_text()
    page = browser.new_page()
    yield lambda file: page.evaluate(READ_WITH_ICAL_JS, [source, file.decode()])
    page.close()


@pytest.fixture
def ical_js_reader(ical_js: Callable[[bytes], list[dict[str, Any]]]) -> Reader:
    def read(file: bytes) -> Moments:
        return {
            event["uid"]: (
                dt.datetime.fromtimestamp(event["starts"], dt.UTC),
                dt.datetime.fromtimestamp(event["ends"], dt.UTC),
            )
            for event in ical_js(file)
        }

    return read


@pytest.fixture(params=["vobject_reader", pytest.param("ical_js_reader", marks=pytest.mark.browser)])
def reader(request: pytest.FixtureRequest) -> Reader:
    found: Reader = request.getfixturevalue(request.param)
    return found


def misread(reader: Reader, file: bytes, expected: dict[str, dt.datetime]) -> list[str]:
    moments = reader(file)
    assert set(moments) == set(expected)
    length = dt.timedelta(minutes=45)
    return [uid for uid, starts in expected.items() if moments[uid] != (starts, starts + length)]


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Europe/Warsaw"])
def test_every_event_round_every_change_of_clocks_is_read_at_its_moment(zone: str, reader: Reader) -> None:
    found = events_round(european_changes(), zone)
    file = sample_feed(*(event for event, _ in found.values()))

    assert misread(reader, file, {uid: moment for uid, (_, moment) in found.items()}) == []


OTHER_ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Santiago",
    "Asia/Jerusalem",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/Istanbul",
    "UTC",
]


@pytest.mark.parametrize("zone", OTHER_ZONES)
def test_zones_with_other_rules_are_read_right_too(zone: str, reader: Reader) -> None:
    changes = [change.wall - change.offset_from for change in clock_changes(zone, FIRST_YEAR, LAST_YEAR)] or [
        dt.datetime(year, month, 1) for year in (2018, 2037) for month in (1, 7)
    ]
    found = events_round(changes, zone)
    file = sample_feed(*(event for event, _ in found.values()))

    assert misread(reader, file, {uid: moment for uid, (_, moment) in found.items()}) == []


def test_one_feed_may_hold_two_zones(reader: Reader) -> None:
    kyiv = events_round(european_changes()[:2], "Europe/Kyiv")
    warsaw = events_round(european_changes()[2:4], "Europe/Warsaw")
    file = sample_feed(*(event for event, _ in [*kyiv.values(), *warsaw.values()]))

    assert file.count(b"BEGIN:VTIMEZONE") == 2
    assert misread(reader, file, {uid: moment for uid, (_, moment) in (kyiv | warsaw).items()}) == []


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Europe/Warsaw"])
def test_only_an_hour_that_is_there_twice_is_written_in_utc(zone: str) -> None:
    info = zoneinfo.ZoneInfo(zone)
    found = events_round(european_changes(), zone)
    lines = unfolded(sample_feed(*(event for event, _ in found.values())))

    def is_twice(moment: dt.datetime) -> bool:
        first = moment.astimezone(info).replace(fold=0)
        return first.utcoffset() != first.replace(fold=1).utcoffset()

    twice = [
        uid
        for uid, (_, moment) in found.items()
        if any(map(is_twice, (moment, moment + dt.timedelta(minutes=45))))
    ]
    in_utc = [line for line in lines if re.fullmatch(r"DTSTART:\d{8}T\d{6}Z", line)]
    with_zone = [line for line in lines if line.startswith(f"DTSTART;TZID={zone}:")]
    assert twice and len(in_utc) == len(twice)
    assert len(with_zone) == len(found) - len(twice)


def test_lists_of_dates_instead_of_rules_are_misread(reader: Reader) -> None:
    """The control: these readers do read the zone from the file, and would show a fault in it."""
    found = events_round(european_changes(), "Europe/Kyiv")
    plain = {uid: moment for uid, (event, moment) in found.items() if moment.astimezone(dt.UTC).hour > 4}
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//control//EN")
    calendar.add("version", "2.0")
    for uid, moment in plain.items():
        event = icalendar.Event()
        event.add("uid", uid)
        event.add("dtstamp", moment)
        event.add("dtstart", moment.astimezone(zoneinfo.ZoneInfo("Europe/Kyiv")))
        event.add("dtend", (moment + dt.timedelta(minutes=45)).astimezone(zoneinfo.ZoneInfo("Europe/Kyiv")))
        calendar.add_component(event)
    calendar.add_missing_timezones()

    assert len(misread(reader, calendar.to_ical(), plain)) > 0


@pytest.mark.browser
def test_a_browsers_reader_gets_words_state_and_number(
    ical_js: Callable[[bytes], list[dict[str, Any]]],
) -> None:
    words = "Кава, чай; «їжа» \\ розмови \\N"
    prose = "Перший рядок\nдругий, з комою; і \\n навскісна — " + "ґ" * 200
    event = sample_event(title=words, description=prose, place=words, status="CANCELLED", sequence=4)

    (read,) = ical_js(sample_feed(event))

    assert (read["title"], read["description"], read["place"]) == (words, prose, words)
    assert (read["uid"], read["status"], read["sequence"]) == (event.uid, "CANCELLED", 4)


def test_the_browsers_reader_is_the_copy_that_its_note_says() -> None:
    note = (ICAL_JS / "README.md").read_text()
    for name in ("ical.min.js", "LICENSE"):
        assert hashlib.sha256((ICAL_JS / name).read_bytes()).hexdigest() in note
