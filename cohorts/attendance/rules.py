"""Who marks presence and who works in a session."""

from typing import Any

from cohorts.timetable.models import Session
from residencies.rights import manages, teaches


def leads(user: Any, session: Session) -> bool:
    """Whether the person is one of the session's trainers, and still a trainer of its programme."""
    return teaches(user, session.owning_programme_id) and session.trainers.filter(user_id=user.pk).exists()


def may_work_in(user: Any, session: Session) -> bool:
    """Whether the person marks presence and gives materials in this session: its trainers and the managers."""
    return leads(user, session) or manages(user, session.owning_programme_id)
