"""For the tests: fast hashing, memory for letters, a private folder for files, limits that a test sets itself."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import BASE_DIR, LIMITS, NO_CACHE, PAGES, PRIVATE, STORAGES, env
from .databases import sqlite

DEBUG = False
DEMO = False
SECRET_KEY = "only-for-tests-" + "0123456789abcdef" * 3
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STAFF_SECOND_FACTOR = True
SIGNING_PASSPHRASE = "only-for-tests"
# In memory, where there is room: nothing here outlives the run. A container may have no more than 64 MB of it.
MEMORY = Path("/dev/shm")  # noqa: S108 — mkdtemp makes a folder of our own in it
IN_MEMORY = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 * 1024**3
TEST_DIR = Path(tempfile.mkdtemp(prefix="svitlytsia-test-", dir=MEMORY if IN_MEMORY else None))
atexit.register(shutil.rmtree, TEST_DIR, ignore_errors=True)
VAR_DIR = TEST_DIR
MEDIA_ROOT = TEST_DIR / "media"
PRIVATE_MEDIA_ROOT = TEST_DIR / "private"
SIGNING_KEYS_DIR = TEST_DIR / "keys"
STATIC_ROOT = TEST_DIR / "static"
STATIC_ROOT.mkdir()  # whitenoise warns of a folder that is not there
PRIVATE = {**PRIVATE, "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None}}
STORAGES = {
    **STORAGES,
    "default": PRIVATE,
    "private": PRIVATE,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def files(name: str, **more: object) -> dict[str, object]:
    """A cache in this run's own folder."""
    return {
        "BACKEND": "foundation.cache.backends.SharedFiles",
        "LOCATION": str(TEST_DIR / "cache" / name),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
        **more,
    }


CACHES = {
    "default": files("default", **LIMITS),
    "pages": files("pages", **PAGES),
    "kept": files("kept"),
    "renditions": NO_CACHE,
}
DATABASES = {"default": sqlite(str(BASE_DIR / "var" / "test.sqlite3"), synchronous="OFF")}
if env.ENVIRON.get("DATABASE_URL"):
    DATABASES = {"default": env.db("DATABASE_URL")}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
