"""Files that people give: stored whole or not at all, and a clear word where there is no room for them."""

import errno
import logging
import os
import posixpath
import secrets
import time
from contextlib import suppress
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from foundation.errors import NO_ROOM, NotStored

logger = logging.getLogger(__name__)

# File systems that know no second name for a file say one of these.
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK)
# What a file is called while it is written, for `secrets` and for `glob`; no file is written for a day.
_PART, _PARTS, _LONGEST = ".{}.part", f".{'[0-9a-f]' * 16}.part", 86_400.0


def log_failure(error: BaseException) -> None:
    """Say in the log that a file was not taken, and why; never what it is called."""
    number = error.errno if isinstance(error, OSError) else None
    logger.error(
        "a file was not stored: %s (%s)", type(error).__name__, errno.errorcode.get(number or 0, "-")
    )


def is_being_written(name: str) -> bool:
    """Whether this is the name of a file that is not whole: on its way, or left by a killed process."""
    return fnmatch(posixpath.basename(name), _PARTS)


class WholeFiles(FileSystemStorage):
    """Files on a disk, written under another name and given their own when they are whole.

    Django's storage leaves what it had written when the disk was full, under the name of the file.
    """

    def _save(self, name: str, content: Any) -> str:
        part = posixpath.join(posixpath.dirname(name), _PART.format(secrets.token_hex(8)))
        try:
            super()._save(part, content)  # type: ignore[misc]
            return self._given_name(part, name)
        except OSError as error:
            log_failure(error)
            raise NotStored from error
        finally:
            with suppress(OSError):
                Path(self.path(part)).unlink()

    def _given_name(self, part: str, name: str) -> str:
        """Give a file its name, or the next one that is free; never one that another file has."""
        while True:
            try:
                os.link(self.path(part), self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            except OSError as error:
                if error.errno not in _NO_LINKS or self.exists(name):
                    raise
                Path(self.path(part)).rename(self.path(name))
                return name
            else:
                return name


def remove_leftovers() -> int:
    """Delete what processes that were ended in the middle of a file left on the disk; returns how many files."""
    count = 0
    for storage in (storages["private"], storages["pictures"]):
        folder = Path(storage.location) if isinstance(storage, WholeFiles) else None
        for part in folder.rglob(_PARTS) if folder else ():
            with suppress(OSError):  # gone meanwhile
                if part.stat().st_mtime < time.time() - _LONGEST:
                    part.unlink()
                    count += 1
    return count


class UnstoredUpload(UploadedFile):
    """Stands for a file that arrived and found no room: whichever form field takes it says so."""

    def __init__(self, name: str, content_type: str) -> None:
        super().__init__(BytesIO(), name, content_type, 0)

    @property
    def size(self) -> int:
        """Every field asks this first."""
        raise ValidationError(NO_ROOM, code="no_room")

    @size.setter
    def size(self, value: int) -> None:
        """Django writes here how much arrived."""


class ToDisk(TemporaryFileUploadHandler):
    """Large uploads on their way, in files. Where these cannot be written the rest of the form arrives all the same."""

    file: Any

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a part; nothing more once one could not be written."""
        if isinstance(self.file, UnstoredUpload):
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._give_up(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file, or what stands for it."""
        try:
            return super().file_complete(file_size)
        except OSError as error:
            return self._give_up(error)

    def upload_interrupted(self) -> None:
        """Leave nothing behind."""
        if not isinstance(getattr(self, "file", None), UnstoredUpload):
            super().upload_interrupted()

    def _give_up(self, error: OSError) -> UnstoredUpload:
        log_failure(error)
        if getattr(self, "file", None) is not None:
            with suppress(OSError):  # what is still to be written cannot be
                self.file.close()
        self.file = UnstoredUpload(self.file_name or "", self.content_type or "")
        return self.file


class StoredInTime:
    """For a model form with the field `file`: stored with the last check, so that a full store is the field's error."""

    def _post_clean(self: Any) -> None:
        super()._post_clean()  # type: ignore[misc]
        file = self.instance.file
        if self.errors or not file or file._committed:
            return
        content = file.file
        try:
            file.save(file.name, content, save=False)
        except NotStored as error:
            self.add_error("file", str(error))
        else:
            self.instance.file.file = content  # whoever reads it next need not open it


def private_storage() -> Storage:
    """Where files lie that only some people may read."""
    return storages["private"]
