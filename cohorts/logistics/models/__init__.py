"""Rows of this room: visits and their sites, safety briefings that were read, links of hosts."""

from .briefings import Acknowledgement, Briefing
from .links import HostLink, NameCode, PassList
from .visits import Visit, VisitSite

__all__ = ["Acknowledgement", "Briefing", "HostLink", "NameCode", "PassList", "Visit", "VisitSite"]
