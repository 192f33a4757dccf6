"""Files of a person's: handed out with their data, and gone from the store once their row is."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import IO, cast

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from people.person import HeldFile


def held_file(name: str, file: FieldFile) -> HeldFile:
    """A stored file under a name of its own; nothing is opened before the archive asks for it."""
    storage, path = file.storage, str(file.name)

    def opened() -> AbstractContextManager[IO[bytes]]:
        return cast(AbstractContextManager[IO[bytes]], storage.open(path, "rb"))

    return HeldFile(name.replace("/", "-"), opened)


def delete_after_commit(files: Iterable[FieldFile]) -> None:
    """Delete these files once the rows are gone for good: a transaction that is taken back leaves them.

    One that cannot be deleted is logged and leaves the others to go.
    """
    for file in files:
        if file:
            _delete_later(file.storage, str(file.name))


def _delete_later(storage: Storage, path: str) -> None:
    transaction.on_commit(lambda: storage.delete(path), robust=True)
