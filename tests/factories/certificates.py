"""A cohort that can issue certificates, and what belongs to it."""

import datetime as dt
from dataclasses import dataclass, field

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from certificates.models import CompletionRule, Design, DocumentKind
from certificates.services import keys
from cohorts.admission.models import Application
from cohorts.attendance.models import Presence
from cohorts.models import Cohort, Day, Participant
from cohorts.timetable.models import Session
from cohorts.timetable.services import release_timetable
from people.models import User
from residencies.models import Membership

from .cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from .people import OrganisationFactory, UserFactory
from .residencies import MembershipFactory, ProgrammeFactory, ThemeFactory
from .timetable import SessionFactory

# Past wherever the tests run: nobody gets a certificate before the day.
ENDED_ON = dt.date(2025, 10, 1)


class DesignFactory(DjangoModelFactory[Design]):
    """A Ukrainian certificate of professional development."""

    class Meta:
        model = Design

    programme = factory.SubFactory(ProgrammeFactory)
    name = "Зразок"
    kind = DocumentKind.QUALIFICATION
    language = "uk"
    issuer = factory.SubFactory(OrganisationFactory)
    signatories = "Керівниця Зразкова | директорка"


class CompletionRuleFactory(DjangoModelFactory[CompletionRule]):
    """Four fifths of the sessions."""

    class Meta:
        model = CompletionRule

    cohort = factory.SubFactory(CohortFactory)
    design = factory.SubFactory(
        DesignFactory, programme=factory.SelfAttribute("..cohort.residency.programme")
    )
    minimum_share = 80


@dataclass
class EndedCohort:
    """A cohort of one past day with two sessions, its rule, its key and its people."""

    cohort: Cohort
    day: Day
    sessions: list[Session]
    manager: User
    rule: CompletionRule
    people: list[Participant] = field(default_factory=list)

    def add_person(self, *, attended: int = 2, **user: object) -> Participant:
        """Somebody who holds a place and was at the first `attended` sessions."""
        participant = ParticipantFactory(cohort=self.cohort, user=UserFactory(**user))
        Application.objects.create(
            participant=participant,
            state=Application.State.SENT,
            receipt=f"TEST-{participant.pk}",
            sent_at=timezone.now(),
            position="спеціалістка",
            organisation="Зразкова рада",
        )
        PlaceFactory(pool=self.day.pool, participant=participant)
        for place, session in enumerate(self.sessions):
            Presence.objects.create(
                session=session,
                participant=participant,
                was_present=place < attended,
                recorded_by=self.manager,
            )
        self.people.append(participant)
        return participant


def ended_cohort(people: int = 0, *, with_key: bool = True, on: dt.date = ENDED_ON) -> EndedCohort:
    """Make a cohort that is over and ready for certificates."""
    cohort = CohortFactory(residency__theme=ThemeFactory())
    manager = UserFactory()
    MembershipFactory(user=manager, programme=cohort.residency.programme, role=Membership.Role.MANAGER)
    day = DayFactory(cohort=cohort, date=on)
    sessions = [
        SessionFactory(day=day, starts=dt.time(hour), ends=dt.time(hour + 1), title_uk=f"Заняття о {hour}")
        for hour in (10, 12)
    ]
    release_timetable(actor=manager, cohort=cohort, expected=0)
    rule = CompletionRuleFactory(cohort=cohort)
    if with_key:
        keys.make_trial_key(rule.design.issuer)
    ended = EndedCohort(cohort, day, sessions, manager, rule)
    for _number in range(people):
        ended.add_person()
    return ended
