"""Who may enter which screen of the back office, in the way Wagtail asks. Which rows: `visible_to(user, right)`."""

from collections.abc import Iterable
from typing import Any

import rules
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from people.rights import is_administrator, may


def is_scoped(model: type[Any]) -> bool:
    """Whether rows of this model are some people's own, and not shared by all who enter."""
    return hasattr(model._default_manager, "visible_to")


class RightsPolicy(BasePermissionPolicy):
    """Wagtail's questions about a model, answered by the rights whose names begin with `rights`.

    Looking and choosing ask `<rights>.view`, deleting `<rights>.delete` where a room names it, all else
    `<rights>.change`.
    """

    def __init__(self, model: Any, rights: str) -> None:
        super().__init__(model)
        self.rights = rights

    def right(self, action: str) -> str:
        """The right that an action of Wagtail's asks for; empty where such rows are not changed at all."""
        if action in {"view", "choose"}:
            return f"{self.rights}.view"
        named = (f"{self.rights}.{action}", f"{self.rights}.change")
        return next(filter(rules.perm_exists, named), "")

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the person may do this to some row."""
        right = self.right(action)
        return bool(right) and may(user, right)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """The same for any of the actions."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the person may do this to the row."""
        right = self.right(action)
        return bool(right) and may(user, right, instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """The same for any of the actions."""
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        """The rows to which the person may do one of the actions; of shared rows all, for those who may enter."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        if not is_scoped(self.model):
            return rows if self.user_has_any_permission(user, actions) else rows.none()
        found = rows.none()
        for right in filter(None, map(self.right, actions)):
            found = found | rows.visible_to(user, right)  # type: ignore[attr-defined]
        return found

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Everybody who is let into the back office."""
        return get_user_model()._default_manager.filter(is_active=True, is_staff=True)


class AdministratorPolicy(BasePermissionPolicy):
    """May act: administrators only. For what all programmes share."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the person is an administrator."""
        return is_administrator(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """The same for any of the actions."""
        return is_administrator(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return get_user_model()._default_manager.filter(is_active=True, is_superuser=True)
