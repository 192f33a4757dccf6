"""What becomes of applications when their cohort is cancelled: each is closed, and each person told, once."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import places
from cohorts.admission.answers import cleaned
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.states import ACTIVE, move
from cohorts.cancelling import Concern, Preview
from cohorts.models import Cohort
from people.errors import DomainError
from people.models import User

from . import letters
from .history import note_all
from .locking import lock_applications

_STATE = DayRequest.State
# Rows in one statement: SQLite takes a limited number of values.
BATCH = 100
# Who holds a place loses it; who is still considered or waits is declined; an offer lapses.
OUTCOME: Mapping[str, str] = {
    _STATE.ASKED: _STATE.DECLINED,
    _STATE.WAITING: _STATE.DECLINED,
    _STATE.OFFERED: _STATE.LAPSED,
    _STATE.ACCEPTED: _STATE.CANCELLED,
    _STATE.CONFIRMED: _STATE.CANCELLED,
}


def _to_close(cohort: Cohort) -> list[DayRequest]:
    """Days of sent applications that are still going on and are not over, those of one person together.

    Five queries, however many: all that the letters say comes along.
    """
    rows = (
        DayRequest.objects.filter(
            application__participant__cohort=cohort,
            application__state=Application.State.SENT,
            state__in=ACTIVE,
        )
        .select_related("day__pool", "application__participant__user")
        .order_by("application_id", "day__date")
    )
    told = Cohort.objects.select_related("residency__programme").prefetch_related("days").get(pk=cohort.pk)
    for row in rows:
        row.day.cohort = row.application.participant.cohort = told
    moment = timezone.now()
    return [row for row in rows if not row.day.is_over_at(moment)]


def _applications(requests: Iterable[DayRequest]) -> list[Application]:
    """The applications of these requests, each once."""
    return list({request.application_id: request.application for request in requests}.values())


@transaction.atomic
def close_applications(cohort: Cohort, actor: User, reason: str) -> int:
    """Close every application to a cohort that is being cancelled; how many people were told.

    Called inside the cancellation, which holds the cohort. All applications are held and get a new version, drafts too:
    whoever sends or changes one at this moment finds it changed, and the cohort cancelled. Days that are over stay as
    they are. Raises `DomainError` without a reason if there is anybody to tell. Side effects: places and queues of the
    days to come are given back; an audit line per day of an application; one letter per person.
    """
    ids = Application.objects.filter(participant__cohort=cohort).values_list("pk", flat=True)
    held = lock_applications(ids)
    Application.objects.filter(pk__in=held).update(version=F("version") + 1)
    requests = _to_close(cohort)
    if not requests:
        return 0
    text = cleaned(DayRequest, "reason", reason)
    if not text:
        raise DomainError(_("Write the reason: people read it in the letter."), field="reason")
    for request in requests:
        move(request, OUTCOME[request.state])
        request.reason, request.decided_by, request.decided_at = text, actor, timezone.now()
    places.give_all_back(pool_ids=(request.day.pool_id for request in requests))
    DayRequest.objects.bulk_update(
        requests, ["state", "reason", "decided_by", "decided_at"], batch_size=BATCH
    )
    note_all(requests, "close", actor)
    applications = _applications(requests)
    for application in applications:
        letters.cohort_cancelled(application, text)
    return len(applications)


def previews(cohort: Cohort, reason: str) -> list[Preview]:
    """The letter in each language that its readers have, as the first of them will read it; writes nothing."""
    by_language: dict[str, list[Application]] = {}
    for application in _applications(_to_close(cohort)):
        by_language.setdefault(application.participant.user.language, []).append(application)
    found = []
    for language, readers in by_language.items():
        subject, text, _html = letters.preview_of_cancellation(readers[0], reason.strip())
        found.append(Preview(language=language, count=len(readers), subject=subject, text=text))
    return found


concern = Concern(previews=previews, close=close_applications)
