"""Drafts: kept as they are typed, incomplete too, and seen by nobody but the person."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admission.answers import Answers
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.receipt_numbers import new_receipt
from cohorts.admission.states import ACTIVE, move
from cohorts.models import Cohort, Day, Participant
from foundation.errors import Conflict, DomainError
from people.models import User
from people.services import hold_account

from . import writing
from .locking import check_version, lock_own, requests_of

_STATE = DayRequest.State


@transaction.atomic
def save_draft(*, actor: User, cohort: Cohort, answers: Answers, version: int = 0) -> Application:
    """Keep the answers given so far, however few; the first ones make the draft.

    `version` is the one that the form was made from (0: there was no draft yet). Answers that are kept already
    change nothing and are no conflict, so a second press is harmless. Raises `Conflict` for an older version or an
    application that has been sent, `DomainError` for a value that cannot be kept. Names go to the person's profile.
    Who is being erased in another window finds no draft, and begins none.
    """
    application, is_new = _found_or_begun(actor, cohort)
    row = lock_own(actor, pk=application.pk)
    changes = writing.differences(row, answers)
    wishes_change = "days" in answers and _wishes_differ(row, answers)
    if not (changes or wishes_change or is_new):
        return row
    if row.state == Application.State.SENT:
        raise Conflict(_("This application has been sent already. Change it on its own page."))
    if not is_new:
        check_version(row, version)
    if row.state == Application.State.WITHDRAWN:
        move(row, Application.State.DRAFT)
    writing.apply(row, changes)
    if wishes_change:
        _keep_wishes(row, answers["days"], answers.get("waits_if_full", ()))
    if not is_new:
        row.version += 1
    row.changed_at = timezone.now()
    row.save()
    return row


def _found_or_begun(actor: User, cohort: Cohort) -> tuple[Application, bool]:
    known = Application.objects.filter(participant__cohort=cohort, participant__user=actor).first()
    if known is not None:
        return known, False
    hold_account(actor)
    participant, _new = Participant.objects.get_or_create(cohort=cohort, user=actor)
    # Django calls what draws the number for a new row only.
    return Application.objects.get_or_create(  # type: ignore[misc]
        participant=participant, defaults={"receipt": new_receipt}
    )


def _wishes_differ(application: Application, answers: Answers) -> bool:
    saved = {
        request.day_id: request.waits_if_full
        for request in application.day_requests.all()
        if request.state in ACTIVE
    }
    waiting = set(answers.get("waits_if_full", ()))
    return saved != {day: day in waiting for day in answers["days"]}


def _keep_wishes(application: Application, days: Collection[int], waiting: Collection[int]) -> None:
    """Make the draft's days those that are wished for; a day that was refused stays refused."""
    known = {request.day_id: request for request in requests_of(application)}
    possible = set(Day.objects.filter(cohort=application.participant.cohort).values_list("pk", flat=True))
    for day_id in set(days) & possible:
        request = known.get(day_id) or DayRequest(application=application, day_id=day_id)
        if request.pk and request.state not in ACTIVE:
            move(request, _STATE.ASKED)
        request.waits_if_full = day_id in waiting
        request.save()
    for day_id, request in known.items():
        if day_id in days or request.state not in ACTIVE:
            continue
        if application.sent_at:
            move(request, _STATE.WITHDRAWN).save(update_fields=["state"])
        else:
            request.delete()


@transaction.atomic
def discard_draft(*, actor: User, application: Application) -> None:
    """Delete a draft that was never sent, with all its answers; the profile stays. Raises `DomainError` otherwise."""
    row = lock_own(actor, pk=application.pk)
    if row.state != Application.State.DRAFT or row.sent_at:
        raise DomainError(_("This application has been sent. Withdraw it instead."))
    row.day_requests.all().delete()
    participant = row.participant
    row.delete()
    participant.delete()
