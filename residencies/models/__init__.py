"""Rows of this room: programmes and what belongs to them; venues."""

from .programmes import (
    CalendarDate,
    FundingProject,
    Membership,
    Partner,
    Programme,
    Residency,
    ScopedModel,
    ScopedQuerySet,
    Theme,
    validate_time_zone,
)
from .venues import Room, Venue, Way

__all__ = [
    "CalendarDate",
    "FundingProject",
    "Membership",
    "Partner",
    "Programme",
    "Residency",
    "Room",
    "ScopedModel",
    "ScopedQuerySet",
    "Theme",
    "Venue",
    "Way",
    "validate_time_zone",
]
