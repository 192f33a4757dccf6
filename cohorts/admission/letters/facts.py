"""Letters of admission as facts: one function for each thing that happened to an application or to one of its days."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cohorts.admission.models import Application, DayRequest, LateDoor
from cohorts.events import Cancellation
from cohorts.models import Cohort, Offer
from cohorts.programme import FrozenSession
from cohorts.timetable.letters import facts_of_cancellation
from messaging import outbox
from messaging.kinds import Kind
from messaging.models import Letter
from people.models import User

from .wording import (
    ApplicationChanged,
    ApplicationReceived,
    ApplicationWithdrawn,
    ClosedAgain,
    CohortCancelled,
    CohortCancelledAtWork,
    DayAccepted,
    DayCancelled,
    DayDeclined,
    DayOffered,
    DayWaiting,
    OfferLapsed,
    PleaseConfirm,
    StillOpen,
    WithdrawnByPhone,
)

_STATE = DayRequest.State

_DECIDED: Mapping[str, type[Kind]] = {
    _STATE.ACCEPTED: DayAccepted,
    _STATE.WAITING: DayWaiting,
    _STATE.LAPSED: OfferLapsed,
    _STATE.DECLINED: DayDeclined,
    _STATE.CANCELLED: DayCancelled,
}


def _day_facts(request: DayRequest) -> dict[str, Any]:
    return {
        "date": request.day.date.isoformat(),
        "state": request.state,
        "number": request.queue_number,
    }


def _about(kind: type[Kind], application: Application, row: Application | DayRequest, **facts: Any) -> Letter:
    """A letter to the application's person; the application came with its person."""
    return outbox.compose(
        kind,
        key=f"{kind.name}:{row.pk}:{application.version}",
        recipient=application.participant.user,
        programme_id=application.owning_programme_id,
        cohort_id=application.participant.cohort_id,
        facts={"application": application.pk, **facts},
    )


def received(application: Application, requests: Iterable[DayRequest]) -> Letter:
    """To whoever has sent an application."""
    days = [_day_facts(request) for request in requests]
    return _about(ApplicationReceived, application, application, days=days)


def changed(application: Application, requests: Iterable[DayRequest]) -> Letter:
    """To whoever has changed one; who waits has their number (`queries.number_in_queue`)."""
    days = [_day_facts(request) for request in requests]
    return _about(ApplicationChanged, application, application, days=days)


def withdrawn(application: Application, *, freed: bool) -> Letter:
    """To whoever has withdrawn one; `freed` says whether somebody else can have a place by that."""
    return _about(ApplicationWithdrawn, application, application, freed=freed)


def withdrawn_by_phone(application: Application, given_up: Iterable[DayRequest], *, is_all: bool) -> Letter:
    """To whom the organiser called and who does not come, or would not; `is_all` where no other day stays."""
    return _about(
        WithdrawnByPhone,
        application,
        application,
        days=[_day_facts(request) for request in given_up],
        is_all=is_all,
    )


def decided(request: DayRequest) -> Letter:
    """To the person of a request that was decided on, or would be; who waits has their number."""
    return _about(
        _DECIDED[request.state],
        request.application,
        request,
        day=_day_facts(request),
        reason=request.reason,
    )


def offered(request: DayRequest, offer: Offer) -> Letter:
    """To whom a place is offered; the offer came with its parts."""
    return _about(
        DayOffered,
        request.application,
        request,
        day=_day_facts(request),
        reason="",
        offer=str(offer.public_id),
        until=offer.until.isoformat(),
        parts=[part.pool_id for part in offer.parts.all()],
        missing=offer.missing,
    )


def please_confirm(application: Application, confirm_by: dt.datetime, *, number: int) -> Letter:
    """To whoever is accepted and has not confirmed, the first time or again; once for each date to confirm by."""
    participant = application.participant
    return outbox.compose(
        PleaseConfirm,
        key=f"{PleaseConfirm.name}:{application.pk}:{number}:{confirm_by.isoformat()}",
        recipient=participant.user,
        programme_id=participant.owning_programme_id,
        cohort_id=participant.cohort_id,
        facts={"application": application.pk, "confirm_by": confirm_by.isoformat(), "number": number},
    )


def cohort_cancelled(
    application: Application,
    cancellation: Cancellation,
    outcomes: Collection[str],
    led: Iterable[FrozenSession],
) -> Letter:
    """To the person of an application to a cohort that is cancelled, or would be."""
    return _about(
        CohortCancelled,
        application,
        application,
        outcomes=sorted(outcomes),
        **facts_of_cancellation(cancellation, led),
    )


def cohort_cancelled_at_work(
    person: User, cohort: Cohort, cancellation: Cancellation, led: Iterable[FrozenSession]
) -> Letter:
    """To somebody who holds a place without having applied; the cohort came with its residency."""
    return outbox.compose(
        CohortCancelledAtWork,
        key=f"{CohortCancelledAtWork.name}:{cohort.pk}:{person.pk}",
        recipient=person,
        programme_id=cohort.owning_programme_id,
        cohort_id=cohort.pk,
        facts={"cohort": cohort.pk, **facts_of_cancellation(cancellation, led)},
    )


def closed_again(door: LateDoor, person: User | None) -> Letter:
    """To whom a day was opened after its deadline and is closed before the hour that they were told."""
    moment = door.closed_at.isoformat() if door.closed_at else ""
    return _of_door(ClosedAgain, door, person, moment)


def still_open(door: LateDoor, person: User | None) -> Letter:
    """To whom a day was opened after its deadline, who may have no account yet; the day came with its cohort."""
    return _of_door(StillOpen, door, person, door.until.isoformat(), until=door.until.isoformat())


def _of_door(kind: type[Kind], door: LateDoor, person: User | None, moment: str, **facts: Any) -> Letter:
    cohort = door.day.cohort
    return outbox.compose(
        kind,
        key=f"{kind.name}:{door.pk}:{moment}",
        recipient=person,
        address=door.address,
        language=person.language if person else cohort.working_language,
        programme_id=cohort.owning_programme_id,
        cohort_id=cohort.pk,
        facts={"door": door.pk, **facts},
    )


def doors_told_of(person: User) -> set[int]:
    """The doors, by id, of which a letter to this account told, whatever its address was then; one query."""
    kinds = (StillOpen.name, ClosedAgain.name)
    keys = Letter.objects.filter(recipient=person, kind__in=kinds).values_list("key", flat=True)
    return {int(key.split(":")[1]) for key in keys}
