"""Cohorts, their days and participants."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cohorts.models import Cohort, Day, Offer, Participant, Place, Pool

from .courses import CourseFactory
from .people import UserFactory
from .residencies import ResidencyFactory


class CohortFactory(DjangoModelFactory[Cohort]):
    """A published cohort without days: add them with `DayFactory(cohort=…)`."""

    class Meta:
        model = Cohort

    residency = factory.SubFactory(ResidencyFactory)
    course = factory.SubFactory(CourseFactory, residency=factory.SelfAttribute("..residency"))
    slug = factory.Sequence(lambda n: f"cohort-{n}")
    state = Cohort.State.PUBLISHED
    town_uk = "Бровари"


class PoolFactory(DjangoModelFactory[Pool]):
    """Places; the deadline is a fortnight ahead unless given."""

    class Meta:
        model = Pool

    cohort = factory.SubFactory(CohortFactory)
    capacity = 30
    deadline = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class DayFactory(DjangoModelFactory[Day]):
    """A day with its places: `DayFactory(cohort=…, pool__capacity=10, pool__deadline=…, admission="open")`."""

    class Meta:
        model = Day

    class Params:
        offset = 30

    cohort = factory.SubFactory(CohortFactory)
    pool = factory.SubFactory(PoolFactory, cohort=factory.SelfAttribute("..cohort"))
    date = factory.LazyAttributeSequence(
        lambda row, n: timezone.localdate() + dt.timedelta(days=row.offset + n % 300)
    )
    admission = Day.Admission.SELECTION


class ParticipantFactory(DjangoModelFactory[Participant]):
    """One person in one cohort, without a place."""

    class Meta:
        model = Participant

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)


class PlaceFactory(DjangoModelFactory[Place]):
    """A place held: `PlaceFactory(pool=day.pool)` makes the participant too."""

    class Meta:
        model = Place

    pool = factory.SubFactory(PoolFactory)
    participant = factory.SubFactory(ParticipantFactory, cohort=factory.SelfAttribute("..pool.cohort"))


class OfferFactory(DjangoModelFactory[Offer]):
    """A place held for somebody for half a day: `OfferFactory(pool=…, participant=…)`."""

    class Meta:
        model = Offer

    pool = factory.SubFactory(PoolFactory)
    participant = factory.SubFactory(ParticipantFactory, cohort=factory.SelfAttribute("..pool.cohort"))
    until = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=12))
