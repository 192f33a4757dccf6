"""What is the same everywhere. What differs by place is in `local`, `test` and `production`."""

import contextlib
from pathlib import Path

from config.environment import Environment

from .accounts import *  # noqa: F403
from .backoffice import *  # noqa: F403
from .backoffice import NO_CACHE
from .content_policy import *  # noqa: F403
from .databases import database
from .logs import *  # noqa: F403
from .schedule import *  # noqa: F403
from .wings import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
env = Environment()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# The web server reads these itself (config/gunicorn.py); here they are looked at, so that `doctor` says what is wrong.
for name in ("PORT", "WEB_CONCURRENCY", "WEB_THREADS"):
    env.int(name, default=1, least=1)

# The site's own address: links in letters, calendars and on certificates are made from it, never from a request.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
SITE_NAME = "Світлиця"

INSTALLED_APPS = [
    "demo",
    "foundation",
    "foundation.ui",
    "people",
    "office",
    "residencies",
    "messaging",
    "courses",
    "cohorts",
    "cohorts.timetable",
    "cohorts.admission",
    "cohorts.choices",
    "cohorts.needs",
    "cohorts.lodging",
    "cohorts.logistics",
    "cohorts.replacing",
    "cohorts.lists",
    "cohorts.packs",
    "cohorts.attendance",
    "cohorts.today",
    "cohorts.learning",
    "cohorts.summary",
    "documents",
    "certificates",
    "pages",
    "modeltranslation",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "crispy_forms",
    "rules",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "foundation.http.middleware.PermissionsPolicyMiddleware",
    "foundation.health.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "office.middleware.AdminPolicyMiddleware",
    "foundation.http.middleware.KeepNothingMiddleware",
    "foundation.http.middleware.SoundRequestMiddleware",
    "foundation.http.middleware.MethodMiddleware",
    "foundation.http.middleware.BodySizeMiddleware",
    "foundation.cache.pages.PublicPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "foundation.http.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.kept_forms.KeptFormsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "office.middleware.BackOfficeDoorMiddleware",
    "office.middleware.NotUnderstoodMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "foundation.ui.context.site",
            ],
            "builtins": ["foundation.ui.templatetags.components"],
        },
    }
]

# How forms of the site are laid out: `foundation/ui/layout.py` and `templates/svitlytsia/`.
CRISPY_TEMPLATE_PACK = "svitlytsia"
CRISPY_ALLOWED_TEMPLATE_PACKS = (CRISPY_TEMPLATE_PACK,)
CRISPY_FAIL_SILENTLY = False

MFA_TOTP_ISSUER = SITE_NAME
# Who works in the back office signs in with a second factor; a trial on one's own machine may do without.
STAFF_SECOND_FACTOR: bool = env.bool("STAFF_SECOND_FACTOR", default=True)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "people.kept_forms.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

# ---------------------------------------------------------------- database
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(env, VAR_DIR / "db.sqlite3")}
ATOMIC_REQUESTS = False

# ---------------------------------------------------------------- caches
REDIS_URL = env.address("REDIS_URL", ("redis", "rediss", "unix"), default="")


def cache(name: str, **more: object) -> dict[str, object]:
    """A cache shared by all server processes: Redis where there is one, files otherwise. Either may be away."""
    if REDIS_URL:
        return {
            "BACKEND": "foundation.cache.backends.SharedRedis",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": name,
            **more,
        }
    return {
        "BACKEND": "foundation.cache.backends.SharedFiles",
        "LOCATION": str(VAR_DIR / "cache" / name),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
        **more,
    }


# `default` holds rate limits (allauth asks there) and what Wagtail remembers of its sites; pages of the public site
# have their own, and so has what was typed and not sent (`people/kept_forms.py`).
# PROCESSES: while the cache is away, limits are kept in the memory of each of so many processes.
# FORGET: what may have changed meanwhile, as keys and their versions.
LIMITS: dict[str, object] = {
    "PROCESSES": max(2, env.int("WEB_CONCURRENCY", default=2, least=1)),
    "FORGET": [("wagtail_site_root_paths", 2), ("wagtail_locales_display_name", 1)],
}
PAGES: dict[str, object] = {"FORGET": [("generation", 1)]}
CACHES = {
    "default": cache("limits", **LIMITS),
    "pages": cache("pages", **PAGES),
    "kept": cache("kept"),
    "renditions": NO_CACHE,
}

# ---------------------------------------------------------------- the web server (`config/web/`)
# How many proxies of one's own stand before it; what they say of the visitor is believed, and nobody else.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# The whole of a request has so many seconds, and one more for each so many bytes that have come; an answer as many
# seconds, and one more for each so many bytes of it that were taken.
REQUEST_SECONDS = env.int("REQUEST_SECONDS", default=20, least=1)
REQUEST_BYTES_A_SECOND = env.int("REQUEST_BYTES_A_SECOND", default=16 * 1024, least=1)
ANSWER_BYTES_A_SECOND = env.int("ANSWER_BYTES_A_SECOND", default=4 * 1024, least=1)

# ---------------------------------------------------------------- languages and time
LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", "Українська"), ("en", "English"), ("pl", "Polski")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "uk"
MODELTRANSLATION_LANGUAGES = ("uk", "en", "pl")
MODELTRANSLATION_FALLBACK_LANGUAGES = ("uk", "en", "pl")
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Kyiv"
USE_I18N = True
USE_TZ = True

# ---------------------------------------------------------------- files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
# What only some may read, originals of pictures too: no address of its own, served by views that check.
ON_DISK = "foundation.files.storage.WholeFiles"
PRIVATE = {"BACKEND": ON_DISK, "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None}}
STORAGES = {
    "default": PRIVATE,
    "private": PRIVATE,
    "pictures": {
        "BACKEND": "foundation.files.pictures.PicturesOnDisk"
    },  # what public pages show, under MEDIA_URL
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # above what any form takes: the form refuses in words, Django cannot
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "foundation.files.storage.ToDisk",
]
# The largest request body and the largest material, in bytes.
MAX_REQUEST_BYTES = env.int("MAX_REQUEST_BYTES", default=60 * 1024 * 1024, least=1)
MAX_MATERIAL_BYTES = env.int("MAX_MATERIAL_BYTES", default=50 * 1024 * 1024, least=1)

# ---------------------------------------------------------------- letters
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
if env.str("ANYMAIL_BACKEND", default=""):
    EMAIL_BACKEND = env.str("ANYMAIL_BACKEND")
    ANYMAIL = env.json("ANYMAIL", default={})
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Світлиця <svitlytsia@demo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whom /.well-known/security.txt names; without it, the address that letters come from.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
# Whom managers call while letters do not leave, in words; without it, the administrators are named.
OPERATOR_CONTACT = env.str("OPERATOR_CONTACT", default="")

# ---------------------------------------------------------------- background work: messages carry ids only
BROKERS = ("filesystem", "redis", "redis+socket", "rediss", "sentinel", "amqp", "amqps", "pyamqp", "memory")
# Named here so that no room needs to know who puts the whole together.
CELERY_APP = "config.celery.app"
CELERY_BROKER_URL = env.address("CELERY_BROKER_URL", BROKERS, default="filesystem://localhost")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for as long as it takes
CELERY_TIMEZONE = "UTC"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
if CELERY_BROKER_URL.startswith("filesystem"):
    BROKER_DIR = VAR_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
    for folder in ("messages", "control"):
        with contextlib.suppress(OSError):  # `doctor` says which folder cannot be written to
            (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
else:
    # A broker that is away is noticed at once: people do not wait for it, the sweeper sends out again.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.2,
    }
    if CELERY_BROKER_URL.startswith("redis"):
        # Likewise one that takes connections and says nothing; a worker asks for work for a second at a time.
        CELERY_BROKER_TRANSPORT_OPTIONS |= {"socket_connect_timeout": 1, "socket_timeout": 2}

# ---------------------------------------------------------------- what is kept, and signing of certificates
# Days after the last one of a cohort for which what people said of food, accessibility and travel is kept.
NEEDS_KEPT_DAYS = env.int("NEEDS_KEPT_DAYS", default=30, least=0)
# Folder with the organisations' keys (PKCS#12) and the passphrase that opens them.
SIGNING_KEYS_DIR = Path(env.str("SIGNING_KEYS_DIR", default=str(VAR_DIR / "keys")))
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", default="")
# Encrypts what `manage.py backup` writes.
BACKUP_PASSPHRASE = env.str("BACKUP_PASSPHRASE", default="")

# ---------------------------------------------------------------- Wagtail; more in `backoffice.py`
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
