"""The archive: a POSIX tar, written and read as a stream, sealed where there is a passphrase.

    about.json      the kind of database, its migrations, when and where it was made
    database        pg_dump's custom format, or an SQLite file
    private/…       private files under their names
    keys/…          signing keys, encrypted as they lie
    SHA256SUMS      the hash of every member before it, in the order of the members, as `sha256sum` writes them

Nothing of it is held in memory, whatever its size. The sums come last: an archive without them was cut off.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol, cast

from django.utils.translation import gettext as _

from foundation.errors import DomainError

from .files import STAGE
from .sealing import MAGIC, Opener, Sealer

ABOUT, DATABASE, SUMS = "about.json", "database", "SHA256SUMS"
PRIVATE, KEYS = "private/", "keys/"
SHAPE = 1
BLOCK = 256 * 1024
MOST_ABOUT = 4 * 1024 * 1024


@dataclass(frozen=True)
class About:
    """What an archive says of itself. `database` is Django's word for its kind."""

    database: str
    migrations: list[str]
    made_at: str
    site: str
    shape: int = SHAPE

    @classmethod
    def from_json(cls, text: bytes) -> "About":
        """Read it; `DomainError` for anything else."""
        try:
            about = cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise not_an_archive() from error
        if about.shape != SHAPE or not isinstance(about.migrations, list):
            raise DomainError(_("The archive was made by another version of the site."))
        return about


class Target(Protocol):
    """Where the archive's bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take all of them."""


class Writer:
    """Adds members one after the other. `sums` is where the lines of SHA256SUMS wait for the end."""

    def __init__(self, target: Target, sums: IO[bytes]) -> None:
        self._target, self._sums = target, sums

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """Add the next `size` bytes of `content`; `DomainError` if there are fewer, or for a name of two lines."""
        if "\n" in name:
            raise DomainError(
                _("A file whose name has two lines cannot be kept: %(file)s. Rename it.")
                % {"file": ascii(name)}
            )
        self._sums.write(_line(name, self._write(name, content, size)))

    def add_about(self, about: About) -> None:
        """Add what the archive says of itself; comes first."""
        text = json.dumps(asdict(about), ensure_ascii=False, indent=1).encode()
        self.add(ABOUT, io.BytesIO(text), len(text))

    def finish(self) -> None:
        """Add the sums and the mark of the end."""
        size = self._sums.tell()
        self._sums.seek(0)
        self._write(SUMS, self._sums, size)
        self._target.write(bytes(2 * tarfile.BLOCKSIZE))

    def _write(self, name: str, content: IO[bytes], size: int) -> str:
        """Write a member; its hash."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._target.write(member.tobuf(tarfile.PAX_FORMAT))
        digest, left = hashlib.sha256(), size
        while left:
            data = content.read(min(left, BLOCK))
            if not data:
                raise DomainError(
                    _("%(file)s became shorter while it was read. Begin again.") % {"file": name}
                )
            digest.update(data)
            self._target.write(data)
            left -= len(data)
        self._target.write(bytes(-size % tarfile.BLOCKSIZE))
        return digest.hexdigest()


@contextmanager
def writing(path: Path, sums: Path, passphrase: str) -> Iterator[Writer]:
    """An archive at `path`, readable by this user alone, on the disk for good once the block has ended."""
    with open_private(path) as file, sums.open("w+b") as lines:
        sealer = Sealer(file, passphrase) if passphrase else None
        writer = Writer(sealer or file, lines)
        yield writer
        writer.finish()
        if sealer:
            sealer.finish()
        file.flush()
        os.fsync(file.fileno())


def open_private(path: Path) -> IO[bytes]:
    """A new file that only this user may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


# ---------------------------------------------------------------- reading
def is_sealed(path: Path) -> bool:
    """Whether a passphrase is needed."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def unpack(path: Path, to: Path, passphrase: str, judge: Callable[[About], None]) -> About:
    """Unpack into the folder `to`, and compare every hash. The sums lie there, too, then: see `members`.

    `judge` is asked as soon as it is known what the archive is, before the rest is read. Raises `DomainError` for an
    archive that was changed or cut off, and for one that would write outside of its folder.
    """
    with path.open("rb") as file:
        source = Opener(file, passphrase) if passphrase else file
        try:
            with tarfile.open(fileobj=cast(Any, source), mode="r|", bufsize=BLOCK) as tar:
                found = _unpack_all(tar, to, judge)
            while source.read(BLOCK):
                pass  # the end is authenticated, too
            return found
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise not_an_archive() from error


def _unpack_all(tar: tarfile.TarFile, to: Path, judge: Callable[[About], None]) -> About:
    about, text = _read_about(tar)
    judge(about)
    seen = to / SUMS
    with open_private(seen) as sums:
        sums.write(_line(ABOUT, hashlib.sha256(text).hexdigest()))
        while (member := tar.next()) is not None and member.name != SUMS:
            _refuse_unless_plain(member)
            sums.write(_line(member.name, _write_out(tar, member, to / member.name)))
            cast(Any, tar).members.clear()  # it would remember every one
    if member is None or not _same(tar, member, seen) or tar.next() is not None:
        raise not_whole()
    if not (to / DATABASE).is_file():
        raise not_an_archive()
    return about


def _read_about(tar: tarfile.TarFile) -> tuple[About, bytes]:
    member = tar.next()
    if member is None or member.name != ABOUT or not member.isreg() or member.size > MOST_ABOUT:
        raise not_an_archive()
    text = cast(IO[bytes], tar.extractfile(member)).read()
    return About.from_json(text), text


def _refuse_unless_plain(member: tarfile.TarInfo) -> None:
    """A plain file with a name of ours; nothing else is written anywhere."""
    path = PurePosixPath(member.name)
    is_ours = member.name == DATABASE or (
        member.name.startswith((PRIVATE, KEYS))
        and str(path) == member.name
        and len(path.parts) > 1
        and ".." not in path.parts
        and path.parts[1] != STAGE
        and "\n" not in member.name
    )
    if member.name.startswith(KEYS):
        is_ours = is_ours and len(path.parts) == 2
    if not is_ours or not member.isreg() or member.sparse is not None:
        raise DomainError(
            _("The archive holds something that is not a file of a site: %(name)s. Nothing was changed.")
            % {"name": ascii(member.name)}
        )


def _write_out(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> str:
    """Write one member; its hash. One that comes twice is refused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    content = cast(IO[bytes], tar.extractfile(member))
    try:
        file = open_private(path)
    except FileExistsError as error:
        raise not_whole() from error
    with file:
        while data := content.read(BLOCK):
            digest.update(data)
            file.write(data)
    return digest.hexdigest()


def _same(tar: tarfile.TarFile, member: tarfile.TarInfo, seen: Path) -> bool:
    """Whether the sums that the archive brings are those of what was unpacked."""
    brought = cast(IO[bytes], tar.extractfile(member))
    with seen.open("rb") as expected:
        while data := expected.read(BLOCK):
            if brought.read(len(data)) != data:
                return False
    return not brought.read(1)


def members(sums: Path, folder: str) -> Iterator[str]:
    """The names below `folder` that the sums of an unpacked archive list, without it."""
    with sums.open("rb") as lines:
        for line in lines:
            name = line[66:-1].decode("utf-8", "surrogateescape")
            if name.startswith(folder):
                yield name.removeprefix(folder)


def _line(name: str, digest: str) -> bytes:
    return f"{digest}  {name}\n".encode("utf-8", "surrogateescape")


def not_an_archive() -> DomainError:
    """The file is something else, or its beginning is gone."""
    return DomainError(_("This is no archive of a site, or it was changed or cut off. Nothing was changed."))


def not_whole() -> DomainError:
    """The sums do not fit."""
    return DomainError(
        _("The archive is not whole: it was changed or cut off. Nothing was changed; take another one.")
    )
