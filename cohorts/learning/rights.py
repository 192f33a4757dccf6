"""Rights on materials."""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from cohorts.attendance.rights import leads
from cohorts.learning.models import Publication
from cohorts.models import Place
from cohorts.queries import present_trainers
from cohorts.timetable.models import Session, SessionTrainer
from people.rights import is_administrator
from residencies.models import Programme
from residencies.rights import MANAGERS, READERS, grant, has_role

grant("materials.view", *READERS)
# Giving one to a session, a new version of it, taking it back: those who lead the session, and managers.
rules.add_perm("materials.publish", has_role(*MANAGERS) | leads)


def readable_by(user: Any) -> QuerySet[Publication]:
    """What this person may open; a material that was taken back is nobody's.

    Published to a day on which they hold a place, to a session that they lead, or in a programme in whose
    back office they work.
    """
    rows = Publication.objects.filter(withdrawn_at__isnull=True)
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if is_administrator(user):
        return rows
    held = Place.objects.filter(participant__user_id=user.pk).values("pool_id")
    managed = Programme.objects.visible_to(user, "materials.view").values("pk")
    mine = (
        Q(session__day__pool__in=held)
        | Q(session__in=led_by(user).values("pk"))
        | Q(session__day__cohort__residency__programme__in=managed)
    )
    return rows.filter(mine)


def led_by(user: Any) -> QuerySet[Session]:
    """Sessions in which this person is a trainer, and still a trainer of the programme."""
    led = SessionTrainer.objects.filter(trainer__in=present_trainers(user.pk))
    return Session.objects.filter(pk__in=led.values("session_id"))
