"""Where private files and signing keys lie, and the words for what a disk refuses."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext as _

from foundation.errors import DomainError
from foundation.files.storage import is_being_written

# A folder beside the private files: what a restore has unpacked and not put in its place yet. A file among the keys,
# which outlive the container: there from the first change to the last, what is in place may be of two states.
STAGE = ".restore"


class Unpacked(File):
    """A file on the disk that may be moved to where it belongs instead of being copied."""

    def temporary_file_path(self) -> str:
        """By which a storage on the same disk takes the file itself."""
        return str(self.name)


def private() -> Storage:
    """Materials, certificates, documents and originals of pictures."""
    return storages["private"]


def names(storage: Storage, folder: str = "", *, unfinished: bool = False) -> Iterator[str]:
    """Every file of a storage, folder by folder, without what a restore has unpacked.

    Files that are being written are none of them either but where `unfinished` asks for them.
    """
    try:
        folders, found = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    for name in sorted(found):
        if unfinished or not is_being_written(name):
            yield prefix + name
    for name in sorted(folders):
        if prefix + name != STAGE:
            yield from names(storage, prefix + name, unfinished=unfinished)


def put(storage: Storage, name: str, path: Path) -> None:
    """Store the file at `path` under exactly this name, in place of what has it; on one disk it is moved."""
    if storage.exists(name):
        storage.delete(name)
    with path.open("rb") as file:
        stored = storage.save(name, Unpacked(file, name=str(path)))
    if stored != name:
        raise DomainError(
            _("%(file)s could not be stored under its name. Is the site running?") % {"file": name}
        )


def keys_folder() -> Path:
    """Where the signing keys lie."""
    return Path(settings.SIGNING_KEYS_DIR)


def key_files() -> list[Path]:
    """The files of the signing keys, those that are just being written and the mark of a restore left out."""
    if not keys_folder().is_dir():
        return []
    found = (path for path in keys_folder().iterdir() if path.is_file() and path.suffix != ".unfinished")
    return sorted(path for path in found if path.name != STAGE)


def put_key(name: str, path: Path) -> None:
    """Store a signing key for this user only, whole or not at all."""
    keys_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = keys_folder() / f"{name}.unfinished"
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    shutil.copyfile(path, unfinished)
    unfinished.replace(keys_folder() / name)


def stage() -> Path:
    """Where a restore unpacks: beside the private files if they are on a disk, so that they need only be moved."""
    storage = private()
    root = storage.location if isinstance(storage, FileSystemStorage) else settings.VAR_DIR
    return Path(root) / STAGE


@contextmanager
def changing() -> Iterator[None]:
    """Keep a mark on the disk while the site is changed; after an error it stays."""
    keys_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _mark().touch(mode=0o600)
    os.sync()
    yield
    _mark().unlink()


def restore_was_broken_off() -> bool:
    """Whether a restore began to change this site and did not come to its end."""
    return _mark().exists()


def _mark() -> Path:
    return keys_folder() / STAGE


@contextmanager
def said_plainly(place: Path) -> Iterator[None]:
    """Turn what a disk or another store of files refuses into one sentence.

    `place` is named where the system names none.
    """
    try:
        yield
    except OSError as error:
        where = error.filename or place
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DomainError(
                _("There is no room left on the disk of %(file)s.") % {"file": place}
            ) from error
        words = {"file": where, "reason": reason_of(error)}
        raise DomainError(_("%(file)s cannot be read or written: %(reason)s.") % words) from error
    except getattr(private(), "failures", ()) as error:
        raise DomainError(
            _("The store of private files does not answer: %(reason)s.") % {"reason": reason_of(error)}
        ) from error


def reason_of(error: BaseException | None) -> str:
    """What the system or the store calls a failure."""
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    answer = getattr(error, "response", {}).get("Error", {})
    return str(answer.get("Code") or type(error).__name__)
