"""Codes that open names to who works by a link: one is sent, and tried a few times.

`codes` is the model that a room has for them: a `SentCode` with the `link`.
"""

import datetime as dt
from typing import Any

from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

from .models import SentCode
from .tokens import hash_of_code, is_code, new_code

# How long a browser that showed a code opens names without another one.
OPEN_FOR = dt.timedelta(minutes=30)


def make_code(codes: Any, link: Model) -> tuple[Any, str]:
    """A new code for this link, and its digits, which are kept nowhere; codes before it do not count any more."""
    digits = new_code()
    return codes.objects.create(link=link, code_hash=hash_of_code(digits, link)), digits


def show_code(codes: Any, link: Model, typed: str) -> dt.datetime:
    """Take one try at the last code that was sent; returns until when this browser may open names.

    Raises `DomainError` for another code, one that is ten minutes old, was used, or was tried too often. The try is
    counted, and committed, before the code is looked at: many at once are no more than a few, and a refusal takes none
    of them back.
    """
    now = timezone.now()
    code = codes.objects.filter(link=link).first()
    if code is None:
        raise DomainError(_("Have a code sent to you first."), field="code")
    fresh = codes.objects.filter(pk=code.pk).good_at(now)
    if not fresh.update(tries=F("tries") + 1):
        raise DomainError(_("This code is no longer good. Have a new one sent to you."), field="code")
    if not is_code(typed.strip(), link, code.code_hash):
        raise DomainError(_("This is not the code. Look at the letter again."), field="code")
    if not codes.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=now):
        raise DomainError(_("This code is no longer good. Have a new one sent to you."), field="code")
    return now + OPEN_FOR


def tries_left(codes: Any, link: Model, moment: dt.datetime) -> int:
    """How often the last code that was sent may still be tried; two queries."""
    code = codes.objects.filter(link=link).first()
    if code is None or not codes.objects.filter(pk=code.pk).good_at(moment).exists():
        return 0
    return SentCode.MOST_TRIES - int(code.tries)
