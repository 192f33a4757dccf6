"""Who waits for whom: applications first, then pools, each by id, so that nobody waits in a ring."""

from collections.abc import Iterable
from functools import cache

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.admission.models import Application, DayRequest
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from people.models import User


def lock_applications(ids: Iterable[int]) -> dict[int, Application]:
    """The applications with what letters say of them, held until the transaction ends; one query."""
    rows = _locked().select_related("participant__user").filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows}


def _locked(*conditions: Q) -> QuerySet[Application]:
    return _found_by(*conditions).select_for_update(of=("self",))


@cache
def _found_by(*conditions: Q) -> QuerySet[Application]:
    """Built once for all who come with the same conditions: that takes a tenth of the time of sending."""
    rows = Application.objects.with_programme().select_related("participant__cohort")
    return rows.filter(*conditions)


class NotThere(DomainError):
    """There is no such application, or it is somebody else's."""


def lock_own(actor: User, *conditions: Q, **which: object) -> Application:
    """The person's own application that these find, held until the transaction ends; raises `NotThere`."""
    try:
        row = _locked(*conditions).get(participant__user_id=actor.pk, **which)
    except Application.DoesNotExist as error:
        raise NotThere(_("This application is not there, or it is somebody else’s.")) from error
    row.participant.user = actor
    return row


def requests_of(application: Application) -> list[DayRequest]:
    """The days that the application asks for, with their places; one query."""
    cohort = application.participant.cohort
    rows = DayRequest.objects.filter(application_id=application.pk).select_related("day__pool").order_by()
    requests = sorted(rows, key=lambda request: request.day.date)
    for request in requests:
        request.application = application
        request.day.cohort = cohort
    return requests


def check_version(application: Application, version: int) -> None:
    """Raise `Conflict` if the form was made from an older state than the present one."""
    changed = _(
        "Your application was changed after this page was opened, perhaps in another window. "
        "What you typed is still here. Check it and save again."
    )
    require_seen(application.version, version, Conflict(changed))
