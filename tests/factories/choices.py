"""Groups of parallel sessions from which one chooses, set up and released as a manager would."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cohorts.choices.models import ChoiceGroup, Option
from cohorts.choices.services.settings import Settings, configure
from cohorts.models import Cohort, Day, Participant
from cohorts.timetable.models import Session, TrackGroup
from cohorts.timetable.queries import latest_release
from cohorts.timetable.services import release_timetable
from people.models import User

from .cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from .residencies import manager_of
from .timetable import SessionFactory, TrackGroupFactory


@dataclass
class Visits:
    """A day with parallel visits, its manager, and people who hold the day."""

    cohort: Cohort
    day: Day
    group: TrackGroup
    sessions: list[Session]
    manager: User

    @property
    def row(self) -> ChoiceGroup:
        """How people choose, as it is in the database now."""
        return ChoiceGroup.objects.select_related("group__cohort").get(group=self.group)

    def option(self, number: int) -> Option:
        """The option of one of the sessions, from 0."""
        return Option.objects.select_related("pool", "session").get(session=self.sessions[number])

    def set_up(self, mode: str, *capacities: int, **more: Any) -> ChoiceGroup:
        """Have people choose, with so many places at each of the sessions; by wishes, until the eve of the day."""
        if mode == ChoiceGroup.Mode.RANKED:
            more.setdefault("closes_at", self.sessions[0].starts_at - dt.timedelta(days=1))
        by_session = dict(zip([each.pk for each in self.sessions], capacities, strict=True))
        found = configure(
            actor=self.manager, group=self.group, settings=Settings(mode, capacities=by_session, **more)
        )
        assert found is not None
        return found

    def release(self) -> None:
        """Have people see the timetable as it is planned."""
        last = latest_release(self.cohort)
        release_timetable(actor=self.manager, cohort=self.cohort, expected=last.number if last else 0)

    def person(self, **more: Any) -> Participant:
        """Somebody who holds the day."""
        participant = ParticipantFactory(cohort=self.cohort, **more)
        PlaceFactory(pool=self.day.pool, participant=participant)
        return participant

    def id_of(self, number: int) -> str:
        """The public id of one of the sessions, as pages name it."""
        return str(self.sessions[number].public_id)


def visits(count: int = 3, *, people: int = 100, offset: int = 30) -> Visits:
    """A published cohort with so many visits at one time, released, from which nobody chooses yet."""
    cohort = CohortFactory()
    day = DayFactory(cohort=cohort, pool__capacity=people, offset=offset)
    group = TrackGroupFactory(cohort=cohort, title_en="Field visits")
    sessions = [
        SessionFactory(
            day=day, track_group=group, starts=dt.time(10), ends=dt.time(12), title_en=f"Visit {number}"
        )
        for number in range(1, count + 1)
    ]
    made = Visits(cohort, day, group, sessions, manager_of(cohort.residency.programme))
    made.release()
    return made
