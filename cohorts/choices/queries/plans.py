"""What people of a cohort have been told that they attend, as values: for what stands against choosing a session."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from cohorts.choices.obstacles import Attended, Obstacle, Ways, obstacle
from cohorts.models import Cohort
from cohorts.programme import FrozenSession
from cohorts.timetable.models import Session
from cohorts.timetable.queries import latest_timetable
from foundation.words.translated import Words
from residencies.models import Way


@dataclass(frozen=True)
class Plan:
    """The last release of a cohort: its sessions that take place, by public id, and the ways between their venues."""

    sessions: Mapping[str, FrozenSession]
    attended: Mapping[str, Attended]
    # What everybody attends: taught or required, and no group is chosen from.
    common: tuple[str, ...]
    ways: Ways
    zone: dt.tzinfo

    def starts_at(self, session: str) -> dt.datetime:
        """The moment at which one of the sessions begins."""
        return self.sessions[session].wall_start().replace(tzinfo=self.zone)

    def obstacle(self, wanted: str, held: Iterable[str]) -> Obstacle | None:
        """What stands against a session for who attends these others, beside what everybody attends."""
        session = self.attended.get(wanted)
        if session is None:
            return None
        date = self.sessions[wanted].date
        common = [each for each in self.common if self.sessions[each].date == date]
        others = [self.attended[each] for each in (*held, *common) if each in self.attended]
        return obstacle(session, others, self.ways)


def plan_of(cohort: Cohort) -> Plan:
    """What people of the cohort know of its days; three queries. Titles are in the reader's language."""
    timetable = latest_timetable(cohort)
    sessions = {each.id: each for each in timetable.sessions if not each.is_cancelled} if timetable else {}
    venues = {
        str(public_id): venue or of_room
        for public_id, venue, of_room in Session.objects.filter(day__cohort=cohort).values_list(
            "public_id", "venue_id", "room__venue_id"
        )
    }
    return Plan(
        sessions=sessions,
        attended={pk: _attended(each, venues.get(pk)) for pk, each in sessions.items()},
        common=tuple(
            pk
            for pk, each in sessions.items()
            if each.group_id is None and (each.is_taught or each.is_required)
        ),
        ways=ways_of(cohort),
        zone=cohort.zone,
    )


def _attended(session: FrozenSession, venue: int | None) -> Attended:
    return Attended(
        id=session.id,
        title=text(session.title),
        starts=session.wall_start(),
        ends=session.wall_end(),
        venue=venue,
        site=text(session.site),
    )


def ways_of(cohort: Cohort) -> dict[tuple[int, int], int]:
    """Minutes between venues, by the table of the cohort’s programme; one query."""
    rows = Way.objects.filter(from_venue__programme__residencies__cohorts=cohort)
    return {
        (start, end): minutes for start, end, minutes in rows.values_list("from_venue", "to_venue", "minutes")
    }


def text(words: Words) -> str:
    """Words in the reader's language."""
    return words.in_(get_language() or "uk").text
