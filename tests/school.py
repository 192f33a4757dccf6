"""A cohort of two days with a session on each, and everybody who works in it or would like to.

A folder’s `conftest.py` takes the fixture in by importing it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from cohorts.admission.models import Application
from cohorts.models import Cohort, Day, Participant
from cohorts.timetable.models import Session
from people.models import User
from residencies.models import Membership
from tests.factories.admission import SentApplicationFactory
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.courses import TrainerFactory
from tests.factories.needs import NeedFactory
from tests.factories.people import AdministratorFactory, UserFactory
from tests.factories.residencies import MembershipFactory, manager_of
from tests.factories.timetable import SessionFactory

# What everybody who is accepted here needs.
SECRET_NEEDS = {"diet": "Таємна дієта", "access": "Таємна потреба", "travel": "Таємна дорога"}


def browser_of(user: User | None, language: str = "en") -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    if user is not None:
        client.force_login(user)
    client.cookies["language"] = language
    return client


def trainer_of(*sessions: Session) -> User:
    """Somebody who leads these sessions, with an account and the role."""
    programme = sessions[0].day.cohort.residency.programme
    user = UserFactory()
    MembershipFactory(user=user, programme=programme, role=Membership.Role.TRAINER)
    profile = TrainerFactory(programme=programme, user=user)
    for session in sessions:
        session.trainers.add(profile)
    return user


def accepted(*days: Day) -> Participant:
    """Somebody who holds a place on these days, wrote everything into the application and said what they need."""
    participant = ParticipantFactory(cohort=days[0].cohort)
    SentApplicationFactory(
        participant=participant,
        phone="+380 99 111 22 33",
        motivation="Таємна мотивація",
        position="спеціалістка відділу",
        organisation="Зразкова рада",
    )
    for day in days:
        PlaceFactory(pool=day.pool, participant=participant)
    for question, text in SECRET_NEEDS.items():
        NeedFactory(participant=participant, question=question, text=text)
    return participant


@dataclass
class School:
    """Two days, a session on each, their trainer, the manager, somebody accepted for the first day."""

    cohort: Cohort
    days: tuple[Day, Day]
    session: Session
    other_day: Session
    trainer: User
    manager: User
    participant: Participant

    def people(self) -> dict[str, Any]:
        """Everybody who might ask for a material of the first day."""
        foreign = CohortFactory()
        foreign_day = DayFactory(cohort=foreign)
        second = SessionFactory(day=self.days[0])
        applicant = ParticipantFactory(cohort=self.cohort)
        SentApplicationFactory(participant=applicant)
        withdrawn = accepted(self.days[0])
        withdrawn.places.all().delete()
        Application.objects.filter(participant=withdrawn).update(state=Application.State.WITHDRAWN)
        former = trainer_of(self.session)
        former.memberships.all().delete()
        inactive = accepted(self.days[0]).user
        return {
            "accepted for the day": self.participant.user,
            "trainer of the session": self.trainer,
            "manager": self.manager,
            "administrator": AdministratorFactory(),
            "accepted for the other day": accepted(self.days[1]).user,
            "accepted in another cohort": accepted(foreign_day).user,
            "applicant": applicant.user,
            "withdrawn": withdrawn.user,
            "trainer of another session": trainer_of(second),
            "trainer of another cohort": trainer_of(SessionFactory(day=foreign_day)),
            "former trainer": former,
            "manager of another programme": manager_of(foreign.residency.programme),
            "somebody": UserFactory(),
            "nobody": None,
            "switched off": inactive,
        }


READERS = ("accepted for the day", "trainer of the session", "manager", "administrator")
OTHERS = (
    "accepted for the other day",
    "accepted in another cohort",
    "applicant",
    "withdrawn",
    "trainer of another session",
    "trainer of another cohort",
    "former trainer",
    "manager of another programme",
    "somebody",
)


@pytest.fixture
def school(db: None) -> School:
    cohort = CohortFactory()
    first = DayFactory(cohort=cohort)
    # One after the other: the dates of the factory begin anew after three hundred days.
    days = (first, DayFactory(cohort=cohort, date=first.date + dt.timedelta(days=1)))
    session, other_day = SessionFactory(day=days[0]), SessionFactory(day=days[1])
    manager = manager_of(cohort.residency.programme)
    assert Authenticator.objects.filter(user=manager).exists()
    return School(cohort, days, session, other_day, trainer_of(session), manager, accepted(days[0]))


def page_of(session: Session) -> str:
    """The trainer's page of a session."""
    return f"/en/my/sessions/{session.public_id}/"
