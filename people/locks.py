"""Locks for what leaves the server and comes back, and is to be read by nobody on the way."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac


def lock_of(purpose: str, with_key: str = "") -> Fernet:
    """The lock of one purpose, whose key is made of the server's secret, and of a second key where there is one."""
    return Fernet(urlsafe_b64encode(salted_hmac(purpose, with_key, algorithm="sha256").digest()))
