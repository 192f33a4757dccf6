"""Rights on the page of the day: who finds it, and who reads names on it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cohorts.models import Cohort, Participant, Place
from cohorts.queries import present_trainers
from cohorts.timetable.models import SessionTrainer
from residencies.rights import EDITORS, grant

# Who is missing, who was not seen yet: whoever may open lists of passengers and mark presence.
grant("today.see_names", *EDITORS)


def readable_by(user: Any) -> QuerySet[Cohort]:
    """Cohorts whose day this person may look at: who takes part or comes to work there, and who `works_in` it."""
    if not user.is_authenticated or not user.is_active:
        return Cohort.objects.none()
    own = Participant.objects.filter(cohort=OuterRef("pk"), user_id=user.pk)
    held = Place.objects.filter(pool__cohort=OuterRef("pk"), participant__user_id=user.pk)
    takes_part = Q(Exists(held)) | Q(Exists(own.exclude(kind=Participant.Kind.PARTICIPANT)))
    shown = Cohort.objects.exclude(state=Cohort.State.DRAFT)
    return shown.filter(takes_part | Q(pk__in=worked_in_by(user).values("pk")))


def worked_in_by(user: Any) -> QuerySet[Cohort]:
    """Cohorts that this person manages or teaches in: they see the whole programme, and the screen for the room."""
    led = SessionTrainer.objects.filter(
        trainer__in=present_trainers(user.pk), session__day__cohort=OuterRef("pk")
    )
    seen = Cohort.objects.visible_to(user, "cohorts.view").values("pk")
    return Cohort.objects.exclude(state=Cohort.State.DRAFT).filter(Q(pk__in=seen) | Q(Exists(led)))
