"""Errors that a person can act on. Services raise them; views show their message and keep what was typed."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class DomainError(Exception):
    """A rule says no. `message` is in the reader's language and says what is wrong and how to mend it.

    `field` names the form field that it belongs to, if it belongs to one. `status` is that of the answer by HTTP.
    """

    status: ClassVar[int] = 422

    def __init__(self, message: "str | _StrPromise", *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Conflict(DomainError):
    """Somebody changed the row in the meantime: answered with the present state."""

    status = 409


NO_ROOM = _(
    "The site cannot keep files at present. Nothing was saved. Try again later, or write to the organiser."
)


class NotStored(DomainError):
    """A store took no file: it is full, over its quota, or cannot be written to. Nothing is left of the file."""

    def __init__(self) -> None:
        super().__init__(NO_ROOM, field="file")
