"""Maps of transitions: what may become of an application and of each day that it asks for."""

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from foundation.errors import Conflict

from .models import Application, DayRequest

APPLICATION: Mapping[str, frozenset[str]] = {
    Application.State.DRAFT: frozenset({Application.State.SENT}),
    Application.State.SENT: frozenset({Application.State.WITHDRAWN}),
    # Whoever changes their mind begins again with the same answers and keeps the receipt number.
    Application.State.WITHDRAWN: frozenset({Application.State.DRAFT}),
}

_DAY = DayRequest.State
DAY: Mapping[str, frozenset[str]] = {
    _DAY.ASKED: frozenset({_DAY.ACCEPTED, _DAY.WAITING, _DAY.DECLINED, _DAY.WITHDRAWN}),
    _DAY.WAITING: frozenset({_DAY.OFFERED, _DAY.ACCEPTED, _DAY.DECLINED, _DAY.WITHDRAWN}),
    _DAY.OFFERED: frozenset({_DAY.ACCEPTED, _DAY.LAPSED, _DAY.DECLINED, _DAY.WITHDRAWN}),
    _DAY.ACCEPTED: frozenset({_DAY.CONFIRMED, _DAY.WITHDRAWN, _DAY.CANCELLED}),
    _DAY.CONFIRMED: frozenset({_DAY.WITHDRAWN, _DAY.CANCELLED}),
    # A committee may think again; a person may ask again while the day's door is open.
    _DAY.DECLINED: frozenset({_DAY.ACCEPTED, _DAY.WAITING}),
    _DAY.WITHDRAWN: frozenset({_DAY.ASKED}),
    # Who answers too late may be let in by a manager, or ask again.
    _DAY.LAPSED: frozenset({_DAY.ASKED, _DAY.ACCEPTED, _DAY.WAITING}),
    _DAY.CANCELLED: frozenset(),
}

# Somebody still counts on the day, or it is not decided.
ACTIVE = frozenset({_DAY.ASKED, _DAY.WAITING, _DAY.OFFERED, _DAY.ACCEPTED, _DAY.CONFIRMED})
# A place of the day's pool is held.
HOLDING = frozenset({_DAY.ACCEPTED, _DAY.CONFIRMED})

RowT = TypeVar("RowT", Application, DayRequest)


def may_become(row: Application | DayRequest, state: str) -> bool:
    """Whether the map lets the row go there from where it is."""
    transitions = APPLICATION if isinstance(row, Application) else DAY
    return state in transitions[row.state]


def move(row: RowT, state: str) -> RowT:
    """Set the new state on a locked row; raises `Conflict` with the present state if the map says no.

    Saves nothing.
    """
    if not may_become(row, state):
        raise Conflict(
            _("This has changed in the meantime: it is now “%(state)s”.") % {"state": row.get_state_display()}
        )
    row.state = state
    return row
