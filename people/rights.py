"""Who may do what: every room asks `may(actor, right, row)` and nothing else.

A right is a dotted name put together from small predicates. Each room names its own in `rights.py`; the whole table,
action by role, is `docs/permissions.md`. An actor is a person who is signed in, or whoever bears a link that a room has
given out: the predicates of that room know what such an actor is.
"""

from typing import Any, Protocol

import rules


class Actor(Protocol):
    """Whoever wants to do something: a user, nobody in particular, or the bearer of a link."""

    @property
    def is_active(self) -> bool: ...
    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_superuser(self) -> bool: ...


def is_administrator(actor: Actor) -> bool:
    """Whether the person may do everything."""
    return bool(actor.is_authenticated and actor.is_active and actor.is_superuser)


def may(actor: Actor, right: str, row: Any = None) -> bool:
    """Whether the actor has this right on the row; without one, on some row.

    Raises `LookupError` for a right that no room knows: a slip of the pen must not pass for a refusal.
    """
    if not rules.perm_exists(right):
        raise LookupError(f"no room knows the right {right!r}")
    if not actor.is_authenticated or not actor.is_active:
        return False
    return is_administrator(actor) or bool(rules.has_perm(right, actor, row))


def holds_role_with(actor: Actor, right: str) -> bool:
    """Whether a role of the person's brings this right: being an administrator is none.

    Raises `LookupError` for a right that no room knows.
    """
    if not rules.perm_exists(right):
        raise LookupError(f"no room knows the right {right!r}")
    return bool(actor.is_authenticated and actor.is_active and rules.has_perm(right, actor, None))
