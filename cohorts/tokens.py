"""Tokens and codes that open something: made at random, kept as hashes."""

import hashlib
import secrets

from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6


def new_token() -> str:
    """160 random bits, hexadecimal: logs know such a part of an address for a key, whatever it begins with."""
    return secrets.token_hex(20)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def hash_of_code(code: str, link: Model) -> str:
    """What is kept of a code that goes with this link: with the site's own key, for a million codes are soon tried."""
    return salted_hmac(
        "cohorts.codes", f"{link._meta.label}:{link.pk}:{code}", algorithm="sha256"
    ).hexdigest()


def is_code(code: str, link: Model, kept: str) -> bool:
    """Whether this is the code that was kept for the link."""
    return constant_time_compare(hash_of_code(code, link), kept)
