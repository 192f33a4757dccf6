"""A trial on one's own machine: embedded database, embedded broker, letters in files. Not for use by others."""

from .base import *  # noqa: F403
from .base import VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
# Known to everybody: right for a trial, refused by `check --deploy` and by `doctor`.
SECRET_KEY = env.str("SECRET_KEY", default="only-for-a-trial-on-one-machine-" + "0123456789abcdef" * 2)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DEMO = True
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=False)
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", default="only-for-a-trial")
# Letters can be read in the back office and as files.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "letters")
# SQLite cannot make the constraint `partner_once`; there the form alone refuses a second equal partner.
SILENCED_SYSTEM_CHECKS = ["models.W047"]
