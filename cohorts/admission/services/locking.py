"""Who waits for whom: applications first, then pools, each by id, so that nobody waits in a ring.

Sending is the one write that reads an application without holding it: its write names the version that it read.
"""

from collections.abc import Iterable, Mapping

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts import places
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Pool
from cohorts.queries import published
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from people.models import User


def lock_applications(ids: Iterable[int]) -> dict[int, Application]:
    """The applications with what letters say of them, held until the transaction ends; one query."""
    rows = _locked().select_related("participant__user").filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows}


def _locked() -> QuerySet[Application]:
    return Application.objects.select_for_update(of=("self",)).select_related(
        "participant__cohort__residency__programme"
    )


class NotThere(DomainError):
    """There is no such application, or it is somebody else's."""


def lock_own(actor: User, **which: object) -> Application:
    """The person's own application that `which` finds, held until the transaction ends; raises `NotThere`."""
    return _own(_locked(), actor, which)


# What sending reads. Cohorts are wide, and people wait for one another here.
_SENT = (
    *("public_id", "state", "receipt", "version", "sent_at", "changed_at", "participant__user"),
    *("community", "country", "organisation", "position", "motivation"),
    *(f"participant__cohort__{name}" for name in ("state", "archived_at", "time_zone")),
)


def read_to_send(actor: User, **which: object) -> Application:
    """The person's own application that `which` finds, not held, with no more than sending needs; raises `NotThere`.

    It carries `programme_id`. Only to a cohort that the public site lists: whose page nobody finds takes no
    applications either.
    """
    rows = Application.objects.select_related("participant__cohort").only(*_SENT)
    listed = rows.filter(published("participant__cohort__"))
    return _own(listed.annotate(programme_id=F(Application.programme_path)), actor, which)


def _own(rows: QuerySet[Application], actor: User, which: Mapping[str, object]) -> Application:
    try:
        row = rows.get(participant__user_id=actor.pk, **which)
    except Application.DoesNotExist as error:
        raise NotThere(_("This application is not there, or it is somebody else’s.")) from error
    row.participant.user = actor
    return row


def lock_pools(ids: Iterable[int]) -> dict[int, Pool]:
    """The pools, held until the transaction ends, one after another by id."""
    return {pool_id: places.lock(pool_id) for pool_id in sorted(set(ids))}


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
