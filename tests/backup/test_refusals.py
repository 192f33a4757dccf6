"""What cannot be taken or put back is refused in one sentence; nothing changes, and nothing unfinished stays."""

import errno
import hashlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings as present
from django.db import connection
from django.utils import translation

from people.backup import archive as archives
from people.backup import databases, files, services
from people.backup.checks import restore_is_finished
from people.models import User
from tests.factories.people import UserFactory
from tests.product import product_environment

from .conftest import PASSPHRASE, lose_everything, refused, run, stored

pytestmark = pytest.mark.django_db(transaction=True)
Take = Callable[..., Path]


@pytest.fixture
def small(archive: Take) -> Path:
    """The archive of a site with one account and one file, which is lost since."""
    return _small(archive)


def _small(take: Take, **options: str) -> Path:
    UserFactory(email="one@demo.example")
    place = Path(present.PRIVATE_MEDIA_ROOT, "materials")
    place.mkdir(parents=True)
    (place / "one").write_bytes(b"content " * 1000)
    path = take(**options)
    lose_everything()
    return path


def nothing_changed() -> bool:
    """Whether the clean host is as it was."""
    return not User.objects.exists() and not stored()


def changed(path: Path, *, at: int) -> Path:
    """The archive with one other byte."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    return path


def rewritten(path: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> Path:
    """The archive with other members, its sums made to fit."""
    with tarfile.open(path) as tar:
        members = [(each, tar.extractfile(each).read()) for each in tar if each.name != archives.SUMS]
    change(members)
    with path.open("wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        sums = b""
        for member, content in members:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))
            sums += archives._line(member.name, hashlib.sha256(content).hexdigest())
        last = tarfile.TarInfo(archives.SUMS)
        last.size = len(sums)
        tar.addfile(last, io.BytesIO(sums))
    return path


# ---------------------------------------------------------------- archives that are not what they were
@pytest.mark.parametrize("passphrase", ["", PASSPHRASE], ids=["plain", "sealed"])
def test_an_archive_that_was_changed_or_cut_off_is_refused_and_nothing_changes(
    archive: Take, settings, passphrase: str
) -> None:
    path = _small(archive, passphrase=passphrase)
    settings.BACKUP_PASSPHRASE = passphrase
    whole = path.read_bytes()
    for at in (100, len(whole) // 2, len(whole) - 2000):
        path.write_bytes(whole)
        assert "changed or cut off" in refused("restore", changed(path, at=at))
    for length in (600, len(whole) // 2, len(whole) - 1500, len(whole) - 1100):
        path.write_bytes(whole[:length])
        assert "cut off" in refused("restore", path)
    for length in (0, 10):  # nothing is left of what says that it is encrypted
        path.write_bytes(whole[:length])
        assert ("not encrypted" if passphrase else "cut off") in refused("restore", path)
    assert nothing_changed()
    path.write_bytes(whole)
    run("restore", path)
    assert User.objects.get().email == "one@demo.example"


def test_another_passphrase_is_refused_and_none_is_asked_for(archive: Take, settings, tmp_path) -> None:
    path = _small(archive, passphrase=PASSPHRASE)
    assert "give its passphrase" in refused("restore", path)
    settings.BACKUP_PASSPHRASE = "another passphrase"
    assert "The passphrase does not open this archive" in refused("restore", path)
    assert nothing_changed()
    word = tmp_path / "word"
    word.write_text(f"{PASSPHRASE}\nsecond line\n")
    assert "is whole" in run("restore", path, "--passphrase-file", word)


def test_a_plain_archive_in_the_place_of_a_sealed_one_is_refused(small: Path, settings) -> None:
    settings.BACKUP_PASSPHRASE = PASSPHRASE
    assert "--unencrypted" in refused("restore", small)
    assert nothing_changed()
    assert "is whole" in run("restore", small, "--unencrypted")


def test_a_database_that_cannot_be_read_is_refused_before_anything_changes(small: Path) -> None:
    def change(members) -> None:
        members[1] = (members[1][0], b"no database " * 1000)

    refused("restore", rewritten(small, change))
    assert nothing_changed()
    assert not files.restore_was_broken_off()


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"database": "oracle"}, "The archive is of oracle"),
        ({"migrations": ["people.0099_of_another_version"]}, "made by another version of the site"),
        ({"shape": 99}, "another version of the site"),
        ({"unknown": 1}, "no archive of a site"),
    ],
)
def test_an_archive_of_another_kind_or_version_is_refused(small: Path, about: dict, said: str) -> None:
    def change(members) -> None:
        member, content = members[0]
        members[0] = (member, json.dumps({**json.loads(content), **about}).encode())

    assert said in refused("restore", rewritten(small, change))
    assert nothing_changed()


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/tmp/outside",
        "private/../../outside",
        "private/./x",
        "private//x",
        "private/.restore/x",
        "keys/a/b",
        "keys/..",
        "media/x",
        "private",
    ],
)
def test_a_member_that_would_lie_elsewhere_is_refused(small: Path, name: str, tmp_path) -> None:
    rewritten(small, lambda members: members.append((tarfile.TarInfo(name), b"x")))
    assert "not a file of a site" in refused("restore", small)
    assert nothing_changed()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_member_that_is_no_file_is_refused(small: Path, kind: bytes) -> None:
    member = tarfile.TarInfo("private/link")
    member.type, member.linkname = kind, "/etc/passwd"
    rewritten(small, lambda members: members.append((member, b"")))
    assert "not a file of a site" in refused("restore", small)
    assert nothing_changed()


def test_a_member_that_comes_twice_is_refused(small: Path) -> None:
    rewritten(small, lambda members: members.append(members[-1]))
    assert "is not whole" in refused("restore", small)
    assert nothing_changed()


def test_what_is_no_archive_at_all_is_refused(transactional_db, tmp_path) -> None:
    path = tmp_path / "letter"
    assert "cannot be read" in refused("restore", path)
    path.write_text("Good day")
    assert "no archive of a site" in refused("restore", path)
    assert "cannot be read" in refused("restore", tmp_path)


# ---------------------------------------------------------------- places that do not serve
def test_a_file_that_is_there_is_not_overwritten(transactional_db, tmp_path) -> None:
    path = tmp_path / "site.backup"
    path.write_text("last month's")
    assert "is there already" in refused("backup", path)
    assert path.read_text() == "last month's"
    assert "No such file" in refused("backup", tmp_path / "nowhere" / "site.backup")
    assert not (tmp_path / "nowhere").exists()


def test_a_database_without_tables_is_not_taken_for_a_site(transactional_db, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(databases, "applied_migrations", list)
    assert "Is DATABASE_URL the one" in refused("backup", tmp_path / "site.backup")
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_that_is_easily_guessed_is_refused(transactional_db, tmp_path, settings) -> None:
    settings.BACKUP_PASSPHRASE = "short"
    assert "too short" in refused("backup", tmp_path / "site.backup")


def test_without_room_nothing_of_the_backup_stays(transactional_db, tmp_path, monkeypatch) -> None:
    def no_room(*_args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(archives.Writer, "add_about", no_room)
    assert "no room left" in refused("backup", tmp_path / "site.backup")
    assert list(tmp_path.iterdir()) == []


def test_without_room_to_unpack_nothing_changes(small: Path, monkeypatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 10})())
    assert "no room to unpack" in refused("restore", small)
    assert nothing_changed()


def test_a_backup_that_is_told_to_stop_leaves_nothing(transactional_db, tmp_path, monkeypatch) -> None:
    def stop(path: Path) -> None:
        path.write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(databases, "copy_to", stop)
    with pytest.raises(SystemExit):
        run("backup", tmp_path / "site.backup")
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_a_killed_backup_left_goes_with_the_next_one(transactional_db, tmp_path) -> None:
    left = tmp_path / "site.backup.unfinished"
    left.mkdir()
    (left / "database").write_text("half")
    (left / "archive").write_text("half")
    run("backup", tmp_path / "site.backup")
    assert [path.name for path in tmp_path.iterdir()] == ["site.backup"]


def test_two_commands_at_one_file_do_not_mix(transactional_db, tmp_path) -> None:
    with services._workshop(tmp_path / "site.backup.unfinished"):
        assert "Another command is at work" in refused("backup", tmp_path / "site.backup")


# ---------------------------------------------------------------- a restore that was broken off
def test_a_restore_broken_off_in_the_middle_is_said_and_mended_by_the_next(small: Path, monkeypatch) -> None:
    def break_off(_path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(databases, "put_back", break_off)
        with pytest.raises(KeyboardInterrupt):
            run("restore", small)
    assert not User.objects.exists()
    assert ["was broken off" in str(finding.msg) for finding in restore_is_finished()] == [True]
    said = run("restore", small)
    assert "was broken off here" in said
    assert "is whole" in said
    assert list(restore_is_finished()) == []
    assert User.objects.get().email == "one@demo.example"


@contextmanager
def somebody_in_the_database() -> Iterator[None]:
    """Another process that has read accounts and does not let go of the table."""
    if connection.vendor == "postgresql":
        other = connection.copy()
        with closing(other), other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM people_user")
            yield
    else:
        connection.ensure_connection()
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("SELECT count(*) FROM people_user").fetchall()
            yield


def test_a_site_that_runs_is_not_restored_over(small: Path) -> None:
    with somebody_in_the_database():
        assert "The site is running" in refused("restore", small)
    assert nothing_changed()
    assert not files.stage().exists()
    run("restore", small)


def test_a_site_started_at_the_last_moment_keeps_its_rows_and_is_called_unfinished(
    small: Path, monkeypatch
) -> None:
    with somebody_in_the_database(), monkeypatch.context() as patch:
        patch.setattr(databases, "refuse_while_in_use", lambda: None)
        patch.setattr(databases, "SECONDS_FOR_A_LOCK", 1)
        assert "The restore is not finished" in refused("restore", small)
    assert not User.objects.exists()
    assert files.restore_was_broken_off()
    run("restore", small)
    assert User.objects.exists()


# ---------------------------------------------------------------- PostgreSQL's programs
@pytest.mark.postgres
def test_a_machine_without_pg_dump_is_told_what_to_install(transactional_db, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Install postgresql-client" in refused("backup", tmp_path / "site.backup")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.postgres
def test_what_pg_dump_says_of_versions_is_handed_on(transactional_db, tmp_path, monkeypatch) -> None:
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        "echo 'pg_dump: error: aborting because of server version mismatch' >&2\n"
        "echo 'pg_dump: detail: server version: 99; pg_dump version: 15' >&2\n"
        "exit 1\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    said = refused("backup", tmp_path / "site.backup")
    assert "server version mismatch" in said
    assert "server version: 99" in said


@pytest.mark.postgres
def test_a_restore_without_pg_restore_changes_nothing(small: Path, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_restore is not there" in refused("restore", small)
    assert nothing_changed()
    assert not files.restore_was_broken_off()


# ---------------------------------------------------------------- as people run it
def test_a_clean_host_without_tables_takes_the_archive(small: Path, tmp_path) -> None:
    """In a process of its own, on a database in which nothing is, not even a table."""
    folder = tmp_path / "host"
    folder.mkdir()
    environment = product_environment(VAR_DIR=str(folder))
    if connection.vendor == "postgresql":
        name = f"{connection.settings_dict['NAME']}_host"
        environment["DATABASE_URL"] = environment["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    else:
        environment["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "restore", str(small)],
            check=False,
            env=environment,
            cwd=present.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=300,
        )
    finally:
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    # The file belongs to no row, which is a note; nothing is missing.
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "private/materials/one").read_bytes() == b"content " * 1000


def test_a_refusal_is_in_the_language_of_the_site(transactional_db, tmp_path) -> None:
    for language, said in (("uk", "уже є"), ("pl", "już jest")):
        with translation.override(language):
            assert said in refused("backup", tmp_path)
