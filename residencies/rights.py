"""Rights that a role in a programme brings, and those of this room.

`grant("venues.change", *EDITORS)` names a right and the roles that have it, once: `may(actor, right, row)` asks it of a
row, `visible_to(actor, right)` of a query. The whole table is `docs/permissions.md`.
"""

from collections.abc import Callable
from typing import Any

import rules
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What one person does in one programme."""

    MANAGER = "manager", _("programme manager")
    ASSISTANT = "assistant", _("assistant")
    VIEWER = "viewer", _("viewer")
    TRAINER = "trainer", _("trainer")


MANAGERS = (Role.MANAGER,)
EDITORS = (Role.MANAGER, Role.ASSISTANT)
READERS = (Role.MANAGER, Role.ASSISTANT, Role.VIEWER)  # who works in the back office
# Stands beside the role of an assistant for whom it is ticked; managers see needs by their role.
SEES_NEEDS = "sees_needs"

_granted: dict[str, frozenset[str]] = {}


def roles_of(actor: Any) -> dict[int, frozenset[str]]:
    """The actor's roles by programme. One query for a request: whoever signs in anew is asked for anew."""
    if not hasattr(actor, "_roles_in_programmes"):
        found: dict[int, frozenset[str]] = {}
        for programme, role, sees_needs in _memberships(actor):
            more = {role, SEES_NEEDS} if sees_needs and role == Role.ASSISTANT else {role}
            found[programme] = found.get(programme, frozenset()) | more
        actor._roles_in_programmes = found
    held: dict[int, frozenset[str]] = actor._roles_in_programmes
    return held


def _memberships(actor: Any) -> Any:
    if not hasattr(actor, "memberships"):  # nobody in particular, or the bearer of a link
        return ()
    return actor.memberships.values_list("programme_id", "role", "sees_needs")


def has_role(*roles: str) -> Callable[..., bool]:
    """A predicate: the actor has one of the roles in the row's programme; without a row, in some programme."""
    wanted = frozenset(map(str, roles))

    @rules.predicate(name="/".join(sorted(wanted)))
    def holds(actor: Any, row: Any = None) -> bool:
        held = roles_of(actor)
        if row is None or not hasattr(row, "owning_programme_id"):
            return any(theirs & wanted for theirs in held.values())
        return bool(held.get(row.owning_programme_id, frozenset()) & wanted)

    return holds


def grant(right: str, *roles: str) -> None:
    """Name a right that these roles bring."""
    _granted[right] = frozenset(map(str, roles))
    rules.add_perm(right, has_role(*roles))


def roles_with(right: str) -> frozenset[str]:
    """The roles that bring a right. Raises `LookupError` for one that was not granted to roles."""
    if right not in _granted:
        raise LookupError(f"no role is known to bring the right {right!r}")
    return _granted[right]


def granted() -> dict[str, frozenset[str]]:
    """Every right that roles bring."""
    return dict(_granted)


# Being let into the back office at all.
grant("office.enter", *READERS)

grant("programmes.view", *READERS)
grant("programmes.change", *MANAGERS)
grant("venues.view", *READERS)
grant("venues.change", *EDITORS)
grant("venues.delete", *MANAGERS)
# Who works on venues puts pictures to them.
grant("pictures.view", *READERS)
grant("pictures.change", *EDITORS)
grant("pictures.delete", *MANAGERS)
# Addresses of colleagues stand there.
grant("roles.view", *MANAGERS)
grant("roles.change", *MANAGERS)
grant("organisations.view", *READERS)
grant("organisations.change", *MANAGERS)
