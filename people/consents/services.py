"""Giving a consent and taking it back. Nobody does either for somebody else: the actor is whose consent it is."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from people.models import User

from .models import Consent


def hash_of(text: str) -> str:
    """By what words are compared that were kept with those of a page: SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def give(*, actor: User, kind: str, about: str, version: int, text: str) -> Consent:
    """Keep that the actor agrees to this text, as they read it in the present language.

    Twice it is the same row. An open one to words of another version ends with this one; after `withdraw` it is a new
    row.
    """
    mine = {"user": actor, "kind": kind, "about": about, "withdrawn_at": None}
    Consent.objects.filter(**mine).exclude(version=version).update(withdrawn_at=timezone.now())
    words = {"text": text, "text_hash": hash_of(text), "language": get_language() or actor.language}
    row, _is_new = Consent.objects.get_or_create(**mine, defaults={"version": version, **words})
    return row


@transaction.atomic
def withdraw(*, actor: User, kind: str, about: str) -> bool:
    """Keep that the actor agrees no more; what reads consents from now on finds none. True if there was one."""
    rows = Consent.objects.filter(user=actor, kind=kind, about=about, withdrawn_at=None)
    return bool(rows.update(withdrawn_at=timezone.now()))


def end(*, kind: str, about: Iterable[str]) -> int:
    """Keep that these consents, whoever gave them, hold no more: what they were given for is over. Returns how many."""
    rows = Consent.objects.filter(kind=kind, about__in=list(about), withdrawn_at=None)
    return rows.update(withdrawn_at=timezone.now())
