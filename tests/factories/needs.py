"""What people need, and meals."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from cohorts.models import Participant
from cohorts.needs.models import Meal, Need, Question

from .cohorts import DayFactory, ParticipantFactory


class NeedFactory(DjangoModelFactory[Need]):
    """An answer in words: `NeedFactory(participant=…, question=…, kind=…, text=…)`."""

    class Meta:
        model = Need

    participant = factory.SubFactory(ParticipantFactory)
    question = Question.DIET
    kind = Need.Kind.OTHER
    text = factory.LazyAttribute(lambda row: "без горіхів" if row.kind == Need.Kind.OTHER else "")


def said_what_they_need(participant: Participant) -> None:
    """Every question answered, so that “My page” asks for none."""
    for question in Question:
        NeedFactory(participant=participant, question=question, kind=Need.Kind.NOTHING)


class MealFactory(DjangoModelFactory[Meal]):
    """A lunch given by the organiser."""

    class Meta:
        model = Meal

    day = factory.SubFactory(DayFactory)
    kind = Meal.Kind.LUNCH
    starts = dt.time(13, 30)
