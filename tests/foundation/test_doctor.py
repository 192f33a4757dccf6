"""`manage.py doctor` says in plain words what is missing or unsafe, and ends with 0 or 1."""

import datetime as dt
import os
import runpy
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings as present
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone, translation

from certificates.models import SigningKey
from config.environment import Environment
from foundation.health.findings import doctor_check, fine, looked_at
from tests.factories.people import AdministratorFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def in_use(settings, tmp_path, monkeypatch) -> None:
    """An installation with which nothing is wrong."""
    AdministratorFactory()
    settings.SECRET_KEY = "".join(chr(33 + n % 90) for n in range(80))
    settings.SITE_URL = "https://svitlytsia.example"
    settings.ALLOWED_HOSTS = ["svitlytsia.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Svitlytsia <letters@svitlytsia.example>"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.TRUSTED_PROXIES = 1
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.VAR_DIR = tmp_path
    # Tests in a browser, in this process, leave the environment so.
    settings.SILENCED_SYSTEM_CHECKS = ["async.E001"]
    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.open", lambda self: True)
    monkeypatch.setattr("celery.app.control.Control.ping", lambda self, timeout: [{"worker": "pong"}])


def doctor(*options: str) -> tuple[int, str]:
    """Its exit code, and all that it said."""
    out = StringIO()
    try:
        call_command("doctor", *options, stdout=out, stderr=out, no_color=True)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_where_nothing_is_wrong_it_ends_with_0(in_use) -> None:
    code, said = doctor()
    assert "WRONG" not in said
    assert code == 0
    assert "Nothing must be put right." in said
    assert "fine" in said
    assert "fine" not in doctor("--quiet")[1]


def change(name: str, value: object):
    return lambda settings: setattr(settings, name, value)


UNSAFE = [
    (
        change("SECRET_KEY", "only-for-a-trial-on-one-machine-0123456789abcdef0123456789abcdef"),
        "SECRET_KEY is the one",
    ),
    (change("SECRET_KEY", "short"), "SECRET_KEY"),
    (change("DEBUG", True), "DEBUG is on"),
    (change("STAFF_SECOND_FACTOR", False), "STAFF_SECOND_FACTOR is off"),
    (change("SESSION_COOKIE_SECURE", False), "SESSION_COOKIE_SECURE"),
    (change("TRUSTED_PROXIES", 0), "TRUSTED_PROXIES is 0, and every page sends to https"),
    (change("SITE_URL", "http://svitlytsia.example"), "without https"),
    (change("SITE_URL", "svitlytsia.example"), "is not an address"),
    (change("ALLOWED_HOSTS", ["*"]), "takes any name"),
    (change("ALLOWED_HOSTS", ["other.example"]), "ALLOWED_HOSTS lacks svitlytsia.example"),
    (change("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"), "Letters are not being sent"),
    (change("DEFAULT_FROM_EMAIL", "svitlytsia@demo.example"), "the sample address"),
    (change("SIGNING_PASSPHRASE", ""), "SIGNING_PASSPHRASE is not set"),
]


@pytest.mark.parametrize(("make_unsafe", "words"), UNSAFE)
def test_what_is_unsafe_is_named_and_ends_with_1(in_use, settings, make_unsafe, words) -> None:
    make_unsafe(settings)
    code, said = doctor("--quiet")
    assert code == 1
    [line] = [line for line in said.splitlines() if line.startswith("WRONG")]
    assert words in line
    assert "1 thing must be put right." in said


def test_a_trial_may_be_unsafe_and_says_so(in_use, settings) -> None:
    settings.DEMO = True
    settings.STAFF_SECOND_FACTOR = settings.SESSION_COOKIE_SECURE = False
    settings.SITE_URL = "http://localhost:8000"
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    code, said = doctor()
    assert code == 0, said
    assert "others must not use it" in said
    assert "Only for a trial: SITE_URL is http://localhost:8000" in said


def test_a_cache_that_each_process_has_for_itself_is_wrong(in_use, settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "pages": present.CACHES["pages"],
    }
    code, said = doctor("--quiet")
    assert code == 1
    assert "“default” is not shared between processes" in said


def test_a_cache_that_is_away_is_wrong_whatever_stands_in_for_it(in_use, settings, tmp_path) -> None:
    (tmp_path / "cache").write_text("no folder")
    spoilt = {**present.CACHES["default"], "LOCATION": str(tmp_path / "cache" / "limits")}
    settings.CACHES = {**present.CACHES, "default": spoilt}
    code, said = doctor("--quiet")
    assert code == 1
    assert "The cache “default” does not answer." in said


def test_a_mail_server_that_does_not_answer_is_wrong(in_use, monkeypatch) -> None:
    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.open", refuse)
    code, said = doctor("--quiet")
    assert code == 1
    assert "The mail server does not answer: ConnectionRefusedError." in said


def test_without_a_worker_work_waits_and_that_is_wrong(in_use, monkeypatch) -> None:
    monkeypatch.setattr("celery.app.control.Control.ping", lambda self, timeout: [])
    code, said = doctor("--quiet")
    assert code == 1
    assert "No worker answers" in said


def test_without_an_administrator_nobody_runs_the_site(in_use) -> None:
    from people.models import User

    User.objects.all().delete()
    code, said = doctor("--quiet")
    assert code == 1
    assert "createsuperuser" in said


def test_a_full_disk_is_wrong(in_use, monkeypatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 10 * 1024**2}))
    code, said = doctor("--quiet")
    assert code == 1
    assert "has only 0.0 GiB left" in said


def test_migrations_that_were_not_run_are_wrong(in_use, monkeypatch) -> None:
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda self, targets: [1, 2]
    )
    code, said = doctor("--quiet")
    assert code == 1
    assert "2 migrations were not run" in said


def test_a_trial_key_a_lost_key_and_one_that_others_can_read_are_wrong(in_use, settings, tmp_path) -> None:
    settings.SIGNING_KEYS_DIR = tmp_path
    key = SigningKey.objects.create(
        organisation=OrganisationFactory(),
        key_id="ab" * 16,
        certificate_pem="",
        expires_at=timezone.now() + dt.timedelta(days=61),
        is_trial=True,
    )
    path = tmp_path / f"{key.key_id}.key.pem"
    assert "is not at" in doctor("--quiet")[1]
    path.write_text("secret")
    path.chmod(0o644)
    assert "Others on this machine can read" in doctor("--quiet")[1]
    path.chmod(0o600)
    assert "a key for trying out" in doctor("--quiet")[1]
    SigningKey.objects.filter(pk=key.pk).update(is_trial=False)
    assert doctor("--quiet")[0] == 0
    SigningKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() + dt.timedelta(days=59))
    assert "runs out on" in doctor("--quiet")[1]


@pytest.fixture
def registered(monkeypatch) -> set[object]:
    """What is registered with Django as long as the test lasts."""
    looked_at("none")  # a room's `doctor.py` registers its checks when it is first imported, and never again
    checks = set(registry.registered_checks)
    monkeypatch.setattr(registry, "registered_checks", checks)
    return checks


def test_a_check_that_breaks_is_reported_and_the_others_go_on(in_use, registered) -> None:
    @doctor_check()
    def lamp():
        raise OperationalError("no such table")

    code, said = doctor()
    assert code == 1
    assert "“lamp” could not be looked at: OperationalError: no such table" in said
    assert "The mail server takes letters." in said


def test_a_rooms_own_check_is_a_system_check_that_only_the_doctor_runs(in_use, registered) -> None:
    @doctor_check()
    def lamp():
        yield fine("tests.I001", "The lamp is lit.")

    assert doctor()[1].count("The lamp is lit.") == 1
    assert run_checks(tags=["doctor"]).count(fine("tests.I001", "The lamp is lit.")) == 1


def test_what_is_silenced_in_the_settings_is_not_said(in_use, settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    assert doctor("--quiet")[0] == 1
    settings.SILENCED_SYSTEM_CHECKS += ["foundation.E005"]
    code, said = doctor("--quiet")
    assert (code, "STAFF_SECOND_FACTOR" in said) == (0, False)


def test_the_checks_of_all_commands_ask_nothing_of_what_the_doctor_looks_at() -> None:
    """Every `manage.py` command begins with them, those that make the tables too."""
    begin = "import django; django.setup(); from django.core import checks; "
    ask = "print(*sorted(t for t in checks.registry.registry.tags_available(True) if t.startswith('doctor')))"
    found = "from foundation.health.findings import looked_at; looked_at('none'); "
    for words, tags in ((begin + ask, ""), (begin + found + ask, "doctor doctor_files")):
        result = subprocess.run(
            [sys.executable, "-c", words],
            cwd=present.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert result.stdout.strip() == tags


def test_settings_that_lack_a_key_are_told_without_a_traceback() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS"}
    }
    result = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=present.BASE_DIR,
        env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("The settings cannot be read. SECRET_KEY is not set. For example: ")
    assert len(result.stderr.splitlines()) == 1


STARTS = (
    ["manage.py", "doctor"],
    ["-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi:application"],
    ["-m", "celery", "-A", "config.celery", "worker"],
    ["-m", "celery", "-A", "config.celery", "beat"],
)


@pytest.mark.parametrize("command", STARTS, ids=lambda command: " ".join(command[-3:]))
def test_a_setting_that_cannot_be_read_is_one_sentence_however_one_starts(command: list[str]) -> None:
    in_use = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "x",
        "SITE_URL": "https://svitlytsia.example",
        "ALLOWED_HOSTS": "svitlytsia.example",
        "TRUSTED_PROXIES": "abc",
    }
    result = subprocess.run(
        [sys.executable, *command],
        cwd=present.BASE_DIR,
        env={**os.environ, **in_use},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stdout + result.stderr == (
        "The settings cannot be read. TRUSTED_PROXIES is no whole number. For example: TRUSTED_PROXIES=1\n"
    )


UNREADABLE = [
    ("DATABASE_URL", "garbage", "is not the address of a database"),
    ("DATABASE_URL", "postgres://user@host:port/name", "is not the address of a database"),
    ("DATABASE_URL", "mysql://user@host/name", "is not the address of a database"),
    ("REDIS_URL", "garbage", "is not such an address"),
    ("REDIS_URL", "redis://host:port", "is not such an address"),
    ("CELERY_BROKER_URL", "garbage", "is not such an address"),
    ("CELERY_BROKER_URL", "sentinel://a:26379;b:26379", "is not such an address"),
    ("EMAIL_URL", "garbage", "is not the address of a mail server"),
    ("EMAIL_URL", "smtp://host:port", "is not the address of a mail server"),
    ("ANYMAIL", "{bad", "is no JSON object"),
    ("ANYMAIL", "[1]", "is no JSON object"),
    ("S3_ENDPOINT_URL", "s3.example", "is not such an address"),
    ("MAX_REQUEST_BYTES", "abc", "is no whole number"),
    ("MAX_REQUEST_BYTES", "-1", "is no whole number"),
    ("MAX_REQUEST_BYTES", "0", "is less than 1"),
    ("REQUEST_SECONDS", "0", "is less than 1"),
    ("REQUEST_BYTES_A_SECOND", "0", "is less than 1"),
    ("ANSWER_BYTES_A_SECOND", "0", "is less than 1"),
    ("TRUSTED_PROXIES", "-1", "is no whole number"),
    ("WEB_CONCURRENCY", "two", "is no whole number"),
    ("WEB_THREADS", "0", "is less than 1"),
    ("PORT", "abc", "is no whole number"),
    ("STAFF_SECOND_FACTOR", "perhaps", "is neither true nor false"),
]


def read_settings() -> dict[str, object]:
    """What the settings in use make of the environment as it is now."""
    base = runpy.run_module("config.settings.base")
    return base | runpy.run_module("config.settings.production")  # which takes the base from memory


AFRESH = pytest.mark.filterwarnings("ignore:'config.settings.*found in sys.modules:RuntimeWarning")


@AFRESH
@pytest.mark.parametrize(("name", "value", "words"), UNREADABLE)
def test_each_kind_of_setting_that_cannot_be_read_is_named_without_its_value(
    name, value, words, monkeypatch
) -> None:
    monkeypatch.setenv("ANYMAIL_BACKEND", "anymail.backends.sendgrid.EmailBackend")
    monkeypatch.setenv("S3_BUCKET", "files")
    for needed in ("SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS"):
        monkeypatch.setenv(needed, "https://svitlytsia.example")
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        read_settings()
    assert f"{name} {words}." in str(end.value)
    assert value not in str(end.value).partition("For example")[0]


@AFRESH
def test_a_setting_that_is_empty_counts_as_not_set(monkeypatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAX_REQUEST_BYTES", "CELERY_BROKER_URL"):
        monkeypatch.setenv(name, "")
    settings = runpy.run_module("config.settings.base")
    assert settings["MAX_REQUEST_BYTES"] == 60 * 1024 * 1024
    assert settings["CELERY_BROKER_URL"].startswith("filesystem")


@AFRESH
def test_a_folder_that_is_named_by_nothing_is_the_one_of_the_project(monkeypatch) -> None:
    monkeypatch.setenv("VAR_DIR", "")
    monkeypatch.setenv("SIGNING_KEYS_DIR", "")
    folder = present.BASE_DIR / "var"
    settings = runpy.run_module("config.settings.base")
    assert (settings["VAR_DIR"], settings["SIGNING_KEYS_DIR"]) == (folder, folder / "keys")
    assert runpy.run_path("tools/prepare.py")["VAR"] == folder


@AFRESH
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CELERY_BROKER_URL", "sentinel://a:26379;sentinel://b:26379"),
        ("CELERY_BROKER_URL", "redis+socket:///tmp/x.sock"),
        ("REDIS_URL", "redis://a:6379/0;redis://b:6379/0"),
        ("DATABASE_URL", "postgres://user:a;b@first:5432,second:5432/name"),
    ],
)
def test_servers_are_named_as_the_libraries_that_ask_them_have_it(name, value, monkeypatch) -> None:
    monkeypatch.setenv(name, value)
    settings = runpy.run_module("config.settings.base")
    assert settings.get(name, value) == value
    if name == "DATABASE_URL":
        database = settings["DATABASES"]["default"]
        assert (database["HOST"], database["PASSWORD"]) == ("first,second", "a;b")


def test_a_number_below_the_least_that_makes_sense_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("WEB_THREADS", "0")
    assert Environment().int("WEB_THREADS", default=4) == 0
    with pytest.raises(SystemExit, match=r"WEB_THREADS is less than 1\. For example: WEB_THREADS=2"):
        Environment().int("WEB_THREADS", default=4, least=1)


def test_what_is_needed_is_asked_for_in_one_sentence_whatever_its_kind(monkeypatch) -> None:
    env = Environment()
    readings = (env.str, env.int, env.bool, env.list, env.json, env.db, env.email_url)
    for read in readings:
        monkeypatch.setenv("NEEDED", "")
        with pytest.raises(SystemExit, match=r"The settings cannot be read\. NEEDED is not set\."):
            read("NEEDED")


def test_a_text_that_begins_with_a_dollar_is_that_text(monkeypatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "$HOME")
    assert Environment().str("SECRET_KEY") == "$HOME"


def test_a_folder_that_cannot_be_written_to_is_not_called_full(in_use, settings) -> None:
    settings.VAR_DIR = "/proc/svitlytsia"  # where even root writes nothing, and nothing is free
    code, said = doctor("--quiet")
    assert code == 1
    assert "/proc/svitlytsia cannot be written to." in said
    assert "GiB left" not in said
