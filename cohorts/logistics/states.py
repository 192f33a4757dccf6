"""What may become of a site of a visit. A leaf: values in, values out."""

from .models.visits import VisitSite

State = VisitSite.State

# Asked anew from anywhere; once asked, a host may always change the answer.
NEXT: dict[str, frozenset[str]] = {
    State.NEW: frozenset({State.ASKED}),
    State.ASKED: frozenset({State.ASKED, State.CONFIRMED, State.PROPOSED, State.DECLINED}),
    State.PROPOSED: frozenset({State.ASKED, State.CONFIRMED, State.PROPOSED, State.DECLINED}),
    State.CONFIRMED: frozenset({State.ASKED, State.CONFIRMED, State.PROPOSED, State.DECLINED}),
    State.DECLINED: frozenset({State.ASKED, State.CONFIRMED, State.PROPOSED, State.DECLINED}),
}


def may_become(before: str, after: str) -> bool:
    """Whether a site in the one state may be in the other next."""
    return after in NEXT[before]
