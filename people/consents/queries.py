"""Which consents hold. Whoever acts on one asks at that moment and keeps no answer: it may be withdrawn by the next."""

from collections.abc import Collection

from django.db.models import Exists
from django.db.models.expressions import Combinable

from people.models import User

from .models import Consent


def holding(user: User, kind: str, about: str) -> Consent | None:
    """The consent of this person that holds now, if there is one."""
    return Consent.objects.filter(user=user, kind=kind, about=about, withdrawn_at=None).first()


def holds(user: User, kind: str, about: str) -> bool:
    """Whether this person agrees now."""
    return Consent.objects.filter(user=user, kind=kind, about=about, withdrawn_at=None).exists()


def who_agrees(users: Collection[int], kind: str, about: str) -> set[int]:
    """Who of these, by the ids of their accounts, agrees now; one query."""
    rows = Consent.objects.filter(user__in=users, kind=kind, about=about, withdrawn_at=None)
    return set(rows.values_list("user", flat=True))


def holds_about(user: User, kind: str, about: Combinable) -> Exists:
    """Whether this person agrees now concerning each row of another query, as a condition of it."""
    return Exists(Consent.objects.filter(user=user, kind=kind, about=about, withdrawn_at=None))
