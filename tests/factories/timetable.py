"""Sessions of a cohort's timetable."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from cohorts.timetable.models import Session, SessionFormat, TrackGroup

from .cohorts import CohortFactory, DayFactory


class SessionFormatFactory(DjangoModelFactory[SessionFormat]):
    """A format of sessions."""

    class Meta:
        model = SessionFormat
        django_get_or_create = ("slug",)

    slug = "workshop"
    name_uk = "майстерня"
    name_en = "workshop"


class TrackGroupFactory(DjangoModelFactory[TrackGroup]):
    """Parallel sessions."""

    class Meta:
        model = TrackGroup

    cohort = factory.SubFactory(CohortFactory)
    title_uk = factory.Sequence(lambda n: f"На вибір {n}")


class SessionFactory(DjangoModelFactory[Session]):
    """A session of the working copy, 10:00 to 11:30; `trainers=[…]` and `hosts=[…]` may be given."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    day = factory.SubFactory(DayFactory)
    title_uk = factory.Sequence(lambda n: f"Заняття {n}")
    title_en = factory.Sequence(lambda n: f"Session {n}")
    format = factory.SubFactory(SessionFormatFactory)
    starts = dt.time(10, 0)
    ends = dt.time(11, 30)

    @factory.post_generation
    def trainers(self: Session, create: bool, extracted: list[object] | None, **kwargs: object) -> None:
        """Who teaches it."""
        if extracted:
            self.trainers.set(extracted)

    @factory.post_generation
    def hosts(self: Session, create: bool, extracted: list[object] | None, **kwargs: object) -> None:
        """Who hosts it."""
        if extracted:
            self.hosts.set(extracted)
