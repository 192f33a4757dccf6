"""Programmes and what belongs to them (`rows`), and the public site's editorial pages (`pages`)."""

from .pages import ContentPage, HomePage, ResidencyIndexPage, ResidencyPage
from .rows import (
    FundingProject,
    Membership,
    Partner,
    Programme,
    Residency,
    Room,
    ScopedModel,
    ScopedQuerySet,
    Theme,
    Venue,
    validate_time_zone,
)

__all__ = [
    "ContentPage",
    "FundingProject",
    "HomePage",
    "Membership",
    "Partner",
    "Programme",
    "Residency",
    "ResidencyIndexPage",
    "ResidencyPage",
    "Room",
    "ScopedModel",
    "ScopedQuerySet",
    "Theme",
    "Venue",
    "validate_time_zone",
]
