"""Caches that may be away: full, unwritable, stopped, or taking connections and saying nothing.

A call never raises for that and never waits long. The cache then counts as away in this process for `PAUSE` seconds;
after that one caller asks it again, however long that takes, and the others go on without it. What is asked meanwhile
is found nowhere, or, where the settings give `PROCESSES`, in the memory of this process: limits on signing in go on,
each process with its share.

Changes that an absence swallowed are made up for: `FORGET` names the keys that are taken away before a cache that was
away is trusted again. One entry that cannot be read says nothing of the cache: it is taken away and was not found.
Decisions: docs/adr/0011.
"""

import logging
import pickle
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from inspect import signature
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

# Seconds for which a cache that failed is not asked.
PAUSE = 2.0
# Seconds that a call may wait for Redis: to be let in, and for an answer.
TO_CONNECT, TO_ANSWER = 0.3, 0.5
_PROBE = "there"
_CALLS = (
    "add",
    "clear",
    "delete",
    "delete_many",
    "get",
    "get_many",
    "has_key",
    "incr",
    "set",
    "set_many",
    "touch",
)
_READS = frozenset({"get", "get_many", "has_key", "touch"})
# What reading an entry raises that was cut short, or spoilt, or made by other code.
_UNREADABLE = (
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
    zlib.error,
)


@dataclass
class _Presence:
    """What this process knows of one cache, for all its threads."""

    is_away: bool = False
    is_asked: bool = False
    ask_again: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_known: dict[str, _Presence] = {}


class Memory(LocMemCache):
    """Stands in for a cache of limits: each try counts as often as there are processes.

    allauth keeps a limit as the list of the moments of the tries. Together the processes so let through what the
    shared cache would have, and none more than its share of it.
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        self.weight = int(params["PROCESSES"])

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value; of a list each member as often as it weighs. What Wagtail would find here is not kept:
        it would not learn of a change in another process.
        """
        if str(key).startswith("wagtail"):
            return
        if isinstance(value, list):
            value = [moment for moment in sorted(set(value), reverse=True) for _ in range(self.weight)]
        super().set(key, value, timeout, version)


def _guarded(real: Callable[..., Any]) -> Callable[..., Any]:
    """The same call, answered by what stands in while the cache is away."""
    ask = _reading(real) if real.__name__ in _READS else real

    @wraps(real)
    def call(self: "MayBeAway", *args: Any, **kwargs: Any) -> Any:
        if self._is_there():
            try:
                return ask(self, *args, **kwargs)
            except self.failures as error:
                self._went_away(error)
        return getattr(self.meanwhile, real.__name__)(*args, **kwargs)

    return call


def _reading(real: Callable[..., Any]) -> Callable[..., Any]:
    """The same call; an entry that cannot be read is taken away, and so is not found."""

    def call(self: "MayBeAway", *args: Any, **kwargs: Any) -> Any:
        try:
            return real(self, *args, **kwargs)
        except _UNREADABLE as error:
            logger.warning(
                "an entry of a cache was unreadable: %s, %s", type(self).__name__, type(error).__name__
            )
            given = signature(real).bind(self, *args, **kwargs).arguments
            for key in given.get("keys", [given.get("key")]):
                self._real["delete"](self, key, version=given.get("version"))
            return real(self, *args, **kwargs)

    return call


class MayBeAway(BaseCache):
    """Put before one of Django's backends, it keeps that backend's failures from whoever asks."""

    failures: tuple[type[BaseException], ...]
    _real: ClassVar[dict[str, Callable[..., Any]]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._real = {name: getattr(cls, name) for name in _CALLS}
        for name, real in cls._real.items():
            setattr(cls, name, _guarded(real))

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        self.name = f"{params.get('KEY_PREFIX', '')}@{location}"
        self.presence = _known.setdefault(self.name, _Presence())
        self.forget: list[tuple[str, int]] = params.get("FORGET", [])
        self.meanwhile = Memory(self.name, params) if "PROCESSES" in params else DummyCache("", params)
        super().__init__(location, params)  # type: ignore[call-arg, arg-type]

    def answers(self) -> bool:
        """Whether the cache keeps what it is given, asked of itself and not of what stands in for it.

        Side effect: one that was away is trusted again, without the keys that it should have lost meanwhile.
        """
        try:
            self._real["set"](self, _PROBE, "1", 30)
            if self.presence.is_away:
                for key, version in self.forget:
                    self._real["delete"](self, key, version=version)
        except self.failures as error:
            self._went_away(error)
            return False
        if self.presence.is_away:
            self.presence.is_away = False
            logger.warning("a cache is back: %s", type(self).__name__)
        return True

    def _is_there(self) -> bool:
        presence = self.presence
        if not presence.is_away:
            return True
        with presence.lock:
            if presence.is_asked or time.monotonic() < presence.ask_again:
                return False
            presence.is_asked = True
        try:
            return self.answers()
        finally:
            presence.is_asked = False

    def _went_away(self, error: BaseException) -> None:
        with self.presence.lock:
            if not self.presence.is_away:
                logger.warning("a cache is away: %s, %s", type(self).__name__, type(error).__name__)
            self.presence.is_away = True
            self.presence.ask_again = time.monotonic() + PAUSE


class SharedFiles(MayBeAway, FileBasedCache):
    """Files that all processes of one machine share; away where the disk is full or the folder cannot be written."""

    failures = (OSError,)

    def _createdir(self) -> None:
        # Asked for before anything is read too; whoever writes finds out.
        with suppress(OSError):
            super()._createdir()  # type: ignore[misc]


class SharedRedis(MayBeAway, RedisCache):
    """Redis, asked with little patience; a connection that Redis closed is made anew at once."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        from redis.backoff import NoBackoff
        from redis.exceptions import ConnectionError as NoConnection
        from redis.exceptions import RedisError
        from redis.retry import Retry

        self.failures = (RedisError, OSError)
        options = {
            "socket_connect_timeout": TO_CONNECT,
            "socket_timeout": TO_ANSWER,
            "retry": Retry(NoBackoff(), 1, supported_errors=(NoConnection,)),
            **params.get("OPTIONS", {}),
        }
        super().__init__(location, {**params, "OPTIONS": options})
