"""What is taught."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from courses.models import Course, Trainer, Unit

from .residencies import ProgrammeFactory, ResidencyFactory


class CourseFactory(DjangoModelFactory[Course]):
    """A course of twelve hours."""

    class Meta:
        model = Course

    residency = factory.SubFactory(ResidencyFactory)
    title_uk = factory.Sequence(lambda n: f"Курс {n}")
    title_en = factory.Sequence(lambda n: f"Course {n}")
    hours = Decimal("12.0")


class UnitFactory(DjangoModelFactory[Unit]):
    """A part of a course."""

    class Meta:
        model = Unit

    course = factory.SubFactory(CourseFactory)
    title_uk = factory.Sequence(lambda n: f"Розділ {n}")
    position = factory.Sequence(lambda n: n)


class TrainerFactory(DjangoModelFactory[Trainer]):
    """Somebody who teaches in a programme; without an account unless `user=` is given."""

    class Meta:
        model = Trainer

    programme = factory.SubFactory(ProgrammeFactory)
    name_uk = factory.Sequence(lambda n: f"Тренерка Зразкова {n}")
