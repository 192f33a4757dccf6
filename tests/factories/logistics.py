"""Field visits, their sites, links of their hosts; buses, their stops, links of their captains."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cohorts.logistics.models import Call, CaptainLink, HostLink, Operator, Run, Vehicle, Visit, VisitSite
from cohorts.tokens import hash_of, new_token
from people.models import User

from .cohorts import DayFactory, PoolFactory
from .people import UserFactory
from .residencies import ProgrammeFactory, VenueFactory
from .timetable import SessionFactory, SessionFormatFactory


class VisitFactory(DjangoModelFactory[Visit]):
    """A visit, 10:00 to 11:30; `session__day=…` for a day of one's own."""

    class Meta:
        model = Visit

    session = factory.SubFactory(
        SessionFactory,
        format=factory.SubFactory(
            SessionFormatFactory, slug="field-visit", name_uk="візит", name_en="field visit"
        ),
    )


class VisitSiteFactory(DjangoModelFactory[VisitSite]):
    """A site of a visit, of its programme, with a contact person; nobody has been asked yet."""

    class Meta:
        model = VisitSite

    visit = factory.SubFactory(VisitFactory)
    venue = factory.SubFactory(
        VenueFactory,
        programme=factory.SelfAttribute("..visit.session.day.cohort.residency.programme"),
        is_host_site=True,
        contact_name="Оксана Сторожук",
        contact_email="gate@site.example",
    )


def link_to(site: VisitSite, *, by: User | None = None, **more: Any) -> str:
    """The token of a link to a site, as a row: also for visits of which the service would make none any more."""
    token = new_token()
    HostLink.objects.create(
        site=site, token_hash=hash_of(token), made_by=by or UserFactory(), made_at=timezone.now(), **more
    )
    return token


# ---------------------------------------------------------------- buses
class OperatorFactory(DjangoModelFactory[Operator]):
    """A carrier on file."""

    class Meta:
        model = Operator

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Перевізник {n}")


class VehicleFactory(DjangoModelFactory[Vehicle]):
    """A bus of eight seats, one of them for a wheelchair."""

    class Meta:
        model = Vehicle

    operator = factory.SubFactory(OperatorFactory)
    name = "Sprinter"
    plate = factory.Sequence(lambda n: f"BC {n:04} AA")
    colour = "white"
    seats = 8
    accessible_seats = 1


class RunFactory(DjangoModelFactory[Run]):
    """A run there at 8:00 with three stops: `RunFactory(day=…, seats=8)`; its pool is in step."""

    class Meta:
        model = Run
        exclude = ("day", "seats")
        skip_postgeneration_save = True

    day = factory.SubFactory(DayFactory)
    seats = 8
    cohort = factory.SelfAttribute("day.cohort")
    date = factory.SelfAttribute("day.date")
    starts = dt.time(8, 0)
    number = factory.Sequence(lambda n: n + 1)
    vehicle = factory.SubFactory(
        VehicleFactory,
        operator__programme=factory.SelfAttribute("...cohort.residency.programme"),
        seats=factory.SelfAttribute("..seats"),
    )
    pool = factory.SubFactory(
        PoolFactory,
        cohort=factory.SelfAttribute("..cohort"),
        capacity=factory.SelfAttribute("..seats"),
        deadline=None,
        legs=2,
    )

    @factory.post_generation
    def calls(self: Run, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        """Its stops, ten minutes apart."""
        for number, stop in enumerate(extracted or ("Вокзал", "Ратуша", "Завод")):
            Call.objects.create(
                run=self, position=number, stop_uk=stop, minutes=10 if number else 0, loading=5
            )
        self.pool.legs = len(extracted or "***") - 1
        self.pool.save(update_fields=["legs"])


def captain_of(run: Run, *, by: User | None = None, **more: Any) -> str:
    """The token of a captain's link to a run."""
    token = new_token()
    more.setdefault("name", "Остап Лічильник")
    CaptainLink.objects.create(run=run, token_hash=hash_of(token), made_by=by or UserFactory(), **more)
    return token
