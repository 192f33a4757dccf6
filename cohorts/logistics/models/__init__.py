"""Rows of this room: visits and their sites, safety briefings, links of hosts; runs, their calls, and boarding."""

from .boarding import CaptainLink, Count, Tap
from .briefings import Acknowledgement, Briefing
from .links import HostLink, NameCode, PassList
from .runs import (
    MOST_COUNTED,
    MOST_SEATS,
    Call,
    Direction,
    Operator,
    Passenger,
    Run,
    RunChange,
    Travel,
    Vehicle,
)
from .visits import Visit, VisitSite

__all__ = [
    "MOST_COUNTED",
    "MOST_SEATS",
    "Acknowledgement",
    "Briefing",
    "Call",
    "CaptainLink",
    "Count",
    "Direction",
    "HostLink",
    "NameCode",
    "Operator",
    "PassList",
    "Passenger",
    "Run",
    "RunChange",
    "Tap",
    "Travel",
    "Vehicle",
    "Visit",
    "VisitSite",
]
