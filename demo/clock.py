"""Tells what happened earlier at the moment at which it would have happened."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone


class _AnyMoment(type):
    """Lets every datetime pass for one of the class that stands in for it."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, dt.datetime)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """For the time of the block, Django's clock says that moment (aware).

    Services ask Django for the time, and so do the defaults of fields, so a deadline that is past today is still ahead
    for an application told as of last month. Holds for the whole process: for a command, never for a server.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment has no time zone")

    class Then(dt.datetime, metaclass=_AnyMoment):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return moment.astimezone(tz)

    before = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = Then  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = before  # type: ignore[attr-defined]
