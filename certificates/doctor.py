"""What `manage.py doctor` looks at in this room: the keys that certificates are signed with."""

import datetime as dt
import os
from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.health.findings import doctor_check, error, fine, note

from . import restored  # noqa: F401 — registers its own
from .models import SigningKey
from .services.keys import key_path

# An issuer of keys takes weeks.
RENEW_BEFORE = dt.timedelta(days=60)


@doctor_check()
def signing_keys() -> Iterator[CheckMessage]:
    """Whether each key in use is there, can be opened by nobody else, and is not one for trying out."""
    if not settings.SIGNING_PASSPHRASE:
        yield error("certificates.E001", _("SIGNING_PASSPHRASE is not set: no certificate can be signed."))
    keys = list(SigningKey.objects.filter(is_active=True).select_related("organisation").order_by("pk"))
    if not keys:
        yield note(
            "certificates.W001",
            _("No organisation has a signing key, so no certificate can be issued: “manage.py signing_key”."),
        )
    for key in keys:
        path = key_path(key.key_id)
        words = {"organisation": key.organisation, "file": path}
        if not os.access(path, os.R_OK):
            yield error(
                "certificates.E002",
                _("The signing key of %(organisation)s is not at %(file)s, or cannot be read.") % words,
            )
        elif path.stat().st_mode & 0o077:
            yield error(
                "certificates.E003",
                _("Others on this machine can read the signing key %(file)s; it wants mode 600.") % words,
            )
        elif key.expires_at <= timezone.now() + RENEW_BEFORE:
            yield error(
                "certificates.E004",
                _(
                    "The signing key of %(organisation)s runs out on %(date)s: “manage.py signing_key” adds a new one."
                )
                % {**words, "date": f"{key.expires_at:%Y-%m-%d}"},
            )
        elif key.is_trial:
            yield error(
                "certificates.E005",
                _("%(organisation)s signs with a key for trying out; its certificates say so.") % words,
                only_in_use=True,
            )
        else:
            yield fine("certificates.I001", _("%(organisation)s has a signing key.") % words)
