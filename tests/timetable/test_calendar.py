"""Calendar files: what they say, what they refuse, and that they stay as they were."""

import dataclasses
import datetime as dt
import struct
import uuid
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest

from benchmarks import calendar_floor, calendar_ours
from cohorts.timetable.calendar import (
    CalendarFeed,
    Person,
    build,
    event_uid,
    invitation,
    invitation_content_type,
)
from cohorts.timetable.calendar_zones import zone_description
from foundation.clocks import zones
from tests.timetable.calendar_samples import RELEASED, sample_day, sample_event, sample_feed, unfolded

ORGANISER = Person(email="office@demo.example", name="Офіс програми")
PARTICIPANT = Person(email="olha@demo.example", name="Ольга Зразкова")


def event_of(file: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(file).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_a_feed_says_who_made_it_what_it_is_called_and_how_often_to_ask() -> None:
    file = sample_feed(
        sample_event(zone="UTC"),
        url="https://demo.example/uk/",
        colour="teal",
        refresh=dt.timedelta(minutes=90),
        name="Медицина",
    )

    lines = unfolded(file)
    assert lines[: lines.index("BEGIN:VEVENT")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Svitlytsia//Timetable//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME;LANGUAGE=uk:Медицина",
        "X-WR-CALNAME:Медицина",
        "X-WR-TIMEZONE:Europe/Kyiv",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H30M",
        "X-PUBLISHED-TTL:PT1H30M",
        "URL:https://demo.example/uk/",
        "COLOR:teal",
        "LAST-MODIFIED:20260901T120000Z",
    ]


def test_a_feed_without_events_has_its_zone_as_the_part_that_a_file_needs() -> None:
    lines = unfolded(sample_feed(zone="Europe/Warsaw"))

    assert "BEGIN:VEVENT" not in lines
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert {"X-WR-TIMEZONE:Europe/Warsaw", "TZID:Europe/Warsaw"} <= set(lines)


def test_a_day_without_hours_is_a_whole_day() -> None:
    lines = unfolded(sample_feed(sample_day()))

    begins, ends = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    assert lines[begins + 1 : ends] == [
        "UID:day@demo.example",
        "DTSTAMP:20260901T120000Z",
        "LAST-MODIFIED:20260901T120000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "DTSTART;VALUE=DATE:20261024",
        "DTEND;VALUE=DATE:20261025",
        "SUMMARY;LANGUAGE=uk:Медицина",
    ]
    assert "BEGIN:VTIMEZONE" not in lines


def test_an_event_carries_all_that_is_known_of_it() -> None:
    event = sample_event(
        sequence=3,
        place="Київ, зала 2",
        description="Візьміть план.",
        url="https://demo.example/uk/cohorts/k/programme/",
        organizer=ORGANISER,
    )

    lines = unfolded(sample_feed(event))

    begins, ends = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    assert lines[begins + 1 : ends] == [
        f"UID:{event.uid}",
        "DTSTAMP:20260901T120000Z",
        "LAST-MODIFIED:20260901T120000Z",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "DTSTART;TZID=Europe/Kyiv:20261024T100000",
        "DTEND;TZID=Europe/Kyiv:20261024T113000",
        "SUMMARY;LANGUAGE=uk:Майстерня: як говорити з громадою",
        "DESCRIPTION;LANGUAGE=uk:Візьміть план.",
        r"LOCATION;LANGUAGE=uk:Київ\, зала 2",
        "URL:https://demo.example/uk/cohorts/k/programme/",
        'ORGANIZER;CN="Офіс програми":mailto:office@demo.example',
    ]


def test_what_a_reader_may_not_know_leaves_no_line() -> None:
    text = sample_feed(sample_event()).decode()

    assert not any(name in text for name in ("LOCATION", "DESCRIPTION", "ORGANIZER", "\r\nURL"))


def test_a_cancelled_event_says_so_and_leaves_the_hour_free() -> None:
    event = event_of(sample_feed(sample_event(status="CANCELLED", sequence=2)))

    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 2)


def test_a_text_in_another_language_than_the_feeds_says_which() -> None:
    changes = {"title": "Warsztaty", "place": "Warszawa", "description": "Матеріали: Warsztaty"}
    marks = {"language": "pl", "place_language": "", "description_language": None}
    event = event_of(sample_feed(sample_event(**changes, **marks), name="Medycyna", name_language="pl"))

    assert event["SUMMARY"].params["LANGUAGE"] == "pl"
    assert event["LOCATION"].params["LANGUAGE"] == "uk"
    assert "LANGUAGE" not in event["DESCRIPTION"].params, "in several languages at once"


def test_the_same_facts_give_the_same_octets() -> None:
    assert sample_feed(sample_event()) == sample_feed(sample_event())


def test_the_feed_is_as_new_as_its_newest_event() -> None:
    later = dataclasses.replace(
        sample_event(), uid="other@demo.example", stamped=RELEASED + dt.timedelta(hours=1)
    )

    assert "LAST-MODIFIED:20260901T130000Z" in unfolded(sample_feed(later, sample_event()))[:11]


def test_a_uid_is_the_public_id_at_the_configured_host() -> None:
    public_id = uuid.UUID("2f0c3c1e-6a57-4c55-9d4c-0d3b1f0e7a11")

    assert event_uid(public_id, "Demo.example") == "2f0c3c1e-6a57-4c55-9d4c-0d3b1f0e7a11@demo.example"
    for host in ("", "demo.example:8000", "demo example", "demo.example\r\nX:1"):
        with pytest.raises(ValueError):
            event_uid(public_id, host)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"uid": ""},
        {"status": "TENTATIVE"},
        {"sequence": -1},
        {"sequence": 2**31},
        {"ends": dt.datetime(2026, 10, 24, 10, 0)},
        {"ends": dt.datetime(2026, 10, 24, 9, 0)},
        {"starts": dt.datetime(2026, 10, 24, 10, 0, tzinfo=dt.UTC)},
        {"stamped": dt.datetime(2026, 9, 1, 12, 0)},
        {"zone": "Europe/Nowhere"},
        {"zone": "../etc/passwd"},
        {"url": "javascript:alert(1)"},
        {"url": "https://demo.example/ x"},
        {"language": "uk;X=1"},
    ],
    ids=str,
)
def test_an_event_that_cannot_be_right_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        sample_event(**changes)


@pytest.mark.parametrize(
    "changes",
    [{"colour": "#fff;"}, {"language": "Ukrainian language"}, {"refresh": dt.timedelta(0)}, {"url": "demo"}],
    ids=str,
)
def test_a_feed_that_cannot_be_right_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        sample_feed(**changes)


def test_two_events_with_one_uid_are_refused() -> None:
    with pytest.raises(ValueError):
        CalendarFeed(name="x", language="uk", zone="UTC", events=(sample_event(), sample_event(sequence=2)))


def test_an_invitation_names_its_organiser_and_its_one_guest() -> None:
    file = invitation(
        sample_event(), method="REQUEST", attendee=PARTICIPANT, organizer=ORGANISER, language="uk"
    )

    calendar = icalendar.Calendar.from_ical(file)
    event = event_of(file)
    assert calendar["METHOD"] == "REQUEST"
    assert event["ORGANIZER"] == "mailto:office@demo.example"
    assert event["ATTENDEE"] == "mailto:olha@demo.example"
    assert dict(event["ATTENDEE"].params) == {
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
        "CN": "Ольга Зразкова",
    }
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Kyiv" in file
    assert "SUMMARY;LANGUAGE=uk:" in file.decode()


def test_a_withdrawal_takes_the_event_out_of_one_persons_calendar() -> None:
    """The session goes on for the others: its own state stays confirmed."""
    file = invitation(sample_event(sequence=5), method="CANCEL", attendee=PARTICIPANT, organizer=ORGANISER)

    event = event_of(file)
    assert icalendar.Calendar.from_ical(file)["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 5, sample_event().uid)


def test_nobody_is_invited_to_what_is_called_off() -> None:
    with pytest.raises(ValueError):
        invitation(
            sample_event(status="CANCELLED"), method="REQUEST", attendee=PARTICIPANT, organizer=ORGANISER
        )


def test_the_letters_part_states_the_method_of_the_file() -> None:
    assert invitation_content_type("CANCEL") == "text/calendar; method=CANCEL; charset=utf-8"
    with pytest.raises(ValueError):
        invitation_content_type("PUBLISH")  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        invitation(sample_event(), method="REPLY", attendee=PARTICIPANT, organizer=ORGANISER)  # type: ignore[arg-type]


def test_an_address_with_rare_characters_stays_one_address() -> None:
    person = Person(email="o'k+tag%x?y&z@demo.example")
    event = event_of(invitation(sample_event(), method="REQUEST", attendee=person, organizer=ORGANISER))

    assert event["ATTENDEE"] == "mailto:o'k+tag%25x%3Fy&z@demo.example"


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Europe/Warsaw", "America/Santiago", "Africa/Casablanca"])
def test_a_zone_is_described_by_rules_and_never_by_lists_of_dates(zone: str) -> None:
    description = zone_description(zone)

    assert b"RRULE:FREQ=YEARLY" in description
    assert b"RDATE" not in description


def test_kyiv_and_warsaw_are_two_lasting_rules_each() -> None:
    for zone in ("Europe/Kyiv", "Europe/Warsaw"):
        rules = [line for line in unfolded(zone_description(zone)) if line.startswith("RRULE")]
        assert rules == ["RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]


def test_an_hour_that_is_there_twice_is_written_by_its_moment() -> None:
    evening = {"starts": dt.datetime(2026, 10, 25, 3, 30), "ends": dt.datetime(2026, 10, 25, 5, 0)}
    first = unfolded(sample_feed(sample_event(**evening)))
    second = unfolded(sample_feed(sample_event(**evening | {"starts": evening["starts"].replace(fold=1)})))

    assert "DTSTART:20261025T003000Z" in first and "DTSTART:20261025T013000Z" in second
    assert "DTEND:20261025T030000Z" in first and "DTEND:20261025T030000Z" in second


def test_an_hour_that_does_not_exist_counts_by_the_offset_before_the_change() -> None:
    event = sample_event(starts=dt.datetime(2026, 3, 29, 3, 30), ends=dt.datetime(2026, 3, 29, 6, 0))

    assert "DTSTART:20260329T013000Z" in unfolded(sample_feed(event))


def test_an_event_from_an_hour_that_does_not_exist_keeps_its_length_rather_than_ending_before_it_begins() -> (
    None
):
    event = sample_event(starts=dt.datetime(2026, 3, 29, 3, 30), ends=dt.datetime(2026, 3, 29, 4, 10))
    lines = unfolded(sample_feed(event))

    assert "DTSTART:20260329T013000Z" in lines
    assert "DTEND:20260329T021000Z" in lines
    with pytest.raises(ValueError):
        sample_event(starts=dt.datetime(2026, 3, 29, 3, 30), ends=dt.datetime(2026, 3, 29, 3, 30))


def test_utc_itself_needs_no_zone() -> None:
    file = sample_feed(sample_event(zone="UTC"))

    assert "DTSTART:20261024T100000Z" in unfolded(file)
    assert b"VTIMEZONE" not in file


def test_an_event_from_before_the_described_years_is_written_by_its_moment() -> None:
    event = sample_event(starts=dt.datetime(2009, 7, 1, 10, 0), ends=dt.datetime(2009, 7, 1, 11, 0))

    assert "DTSTART:20090701T070000Z" in unfolded(sample_feed(event))


@pytest.fixture
def kyiv_without_summer_time(tmp_path: Path) -> Iterator[None]:
    """The zone database as it would be, had the law of one time all year come into force."""
    block = (
        struct.pack(">4sc15x6I", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + struct.pack(">iBB", 7200, 0, 0) + b"EET\0"
    )
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Kyiv").write_bytes(block + block + b"\nEET-2\n")
    before = zoneinfo.TZPATH
    _forget_zones()
    zoneinfo.reset_tzpath([str(tmp_path)])
    yield
    zoneinfo.reset_tzpath(before)
    _forget_zones()


def _forget_zones() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    zones.clock_rules.cache_clear()
    zone_description.cache_clear()


def test_new_rules_of_a_zone_leave_the_planned_hour_where_it_was(request: pytest.FixtureRequest) -> None:
    event = sample_event(starts=dt.datetime(2027, 7, 1, 10, 0), ends=dt.datetime(2027, 7, 1, 11, 0))
    before = build(CalendarFeed(name="x", language="uk", zone="UTC", events=(event,)))

    request.getfixturevalue("kyiv_without_summer_time")
    after = build(CalendarFeed(name="x", language="uk", zone="UTC", events=(event,)))

    for file in (before, after):
        assert "DTSTART;TZID=Europe/Kyiv:20270701T100000" in unfolded(file)
    assert b"TZOFFSETTO:+0300" in before and b"TZOFFSETTO:+0300" not in after
    assert b"TZOFFSETTO:+0200" in after


def test_the_benchmark_sets_like_against_like() -> None:
    rows = calendar_floor.facts(40)
    zone = icalendar.Component.from_ical(calendar_floor.DESCRIPTION)

    plain = unfolded(calendar_floor.build_plainly(rows, zone))
    ours = unfolded(calendar_ours.build_ours(rows))

    assert sorted(ours) == sorted(plain)
