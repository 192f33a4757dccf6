"""The audit lines of admission: who did what to which row, without personal data."""

from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts.admission.models import Application, DayRequest
from office.wagtail_private import get_active_log_context, log_registry
from people.models import User


def note(row: Application | DayRequest, action: str, actor: User | None, **data: object) -> None:
    """Write an audit line about a row inside the present transaction; one query. Without an actor the clock did it.

    The same line as `wagtail.log_actions.log` writes, without its two questions whether the person and the kind of
    row exist: people wait for each other while a day's places are given out.
    """
    note_all([row], action, actor, **data)


def note_all(
    rows: Iterable[Application | DayRequest], action: str, actor: User | None, **data: object
) -> None:
    """Write the same audit line about each of the rows; one query."""
    name = f"admission.{action}"
    if not log_registry.action_exists(name):
        raise ValueError(f"{name} is not registered")
    ModelLogEntry.objects.bulk_create([_line(row, name, actor, data) for row in rows])


def _line(
    row: Application | DayRequest, name: str, actor: User | None, data: Mapping[str, object]
) -> ModelLogEntry:
    day = {"day": row.day.date.isoformat()} if isinstance(row, DayRequest) else {}
    return ModelLogEntry(
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        label=str(row),
        action=name,
        timestamp=timezone.now(),
        user=actor,
        uuid=get_active_log_context().uuid,
        data={**day, **data},
    )
