"""Who may do what with rows of a programme: small predicates put together into names.

The whole table is `docs/permissions.md`. A view asks by name, `user.has_perm("office.change", row)`, or with the plain
functions below.
"""

from typing import Any

import rules

from people.rights import is_administrator

from .models import Membership


def _has_role(user: Any, programme_id: int | None, role: str) -> bool:
    if not user.is_authenticated or not user.is_active or programme_id is None:
        return False
    return Membership.objects.filter(user_id=user.pk, programme_id=programme_id, role=role).exists()


def manages(user: Any, programme_id: int | None) -> bool:
    """Whether the person manages this programme, an administrator included; one query at most."""
    return is_administrator(user) or _has_role(user, programme_id, Membership.Role.MANAGER)


def teaches(user: Any, programme_id: int | None) -> bool:
    """Whether the person is a trainer of this programme; one query at most."""
    return _has_role(user, programme_id, Membership.Role.TRAINER)


def managed_programme_ids(user: Any) -> frozenset[int]:
    """Ids of the programmes that the person manages by role (an administrator manages all without being listed)."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    rows = Membership.objects.filter(user_id=user.pk, role=Membership.Role.MANAGER)
    return frozenset(rows.values_list("programme_id", flat=True))


@rules.predicate
def manages_some(user: Any) -> bool:
    """The person manages a programme. One query for all screens and menu items of a request."""
    if not hasattr(user, "_managed_programme_ids"):
        user._managed_programme_ids = managed_programme_ids(user)
    return bool(user._managed_programme_ids)


@rules.predicate
def manages_row(user: Any, row: Any) -> bool:
    """The row belongs to a programme that the person manages."""
    return manages_some(user) and row is not None and row.owning_programme_id in user._managed_programme_ids


rules.add_perm("office.enter", manages_some)
rules.add_perm("office.change", manages_row)
