"""As on one's own machine, for processes that a test starts: nothing is shared with anybody but that test."""

from config.settings.local import *  # noqa: F403
from config.settings.local import STORAGES, VAR_DIR, env

# Static files need not be collected first.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = VAR_DIR / "static"
CELERY_TASK_DEFAULT_QUEUE = env.str("TEST_QUEUE", default="celery")
# As in use, where there is HTTPS.
SECURE_SSL_REDIRECT = env.bool("TEST_HTTPS", default=False)
