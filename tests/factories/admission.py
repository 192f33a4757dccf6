"""Applications, drafts and sent ones."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest, LateDoor
from cohorts.models import Cohort, Day
from people.models import User

from .cohorts import DayFactory, ParticipantFactory
from .people import CommunityFactory, UserFactory


class ApplicationFactory(DjangoModelFactory[Application]):
    """A whole draft that asks for no day yet: add days with `DayRequestFactory(application=…)`."""

    class Meta:
        model = Application

    participant = factory.SubFactory(ParticipantFactory)
    community = factory.SubFactory(CommunityFactory)
    country = "UA"
    organisation = "Зразкова міська рада"
    position = "спеціалістка"
    phone = "+380 67 000 0000"
    motivation = "Щоб говорити з людьми просто."


class SentApplicationFactory(ApplicationFactory):
    """A sent application; its days are made as rows, without places: for lists, not for rules."""

    state = Application.State.SENT
    receipt = factory.Sequence(lambda n: f"2026-T{n:06d}")
    sent_at = factory.LazyFunction(timezone.now)


class DayRequestFactory(DjangoModelFactory[DayRequest]):
    """A wish for a day; `state=` as given, without a place behind it."""

    class Meta:
        model = DayRequest

    application = factory.SubFactory(ApplicationFactory)
    day = factory.SubFactory(DayFactory, cohort=factory.SelfAttribute("..application.participant.cohort"))


class LateDoorFactory(DjangoModelFactory[LateDoor]):
    """A day that was opened for somebody after its deadline, whether or not that makes sense; no letter tells them."""

    class Meta:
        model = LateDoor

    day = factory.SubFactory(DayFactory)
    address = factory.Sequence(lambda n: f"late{n}@demo.example")
    until = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=2))
    reason = "Лист не дійшов."
    opened_by = factory.SubFactory(UserFactory)


def draft_for(*days: Day, user: User | None = None, **answers: Any) -> Application:
    """A whole draft for these days, made by the service as a person would."""
    cohort: Cohort = days[0].cohort
    person = user or UserFactory()
    whole: dict[str, Any] = {
        "community": answers.pop("community", None) or CommunityFactory(),
        "country": "UA",
        "organisation": "Зразкова міська рада",
        "position": "спеціалістка",
        "phone": "+380 67 000 0000",
        "motivation": "Щоб говорити з людьми просто.",
        "days": [day.pk for day in days],
        "waits_if_full": [day.pk for day in days],
    }
    return services.save_draft(actor=person, cohort=cohort, answers={**whole, **answers})  # type: ignore[typeddict-item]


def sent_for(*days: Day, user: User | None = None, **answers: Any) -> Application:
    """An application for these days, sent by the service as a person would."""
    draft = draft_for(*days, user=user, **answers)
    return services.send_application(
        actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
    )


def request_of(application: Application, day: Day) -> DayRequest:
    """The application's request for the day, as it is in the database now."""
    return DayRequest.objects.select_related("day__pool", "application").get(application=application, day=day)
