"""Who may do what with accounts, and everything else that is no programme's."""

from typing import Any


def is_administrator(user: Any) -> bool:
    """Whether the person may do everything."""
    return bool(user.is_authenticated and user.is_active and user.is_superuser)
