"""Reads of published materials."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from cohorts.learning.rights import led_by, readable_by
from cohorts.models import Cohort
from cohorts.timetable.models import Session

from .models import Publication


def with_details(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Publications with what lists show."""
    return rows.select_related("version__material", "session__day__cohort__residency")


def of_session(session: Session) -> QuerySet[Publication]:
    """What is published to a session now."""
    return with_details(Publication.objects.filter(session=session, withdrawn_at__isnull=True))


def materials_of(cohort: Cohort) -> QuerySet[Publication]:
    """What is published to the sessions of a cohort now."""
    return Publication.objects.filter(session__day__cohort=cohort, withdrawn_at__isnull=True)


def materials_counted(cohort: Cohort) -> QuerySet[Session]:
    """Every session of a cohort that takes place, with `materials`: how many are published to it now; one query."""
    present = Q(publications__withdrawn_at__isnull=True)
    return (
        Session.objects.filter(
            day__cohort=cohort,
            state=Session.State.PLANNED,
            called_off_at__isnull=True,
            format__is_taught=True,
        )
        .select_related("day", "format")
        .annotate(materials=Count("publications", filter=present))
        .order_by("day__date", "starts", "pk")
    )


def of_cohort(user: Any, cohort: Cohort) -> dict[str, list[Publication]]:
    """What this person may open in a cohort, by the session's public id; one query."""
    found: dict[str, list[Publication]] = {}
    for publication in with_details(readable_by(user)).filter(session__day__cohort=cohort):
        found.setdefault(str(publication.session.public_id), []).append(publication)
    return found


def sessions_led_by(user: Any) -> QuerySet[Session]:
    """Sessions in which this person is a trainer, by time."""
    return (
        led_by(user)
        .filter(state=Session.State.PLANNED)
        .select_related("day__cohort__residency", "format")
        .order_by("day__date", "starts", "pk")
    )
