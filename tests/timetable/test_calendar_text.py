"""Whatever people type comes out of a calendar as it went in, in a file that keeps to the form."""

from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cohorts.timetable.calendar import Person, invitation
from tests.timetable.calendar_samples import sample_event, sample_feed, unfolded

UNPRINTABLE = "\u2028\u2029"
LINE = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=UNPRINTABLE), min_size=1)
PROSE = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=UNPRINTABLE) | st.sampled_from("\n\t")
)
PUNCTUATION = st.text(st.sampled_from("\\;,:nN\"'^ ї👩🏽‍🏫="), min_size=1, max_size=200)

AWKWARD = (
    "\\",
    "\\n",
    "\\\\N",
    "a\\",
    '; , : "',
    "=20",
    " ",
    "ї" * 300,
    "x" * 66 + "\\" * 40,
    "🧑‍🌾" * 30,
    "\ufeff",
    "BEGIN:VEVENT",
)


def with_examples(test: Any) -> Any:
    for awkward in AWKWARD:
        test = example(title=awkward, description=awkward)(test)
    return test


@settings(deadline=None)
@with_examples
@given(title=LINE | PUNCTUATION, description=PROSE | PUNCTUATION)
def test_words_survive_the_way_through_icalendar(title: str, description: str) -> None:
    file = sample_feed(sample_event(title=title, description=description, place=title))

    (event,) = icalendar.Calendar.from_ical(file).walk("VEVENT")

    assert (event["SUMMARY"], event["LOCATION"]) == (title, title)
    assert event.get("DESCRIPTION", "") == description


@settings(deadline=None)
@with_examples
@given(title=LINE | PUNCTUATION, description=PROSE | PUNCTUATION)
def test_words_survive_the_way_through_vobject(title: str, description: str) -> None:
    file = sample_feed(sample_event(title=title, description=description, place=title))

    event = vobject.readOne(file.decode()).vevent

    assert (event.summary.value, event.location.value) == (title, title)
    assert (event.description.value if "description" in event.contents else "") == description


@settings(deadline=None)
@with_examples
@given(title=LINE | PUNCTUATION, description=PROSE | PUNCTUATION)
def test_lines_are_folded_and_ended_as_the_form_asks(title: str, description: str) -> None:
    file = sample_feed(sample_event(title=title, description=description), name=title)

    assert file.endswith(b"END:VCALENDAR\r\n")
    lines = file.split(b"\r\n")
    assert all(b"\r" not in line and b"\n" not in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]  # no character is cut in two
    assert all((len(line) - len(line.rstrip(b"\\"))) % 2 == 0 for line in lines)  # nor an escape
    assert sum(line == "BEGIN:VEVENT" for line in unfolded(file)) == 1


@settings(deadline=None)
@given(
    name=st.text(
        st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=UNPRINTABLE + "\\"), min_size=1
    )
)
@example(name='ГО "Світлиця", Київ')
@example(name="О^nльга: голова; ради")
def test_a_name_survives_in_an_invitation(name: str) -> None:
    person = Person(email="olha@demo.example", name=name)
    file = invitation(sample_event(), method="REQUEST", attendee=person, organizer=person)

    (event,) = icalendar.Calendar.from_ical(file).walk("VEVENT")

    assert event["ATTENDEE"].params["CN"] == name
    assert event["ORGANIZER"].params["CN"] == name
    assert event["ATTENDEE"] == "mailto:olha@demo.example"


def test_the_calendars_name_is_escaped_for_new_and_for_old_readers() -> None:
    lines = unfolded(sample_feed(name="Медицина, тиждень; \\ 1"))

    assert r"NAME;LANGUAGE=uk:Медицина\, тиждень\; \\ 1" in lines
    assert r"X-WR-CALNAME:Медицина\, тиждень\; \\ 1" in lines


def test_every_way_of_breaking_a_line_becomes_the_same_break() -> None:
    event = sample_event(description="1\r\n2\r3\n4\u20285\u20296")

    lines = unfolded(sample_feed(event))

    assert r"DESCRIPTION;LANGUAGE=uk:1\n2\n3\n4\n5\n6" in lines


CONTROLS = ["\r", "\n", "\r\n", "\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"]


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("field", ["title", "place", "uid", "url", "language"])
def test_a_line_break_or_control_character_is_refused(field: str, control: str) -> None:
    with pytest.raises(ValueError):
        sample_event(**{field: f"https://demo.example/{control}ATTENDEE:mailto:x@demo.example"})


@pytest.mark.parametrize("control", CONTROLS)
def test_a_line_break_or_control_character_is_refused_in_names_and_addresses(control: str) -> None:
    with pytest.raises(ValueError):
        sample_feed(name=f"a{control}b")
    with pytest.raises(ValueError):
        Person(email="a@demo.example", name=f"a{control}b")
    with pytest.raises(ValueError):
        Person(email=f"a{control}@demo.example")


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\ud800"])
def test_a_control_character_in_a_description_is_refused(control: str) -> None:
    with pytest.raises(ValueError):
        sample_event(description=f"a{control}b")


@pytest.mark.parametrize(
    "email", ["", "olha", "olha@", "@demo.example", "a b@demo.example", "a@b@c", "<a@demo.example>"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(ValueError):
        Person(email=email)
