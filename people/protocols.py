"""Protocols: how a room asks those above it, which it does not know.

A protocol is a class of typed methods that do nothing, in the room that asks. A room above overrides those to which it
has something to say, and a setting lists these classes by their dotted names, in the order in which they are asked.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

ProtocolT = TypeVar("ProtocolT")


def implementations(protocol: type[ProtocolT], names: Iterable[str]) -> list[ProtocolT]:
    """One of each of the classes with these dotted names, in their order.

    Raises `ImproperlyConfigured` for a name that leads to anything but a class of the protocol.
    """
    return [_class_at(name, protocol)() for name in names]


def _class_at(name: str, protocol: type[ProtocolT]) -> type[ProtocolT]:
    try:
        found = import_string(name)
    except ImportError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error
    if not (isinstance(found, type) and issubclass(found, protocol)):
        raise ImproperlyConfigured(f"{name} is not a {protocol.__name__}")
    return found
