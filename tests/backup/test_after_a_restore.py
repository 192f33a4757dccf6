"""A restored site shows nothing of the former one and lets nobody in who was signed out; a half restore is known."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as present
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client

from foundation.cache import backends
from people.backup import files
from tests.factories.people import UserFactory

from .conftest import lose_everything, run

pytestmark = pytest.mark.django_db(transaction=True)
Take = Callable[..., Path]
ROOT_PATHS = {"key": "wagtail_site_root_paths", "version": 2}


@pytest.fixture
def small(archive: Take) -> Path:
    """The archive of a site with one account that is signed in."""
    Client().force_login(UserFactory())
    path = archive()
    lose_everything()
    return path


def test_what_caches_hold_of_the_former_site_is_forgotten(small: Path) -> None:
    caches["default"].set(value="former", **ROOT_PATHS)
    caches["pages"].set("page", "former")
    assert "The cache is away" not in run("restore", small)
    assert caches["default"].get(**ROOT_PATHS) is None
    assert caches["pages"].get("page") is None


@pytest.mark.parametrize("alias", ["default", "pages"])
def test_a_cache_that_is_away_is_to_be_cleared_by_hand(
    small: Path, alias: str, settings, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(backends, "_known", {})
    (tmp_path / "no-folder").touch()
    lost = {**settings.CACHES[alias], "LOCATION": str(tmp_path / "no-folder" / "cache")}
    settings.CACHES = {**settings.CACHES, alias: lost}
    assert "The cache is away: clear it before the site starts" in run("restore", small)


def test_nobody_is_signed_in_after_a_restore(small: Path) -> None:
    said = run("restore", small)
    assert "Everybody is signed out" in said
    assert not Session.objects.exists()


def test_the_line_in_the_drill_gives_files_to_the_site_and_ends_as_the_restore_did(tmp_path) -> None:
    text = Path(present.BASE_DIR, "docs/operations.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ +sh -c .*restore.*$", text, re.MULTILINE)
    for name, code in (("python", 1), ("chown", 0)):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {name} $*\nexit {code}\n")
        program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        line.strip(), shell=True, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert [said.split()[0] for said in done.stdout.splitlines()] == ["python", "chown"]


def test_the_mark_of_an_unfinished_restore_outlives_a_container(small: Path, settings, tmp_path) -> None:
    with pytest.raises(RuntimeError), files.changing():
        raise RuntimeError
    settings.VAR_DIR = tmp_path
    assert files.restore_was_broken_off()
    assert files.key_files() == []
    assert "was broken off here" in run("restore", small)
    assert not files.restore_was_broken_off()
