"""One dated run of a residency: its days, its people, and the one mechanism for places."""

from .codes import SentCode
from .cohort import MOST_DAYS, Cohort, Day, Participant
from .digests import DigestRecord
from .places import (
    WHOLE,
    Move,
    Offer,
    Part,
    Place,
    Pool,
    PoolWork,
    Reservation,
    Stretch,
    Waiting,
    whole_second,
)

__all__ = [
    "MOST_DAYS",
    "WHOLE",
    "Cohort",
    "Day",
    "DigestRecord",
    "Move",
    "Offer",
    "Part",
    "Participant",
    "Place",
    "Pool",
    "PoolWork",
    "Reservation",
    "SentCode",
    "Stretch",
    "Waiting",
    "whole_second",
]
