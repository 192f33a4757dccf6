"""The part of the first screen that says that letters do not leave: how many, since when, what to do, whom to call."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Min, When
from django.utils import timezone
from wagtail.admin.ui.components import Component

from foundation.work import WorkState
from messaging.models import TOO_LONG, Letter
from people.models import User, by_name

MOST_NAMED = 3


@dataclass(frozen=True)
class Waiting:
    """Letters that should have left."""

    count: int
    since: dt.datetime


def letters_that_wait(now: dt.datetime) -> Waiting | None:
    """What has waited for too long, tried or not; None if mail works. One query.

    A letter waits from when it may leave; each try that fails puts that off, so one that was tried waits from when it
    was written.
    """
    due = Case(When(attempts=0, then="not_before"), default="created_at")
    late = (
        Letter.objects.filter(state__in=(WorkState.QUEUED, WorkState.RUNNING))
        .annotate(due=due)
        .filter(due__lt=now - TOO_LONG)
        .aggregate(count=Count("pk"), since=Min("due"))
    )
    return Waiting(late["count"], late["since"]) if late["count"] else None


class MailWaits(Component):
    """Stands above everything else as long as letters wait."""

    name = "mail_waits"
    template_name = "messaging/office/mail_waits.html"
    order = 10

    def __init__(self, waiting: Waiting) -> None:
        self.waiting = waiting

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Whom the settings name, or else the administrators. One query at most."""
        user = parent_context["request"].user
        administrators = User.objects.filter(is_superuser=True, is_active=True).order_by(*by_name())
        return {
            "waiting": self.waiting,
            "since": timezone.localtime(self.waiting.since),
            "contact": settings.OPERATOR_CONTACT,
            "people": [] if settings.OPERATOR_CONTACT else administrators[:MOST_NAMED],
            "is_administrator": user.is_superuser,
        }
