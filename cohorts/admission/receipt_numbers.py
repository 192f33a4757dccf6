"""Receipt numbers: readable over the telephone, unique, in no order that could be counted or guessed."""

import datetime as dt
import secrets

from django.utils import timezone

from .models import Application

# Without the signs that are taken for one another: 0 O, 1 I L, 5 S, 8 B, 2 Z.
_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


def _signs(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))


def new_receipt() -> str:
    """A number like “2026-7KQ4-XMR”, one of six thousand million a year, that no application has yet.

    A constraint stands behind it.
    """
    while Application.objects.filter(receipt=(receipt := _drawn(timezone.localtime()))).exists():
        pass
    return receipt


def _drawn(moment: dt.datetime) -> str:
    return f"{moment:%Y}-{_signs(4)}-{_signs(3)}"
