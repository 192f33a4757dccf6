"""Taking a backup and putting one back: the order of steps that leaves nothing out and nothing half done."""

import datetime as dt
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.errors import DomainError, NotStored

from . import archive, databases, files
from .archive import DATABASE, KEYS, PRIVATE, About

SHORTEST_PASSPHRASE = 12
UNFINISHED = ".unfinished"
# What lies in a folder of that name, and what SQLite puts beside its file.
_PARTS = ("archive", DATABASE, "sums")


@dataclass
class Taken:
    """What a backup holds. `gone`: files that were taken away while it was made."""

    files: int = 0
    keys: int = 0
    size: int = 0
    gone: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PutBack:
    """What a restore brought. `removed` counts files of the former site."""

    about: About
    files: int
    keys: int
    removed: int
    forgot_pages: bool


# ---------------------------------------------------------------- taking
def take(path: Path, *, passphrase: str) -> Taken:
    """Write everything to a new file, while the site works; without a passphrase it is not encrypted.

    The database comes first: a file is stored before its row, so every row of that moment has its file by then. The
    file has its name only once it is whole and on the disk. Raises `DomainError`; then nothing is left of it.
    """
    if passphrase and len(passphrase) < SHORTEST_PASSPHRASE:
        raise DomainError(
            _("The passphrase is too short: %(count)d characters at least.") % {"count": SHORTEST_PASSPHRASE}
        )
    if path.exists():
        raise DomainError(_("%(file)s is there already. Give another name.") % {"file": path})
    with files.said_plainly(path), _workshop(path.with_name(path.name + UNFINISHED)) as folder:
        _remove_killed(path.parent)
        taken = _write(folder, passphrase)
        taken.size = (folder / "archive").stat().st_size
        (folder / "archive").rename(path)
        _sync(path.parent)
    return taken


def _write(folder: Path, passphrase: str) -> Taken:
    taken, storage = Taken(), files.private()
    before = set(files.names(storage))
    about = _about()
    if not about.migrations:
        raise DomainError(_("The database is empty. Is DATABASE_URL the one of the site?"))
    databases.copy_to(folder / DATABASE)
    if databases.applied_migrations() != about.migrations:
        raise DomainError(_("The tables were changed while the backup was taken. Begin again."))
    with archive.writing(folder / "archive", folder / "sums", passphrase) as writer:
        writer.add_about(about)
        with (folder / DATABASE).open("rb") as content:
            (folder / DATABASE).unlink()  # not encrypted: killed from here on, nothing of it stays
            writer.add(DATABASE, content, os.fstat(content.fileno()).st_size)
        for name in files.names(storage):
            before.discard(name)
            try:
                with storage.open(name) as content:
                    writer.add(PRIVATE + name, content, content.size)
                    taken.files += 1
            except FileNotFoundError:
                taken.gone.append(name)
        taken.gone += sorted(before)
        for key in files.key_files():
            with key.open("rb") as content:
                writer.add(KEYS + key.name, content, key.stat().st_size)
                taken.keys += 1
    return taken


def _about() -> About:
    return About(
        database=databases.kind(),
        migrations=databases.applied_migrations(),
        made_at=timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds"),
        site=settings.SITE_URL,
    )


# ---------------------------------------------------------------- putting back
def put_back(path: Path, *, passphrase: str, replace: bool, unencrypted: bool = False) -> PutBack:
    """Make the site what the archive holds.

    Everything is unpacked beside the private files and compared with its hashes before anything changes; then files
    and keys go to their places, and the database last, in one step. `replace` is needed where somebody has used the
    site; files that the archive does not hold are removed then. `unencrypted` is needed for a plain archive where
    there is a passphrase: anybody could have put that in the place of a sealed one. Side effects: everybody is signed
    out, and what caches hold is forgotten. Raises `DomainError`; broken off between the first change and the last, it
    says so, and so does `doctor`.
    """
    with files.said_plainly(path):
        is_sealed, size = archive.is_sealed(path), path.stat().st_size
    if is_sealed and not passphrase:
        raise DomainError(_("The archive is encrypted: give its passphrase."))
    if passphrase and not is_sealed and not unencrypted:
        raise DomainError(
            _(
                "The archive is not encrypted, though there is a passphrase. If you know where it comes from, add"
                " --unencrypted."
            )
        )
    if databases.has_accounts() and not replace:
        raise DomainError(
            _(
                "This site has accounts already. To put the archive in place of all that is here, add --replace."
            )
        )
    databases.refuse_while_in_use()
    place = files.stage()
    with files.said_plainly(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        with _workshop(place):
            _refuse_without_room(place, size)
            about = archive.unpack(path, place, passphrase if is_sealed else "", _refuse_other_kinds)
            databases.refuse_unreadable(place / DATABASE)
            databases.refuse_while_in_use()
            with files.changing():
                return _put_in_place(place, about, replace=replace)


def _refuse_other_kinds(about: About) -> None:
    """An archive of another kind of database or of other tables cannot be put back."""
    if about.database != databases.kind():
        raise DomainError(
            _(
                "The archive is of %(theirs)s, this site uses %(ours)s. Restore it on a site that uses %(theirs)s."
            )
            % {"theirs": databases.name_of(about.database), "ours": databases.name_of(databases.kind())}
        )
    other = sorted(set(about.migrations) ^ set(databases.known_migrations()))
    if other:
        raise DomainError(
            _(
                "The archive was made by another version of the site: its tables differ (%(migration)s)."
                " Restore it with that version."
            )
            % {"migration": other[-1]}
        )


def _refuse_without_room(place: Path, size: int) -> None:
    free = shutil.disk_usage(place).free
    if free < size:
        text = _("There is no room to unpack: %(needed)d MiB are needed at %(file)s, %(free)d MiB are free.")
        raise DomainError(text % {"needed": size // 2**20, "file": place, "free": free // 2**20})


def _put_in_place(place: Path, about: About, *, replace: bool) -> PutBack:
    sums, storage, brought = place / archive.SUMS, files.private(), 0
    keys = list(archive.members(sums, KEYS))
    try:
        with files.said_plainly(place):
            for name in archive.members(sums, PRIVATE):
                files.put(storage, name, place / PRIVATE / name)
                brought += 1
            for name in keys:
                files.put_key(name, place / KEYS / name)
            databases.put_back(place / DATABASE)
            Session.objects.all().delete()  # those that had been ended are among them
            removed = _remove_others(sums) if replace else 0
    except NotStored as error:
        text = _(
            "The restore is not finished, since a file cannot be stored (%(reason)s): put this right and run it"
            " again."
        )
        raise DomainError(text % {"reason": files.reason_of(error.__cause__)}) from error
    except DomainError as error:
        raise DomainError(
            _("%(reason)s The restore is not finished: put this right and run it again.") % {"reason": error}
        ) from error
    return PutBack(about, files=brought, keys=len(keys), removed=removed, forgot_pages=_forget_pages())


def _remove_others(sums: Path) -> int:
    """Remove private files and keys that the archive does not hold."""
    storage = files.private()
    brought = set(archive.members(sums, PRIVATE))
    others = [name for name in files.names(storage, unfinished=True) if name not in brought]
    for name in others:
        storage.delete(name)
    keys = set(archive.members(sums, KEYS))
    for key in files.key_files():
        if key.name not in keys:
            key.unlink()
    return len(others)


def _forget_pages() -> bool:
    """Forget pages of the former site and where its sites lie; False where a cache is away and cannot."""
    kept = [caches["default"], caches["pages"]]
    for cache in kept:
        cache.clear()
    return all(cache.answers() for cache in kept)  # type: ignore[attr-defined]


# ---------------------------------------------------------------- folders in which the work is done
@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """An empty folder for this user alone, of which nothing is left; what a killed run left in it goes first.

    One process at a time.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    with _locked(folder):
        _empty(folder)
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other commands out of the folder; `DomainError` if one is in it. A killed one lets go of it."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DomainError(_("Another command is at work in %(file)s.") % {"file": folder}) from error
        yield
    finally:
        os.close(held)


def _remove_killed(folder: Path) -> None:
    """Remove what killed backups left in the folder: the database lies in it, for everybody to read."""
    for left in folder.glob(f"*{UNFINISHED}"):
        with suppress(DomainError, OSError), _locked(left):
            found = list(left.iterdir())
            # One that is empty may be of a backup that begins just now; one with other files is somebody's own.
            if found and all(path.is_file() and path.name.startswith(_PARTS) for path in found):
                shutil.rmtree(left)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _sync(folder: Path) -> None:
    """Have the disk keep a new name."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
