"""What a person may still do with an application that has been sent: change it, give up a day, give up all."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.admission import letters
from cohorts.admission.answers import Answers, Incomplete, are_reasons, problems
from cohorts.admission.may_apply import Doors
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.queries import number_in_queue
from cohorts.admission.states import ACTIVE, HOLDING, move
from cohorts.models import Day, Pool
from cohorts.wing import recorded
from foundation.clocks.dates import date_in_words
from foundation.errors import Conflict, DomainError
from messaging import outbox
from people.models import User

from . import writing
from .day_requests import hold_days, leave, open_the_door
from .history import note
from .locking import check_version, lock_own, requests_of


def _active(requests: list[DayRequest]) -> list[DayRequest]:
    return [request for request in requests if request.state in ACTIVE]


def _check_sent(application: Application) -> None:
    if application.state != Application.State.SENT:
        raise Conflict(
            _("This has changed in the meantime: it is now “%(state)s”.")
            % {"state": application.get_state_display()}
        )


@transaction.atomic
def change_application(
    *, actor: User, application: Application, answers: Answers, version: int
) -> Application:
    """Change answers or days of an application that has been sent, until the deadline of each day.

    Answers may change while one of the days that it asks for is still open. A day is added while that day is open,
    by the same door as on sending; a day taken off gives its place back. Nothing new changes nothing.
    Raises `Conflict` for an older version, `Incomplete` if something would be missing, `DomainError` when it is too
    late, and for a day taken off on which the person has been marked present. Side effects: places, an audit line with
    the names of the questions, a letter.
    """
    came_at = timezone.now()
    doors = Doors(actor, came_at)
    row = lock_own(actor, pk=application.pk)
    requests = requests_of(row)
    changes = writing.differences(row, answers)
    added, removed = _day_changes(row, requests, answers)
    if not (changes or added or removed):
        return row
    _check_sent(row)
    check_version(row, version)
    if changes and not any(doors.is_open(request.day) for request in _active(requests)):
        raise DomainError(
            _("The deadline has passed, so the answers can no longer be changed. Write to the organiser.")
        )
    had_reasons = are_reasons(row.motivation)
    writing.apply(row, changes)
    pools = hold_days((*added, *removed))
    _take_off(row, removed, came_at)
    _add(added, pools, doors)
    requests = requests_of(row)
    if found := problems(row, requests, had_reasons=had_reasons):
        raise Incomplete(found)
    row.version += 1
    row.changed_at = came_at
    row.save()
    note(row, "change", actor, questions=sorted([*changes, *(["days"] if added or removed else [])]))
    _tell_how_it_stands(row, requests)
    return row


def _tell_how_it_stands(row: Application, requests: list[DayRequest]) -> None:
    number_in_queue(requests)
    outbox.write([letters.changed(row, requests)])


def _day_changes(
    application: Application, requests: list[DayRequest], answers: Answers
) -> tuple[list[DayRequest], list[DayRequest]]:
    """Requests to be added (not yet saved, or withdrawn before) and requests to be left."""
    if "days" not in answers:
        return [], []
    chosen: Collection[int] = answers["days"]
    known = {request.day_id: request for request in requests}
    added = []
    for day in Day.objects.filter(cohort=application.participant.cohort, pk__in=chosen).select_related(
        "pool"
    ):
        request = known.get(day.pk) or DayRequest(application=application, day=day)
        day.cohort = application.participant.cohort
        if request.pk and request.state in ACTIVE:
            continue
        request.waits_if_full = day.pk in answers.get("waits_if_full", ())
        added.append(request)
    removed = [request for request in _active(requests) if request.day_id not in chosen]
    return added, removed


def _take_off(application: Application, requests: list[DayRequest], moment: dt.datetime) -> None:
    for request in requests:
        _check_not_over(request, moment)
    _refuse_recorded(application, requests)
    for request in requests:
        leave(request)


def _add(requests: list[DayRequest], pools: Mapping[int, Pool], doors: Doors) -> None:
    for request in requests:
        if not doors.is_open(request.day):
            raise DomainError(_("Registration for this day has closed."), field="days")
        if request.pk:
            move(request, DayRequest.State.ASKED)
        open_the_door(request, pools[request.day.pool_id])


def _check_not_over(request: DayRequest, moment: dt.datetime) -> None:
    if request.day.is_over_at(moment):
        raise DomainError(_("This day is over."), field="days")


def _refuse_recorded(application: Application, leaving: list[DayRequest]) -> None:
    """Raise `DomainError` for a day on which the person's presence is recorded; the pools are locked."""
    stay = recorded([application.participant_id]) if leaving else set()
    for request in leaving:
        if (application.participant_id, request.day_id) in stay:
            raise DomainError(why_it_stays(application, request.day), field="days")


def why_it_stays(application: Application, day: Day) -> str:
    """Why a day can no longer be given up, and whom to ask, in the reader's language."""
    email = application.participant.cohort.residency.programme.contact_email
    stays = gettext("%(date)s: you have been marked present, so you can no longer give this day up yourself.")
    ask = gettext("If that is wrong, write to the organiser: %(email)s.") if email else ""
    ask = ask or gettext("If that is wrong, ask the organiser.")
    return capfirst(f"{stays} {ask}" % {"date": date_in_words(day.date), "email": email})


@transaction.atomic
def withdraw_day(*, actor: User, day_request: DayRequest) -> Application:
    """Give up one day. Allowed until the day is over, after its deadline too: the place can help somebody else.

    Done twice it changes nothing. The last day given up withdraws the application. Raises `DomainError` when the
    day is over, and when the person has been marked present on it: only a manager takes such a place away. Side
    effects: the place is given back, an audit line, a letter.
    """
    row = lock_own(actor, pk=day_request.application_id)
    return _withdraw(row, actor, only=day_request.pk)


@transaction.atomic
def withdraw_application(*, actor: User, application: Application) -> Application:
    """Give up every day that is not over; done twice it changes nothing.

    Raises `DomainError`, and nothing is given up, if the person has been marked present on one of them. Side effects:
    places are given back, an audit line, a letter.
    """
    return _withdraw(lock_own(actor, pk=application.pk), actor)


def _withdraw(row: Application, actor: User, *, only: int | None = None) -> Application:
    if row.state == Application.State.WITHDRAWN:
        return row
    _check_sent(row)
    moment = timezone.now()
    requests = requests_of(row)
    given_up = [request for request in _active(requests) if only in (None, request.pk)]
    leaving = [request for request in given_up if not request.day.is_over_at(moment)]
    if not leaving:
        for request in given_up:
            _check_not_over(request, moment)
        return row
    hold_days(leaving)
    _refuse_recorded(row, leaving)
    freed = any(request.state in HOLDING for request in leaving)
    for request in leaving:
        leave(request)
    row.version += 1
    row.changed_at = moment
    is_all = not _active(requests)
    if is_all:
        move(row, Application.State.WITHDRAWN)
    row.save(update_fields=["state", "version", "changed_at"])
    for request in leaving:
        note(request, "withdraw_day", actor)
    if is_all:
        note(row, "withdraw", actor)
        outbox.write([letters.withdrawn(row, freed=freed)])
    else:
        _tell_how_it_stands(row, requests)
    return row
