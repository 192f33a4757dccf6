"""Letters of admission: composed as facts when something happens, worded by their kinds when they leave."""

from .composing import (
    changed,
    closed_again,
    cohort_cancelled,
    cohort_cancelled_at_work,
    decided,
    offered,
    please_confirm,
    received,
    still_open,
    withdrawn,
    withdrawn_by_phone,
)
from .kinds import StillOpen

__all__ = [
    "StillOpen",
    "changed",
    "closed_again",
    "cohort_cancelled",
    "cohort_cancelled_at_work",
    "decided",
    "offered",
    "please_confirm",
    "received",
    "still_open",
    "withdrawn",
    "withdrawn_by_phone",
]
