"""The least that makes a calendar of N events: `icalendar` as its documentation shows, the zone prepared."""

import datetime as dt
import time
import zoneinfo
from typing import Any

from icalendar import Calendar, Component, Event

ZONE = "Europe/Kyiv"
TITLES = (
    "Майстерня: як говорити з громадою, коли немає світла",
    "Панель «Інвестиції в малі міста»: що питає інвестор; що відповідає громада",
    "Кава",
    "Виїзд на локацію: центр надання послуг, школа, лікарня",
)
PROSE = (
    "Розбираємо три справжні випадки: повідомлення про відключення, чутка в месенджері, запит журналіста. "
    "Візьміть із собою план комунікації громади.\nПрацюємо в парах, наприкінці — спільна розмова; матеріали "
    "лишаються у вас. Тренерка відповідає на питання після заняття."
)
DESCRIPTION = (
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Kyiv\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:20160327T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\nTZNAME:EEST\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:20161030T040000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\nTZNAME:EET\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def facts(count: int) -> list[dict[str, Any]]:
    """What `count` sessions say: Ukrainian titles, a paragraph each, half-hour steps over working days."""
    first = dt.datetime(2026, 10, 12, 9, 0)  # noqa: DTZ001 - wall time, its zone beside it
    return [
        {
            "uid": f"00000000-0000-4000-8000-{number:012}@demo.example",
            "sequence": number % 3,
            "status": "CANCELLED" if number % 20 == 19 else "CONFIRMED",
            "title": f"{TITLES[number % len(TITLES)]} {number}",
            "starts": (starts := first + dt.timedelta(days=number // 12, minutes=30 * (number % 12))),
            "ends": starts + dt.timedelta(minutes=90),
            "zone": ZONE,
            "stamped": dt.datetime(2026, 9, 1, 12, 0, tzinfo=dt.UTC),
            "place": f"Київ, зала {number % 7}",
            "description": PROSE,
            "url": f"https://demo.example/uk/cohorts/komunikatsiia/programme/#session-{number}",
        }
        for number in range(count)
    ]


def build_plainly(rows: list[dict[str, Any]], zone: Component) -> bytes:
    """The same file that ours is, by `add` and `to_ical` alone."""
    calendar = Calendar()
    calendar.add("prodid", "-//Svitlytsia//Timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", "Комунікація", parameters={"LANGUAGE": "uk"})
    calendar.add("x-wr-calname", "Комунікація")
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("last-modified", rows[0]["stamped"])
    calendar.add_component(zone)
    tzinfo = zoneinfo.ZoneInfo(ZONE)
    for row in rows:
        event = Event()
        event.add("uid", row["uid"])
        event.add("dtstamp", row["stamped"])
        event.add("last-modified", row["stamped"])
        event.add("sequence", row["sequence"])
        event.add("status", row["status"])
        event.add("transp", "TRANSPARENT" if row["status"] == "CANCELLED" else "OPAQUE")
        event.add("dtstart", row["starts"].replace(tzinfo=tzinfo))
        event.add("dtend", row["ends"].replace(tzinfo=tzinfo))
        event.add("summary", row["title"], parameters={"LANGUAGE": "uk"})
        event.add("description", row["description"], parameters={"LANGUAGE": "uk"})
        event.add("location", row["place"], parameters={"LANGUAGE": "uk"})
        event.add("url", row["url"])
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def seconds(count: int, rounds: int = 7) -> float:
    """The best of `rounds` builds of `count` events, in seconds."""
    rows, zone = facts(count), Component.from_ical(DESCRIPTION)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        build_plainly(rows, zone)
        times.append(time.perf_counter() - began)
    return min(times)
