"""Rows of this room: programmes and what belongs to them; pictures; venues."""

from .pictures import Picture, drawn_images, with_pictures
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
    "Picture",
    "Programme",
    "Residency",
    "Room",
    "ScopedModel",
    "ScopedQuerySet",
    "Theme",
    "Venue",
    "Way",
    "drawn_images",
    "validate_time_zone",
    "with_pictures",
]
