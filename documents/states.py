"""Which states a document may have next. A paper is void for good."""

from .models import Document

State = Document.State

NEXT: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.SENT, State.VOID}),
    State.SENT: frozenset({State.SIGNED, State.ORDERED, State.VOID}),
    # A further copy, or one that came after the order, leaves the state as it is.
    State.SIGNED: frozenset({State.SIGNED, State.ORDERED, State.VOID}),
    State.ORDERED: frozenset({State.ORDERED, State.VOID}),
    State.VOID: frozenset(),
}
