"""A trip on which somebody is replaced: two days, a visit with its host, a bus, a twin bed, an invitation."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cohorts import places
from cohorts.admission.models import Application, DayRequest
from cohorts.lodging.models import Night, Stay
from cohorts.logistics.models import HostLink, Run, VisitSite
from cohorts.models import Cohort, Day, Participant, Stretch
from cohorts.replacing import services
from cohorts.replacing.models import Replacement
from cohorts.timetable.services import release_timetable
from people.models import Community, User

from .admission import SentApplicationFactory
from .cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from .documents import draw
from .lodging import bed, nights_from
from .logistics import RunFactory, VisitFactory, VisitSiteFactory, link_to
from .people import CommunityFactory, UserFactory
from .residencies import VenueFactory, manager_of
from .timetable import SessionFactory


def holder(*days: Day, state: str = DayRequest.State.CONFIRMED, **user: Any) -> Participant:
    """Somebody who holds these days by an application, as the rows stand."""
    who = ParticipantFactory(cohort=days[0].cohort, user=UserFactory(**user))
    application = SentApplicationFactory(
        participant=who, organisation="Зразкова рада", position="спеціалістка"
    )
    for day in days:
        PlaceFactory(pool=day.pool, participant=who)
        DayRequest.objects.create(application=application, day=day, state=state)
    return who


def answers_of(community: Community | None = None, **more: Any) -> dict[str, Any]:
    """What a colleague says when confirming."""
    return {
        "given_name": "Тарас",
        "family_name": "Зразковий",
        "phone": "+380 50 000 00 00",
        "community": community or CommunityFactory(),
        "country": "UA",
        "organisation": "Зразкова рада",
        "organisation_kind": "",
        "position": "начальник відділу",
        **more,
    }


def nominated(
    leaver: Participant, manager: User, address: str = "taras@demo.example", **more: Any
) -> Replacement:
    """A colleague named by the service."""
    said = services.Nomination(
        name="Тарас Зразковий",
        address=address,
        by_name="Олена Координаторка",
        by_institution="Зразкова рада",
        **more,
    )
    return services.nominate(actor=manager, leaver=leaver, said=said)


def confirmed(
    leaver: Participant, manager: User, colleague: User | None = None, community: Community | None = None
) -> Replacement:
    """A colleague who has said that they come."""
    who = colleague or UserFactory()
    row = nominated(leaver, manager, who.email)
    return services.confirm(actor=who, replacement=row, answers=answers_of(community))  # type: ignore[arg-type]


@dataclass
class Journey:
    """Two days in the whole: Olha holds both, goes on the visit of the first, by bus, and shares a twin room."""

    cohort: Cohort
    days: list[Day]
    manager: User
    leaver: Participant
    beside: Participant
    run: Run
    site: VisitSite
    nights: list[Night] = field(default_factory=list)

    @property
    def application(self) -> Application:
        """Of the one who leaves, as it is now."""
        return Application.objects.get(participant=self.leaver)

    def colleague(self, **more: Any) -> User:
        """Somebody with an account."""
        found: User = UserFactory(given_name="", family_name="", **more)
        return found


def journey(first: dt.date | None = None) -> Journey:
    """Make it; the first day is in a month unless said otherwise."""
    cohort = CohortFactory(town_uk="Бровари", town_en="Brovary")
    programme = cohort.residency.programme
    cohort.venue = VenueFactory(programme=programme)
    cohort.save()
    manager = manager_of(programme)
    first = first or timezone.localdate() + dt.timedelta(days=30)
    days = [DayFactory(cohort=cohort, date=first + dt.timedelta(days=number)) for number in range(2)]
    for day in days:
        SessionFactory(day=day, starts=dt.time(9, 30), ends=dt.time(10))
    visit = VisitFactory(session__day=days[0], session__starts=dt.time(12), session__ends=dt.time(14))
    site = VisitSiteFactory(visit=visit, venue__name_uk="Молокозавод", venue__name_en="Dairy")
    release_timetable(actor=manager, cohort=cohort, expected=0)
    leaver = holder(*days, given_name="Ольга", family_name="Захворіла")
    beside = holder(*days, given_name="Ганна", family_name="Сусідка")
    run = RunFactory(day=days[0], seats=2, starts=dt.time(7))
    places.take(pool_id=run.pool_id, participant=leaver, stretch=Stretch(0, 1))
    nights = nights_from(cohort, days[0].date - dt.timedelta(days=1), days[0].date)
    for night in nights:
        bed(leaver, night, 1, 1)
        bed(beside, night, 1, 2)
    return Journey(cohort, days, manager, leaver, beside, run, site, nights)


def host_confirmed(made: Journey) -> str:
    """The host has said that the group may come; the token of the link."""
    token = link_to(made.site, by=made.manager)
    hours = made.site.hours
    VisitSite.objects.filter(pk=made.site.pk).update(
        state=VisitSite.State.CONFIRMED,
        asked_at=timezone.now(),
        agreed_date=hours.date,
        agreed_starts=hours.starts,
        agreed_ends=hours.ends,
        told_date=hours.date,
        told_starts=hours.starts,
        told_ends=hours.ends,
    )
    assert HostLink.objects.exists()
    return token


def stays_of(who: Participant) -> list[dt.date]:
    """The nights for which somebody has a bed."""
    return list(Stay.objects.filter(participant=who).order_by("date").values_list("date", flat=True))


__all__ = [
    "Journey",
    "answers_of",
    "confirmed",
    "draw",
    "holder",
    "host_confirmed",
    "journey",
    "nominated",
    "stays_of",
]
