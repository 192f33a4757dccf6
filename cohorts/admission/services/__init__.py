"""Every write of admission: drafts, sending, changing and withdrawing, deciding."""

from .calling import given_up, record_call, take_back
from .changes import change_application, why_it_stays, withdraw_application, withdraw_day
from .confirming import confirm, want_at_once
from .decisions import Decision, OwnApplication, decide, decide_many
from .drafts import discard_draft, save_draft
from .late_doors import close_late, open_late
from .locking import NotThere
from .notes import write_note
from .replacing import cleaned_answers, end_requests, enter, requests_to_end
from .sending import send_application
from .unsent import add_decisions, send_decisions, undo_decisions

__all__ = [
    "Decision",
    "NotThere",
    "OwnApplication",
    "add_decisions",
    "change_application",
    "cleaned_answers",
    "close_late",
    "confirm",
    "decide",
    "decide_many",
    "discard_draft",
    "end_requests",
    "enter",
    "given_up",
    "open_late",
    "record_call",
    "requests_to_end",
    "save_draft",
    "send_application",
    "send_decisions",
    "take_back",
    "undo_decisions",
    "want_at_once",
    "why_it_stays",
    "withdraw_application",
    "withdraw_day",
    "write_note",
]
