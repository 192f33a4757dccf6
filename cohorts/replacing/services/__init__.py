"""Writes of replacements: naming a colleague, what they answer, approving, taking back, reminding, forgetting."""

from .answering import confirm, refuse
from .approving import approve
from .keeping import forget_colleagues
from .nominating import Nomination, nominate, note_opening, withdraw
from .reminding import remind, remind_silent

__all__ = [
    "Nomination",
    "approve",
    "confirm",
    "forget_colleagues",
    "nominate",
    "note_opening",
    "refuse",
    "remind",
    "remind_silent",
    "withdraw",
]
