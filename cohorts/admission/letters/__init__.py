"""Letters of admission: composed as facts when something happens, worded by their kinds when they leave."""

from .facts import (
    changed,
    closed_again,
    cohort_cancelled,
    cohort_cancelled_at_work,
    decided,
    doors_told_of,
    offered,
    please_confirm,
    received,
    still_open,
    withdrawn,
    withdrawn_by_phone,
)
from .wording import ClosedAgain, StillOpen

__all__ = [
    "ClosedAgain",
    "StillOpen",
    "changed",
    "closed_again",
    "cohort_cancelled",
    "cohort_cancelled_at_work",
    "decided",
    "doors_told_of",
    "offered",
    "please_confirm",
    "received",
    "still_open",
    "withdrawn",
    "withdrawn_by_phone",
]
