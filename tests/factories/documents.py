"""A cohort with two days, accepted people, and papers about them."""

import datetime as dt
from dataclasses import dataclass, field

from cohorts.admission.models import Application
from cohorts.models import Cohort, Day, Participant
from cohorts.timetable.services import release_timetable
from documents.models import Document, Drawing
from documents.services import drawing, invitations
from people.models import User
from residencies.models import Membership

from .cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from .people import UserFactory
from .residencies import MembershipFactory, VenueFactory
from .timetable import SessionFactory

FIRST_DAY = dt.date(2027, 3, 10)


@dataclass
class Invited:
    """A cohort of two days, each with a released session, and its manager."""

    cohort: Cohort
    days: list[Day]
    manager: User
    people: list[Participant] = field(default_factory=list)

    def add_person(
        self, *, days: int = 2, organisation: str = "Зразкова рада", **user: object
    ) -> Participant:
        """Somebody who holds the first `days` days."""
        person = ParticipantFactory(cohort=self.cohort, user=UserFactory(**user))
        Application.objects.create(participant=person, position="спеціалістка", organisation=organisation)
        for day in self.days[:days]:
            PlaceFactory(pool=day.pool, participant=person)
        self.people.append(person)
        return person

    def send(self, person: Participant) -> Document:
        """Send this person's invitation and draw it."""
        document = invitations.send(actor=self.manager, participant=person)
        draw(document)
        return document


def draw(document: Document) -> None:
    """Do the worker's part."""
    drawing.run(Drawing.objects.get(document=document).pk)


def invited(people: int = 0, *, first: dt.date = FIRST_DAY) -> Invited:
    """Make a cohort that can invite."""
    cohort = CohortFactory()
    cohort.venue = VenueFactory(programme=cohort.residency.programme, address_uk="вул. Таємна, 1")
    cohort.save()
    manager = UserFactory()
    MembershipFactory(user=manager, programme=cohort.residency.programme, role=Membership.Role.MANAGER)
    days = [DayFactory(cohort=cohort, date=first + dt.timedelta(days=number)) for number in range(2)]
    for day in days:
        SessionFactory(day=day, starts=dt.time(10), ends=dt.time(17, 30))
    release_timetable(actor=manager, cohort=cohort, expected=0)
    found = Invited(cohort, days, manager)
    for _number in range(people):
        found.add_person()
    return found
