"""What `manage.py doctor` looks at in this room: the broker, a worker, letters that wait or were set aside."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import work
from foundation.health.findings import doctor_check, error, fine, note
from foundation.work import WorkState

from .models import TOO_LONG, Letter

SECONDS_FOR_A_WORKER = 2.0


@doctor_check()
def broker_and_worker() -> Iterator[CheckMessage]:
    """Whether messages reach a worker."""
    app = work.celery_app()
    kind = str(settings.CELERY_BROKER_URL).partition(":")[0]
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=SECONDS_FOR_A_WORKER)
        answers = app.control.ping(timeout=SECONDS_FOR_A_WORKER)
    except Exception as reason:  # noqa: BLE001 — whatever the broker's client raises, no work is handed over
        yield error(
            "messaging.E001",
            _("The broker (%(kind)s) does not answer: %(reason)s.")
            % {"kind": kind, "reason": type(reason).__name__},
        )
        return
    if kind == "filesystem":
        yield note(
            "messaging.W001",
            _("Work is handed over in files: right for one machine. For several set CELERY_BROKER_URL."),
        )
    if answers:
        yield fine(
            "messaging.I001",
            ngettext("%(count)d worker answers.", "%(count)d workers answer.", len(answers))
            % {"count": len(answers)},
        )
    else:
        yield error(
            "messaging.E002",
            _("No worker answers: letters and certificates wait. Start one."),
            only_in_use=True,
        )


@doctor_check()
def letters() -> Iterator[CheckMessage]:
    """Whether letters wait for too long, and whether some were given up."""
    late = Letter.objects.filter(
        state__in=(WorkState.QUEUED, WorkState.RUNNING), not_before__lt=timezone.now() - TOO_LONG
    ).count()
    given_up = Letter.objects.filter(state=WorkState.FAILED).count()
    if late:
        yield error(
            "messaging.E003",
            ngettext(
                "%(count)d letter has waited for more than five minutes.",
                "%(count)d letters have waited for more than five minutes.",
                late,
            )
            % {"count": late},
        )
    if given_up:
        yield note(
            "messaging.W002",
            ngettext(
                "%(count)d letter could not be delivered and was set aside.",
                "%(count)d letters could not be delivered and were set aside.",
                given_up,
            )
            % {"count": given_up},
        )
    if not late and not given_up:
        yield fine("messaging.I002", _("No letter waits."))
