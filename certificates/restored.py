"""What is looked at in this room once a backup is back: every file of the register, the counters, the keys."""

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.health.findings import DOCTOR_FILES, doctor_check, error, fine

from .models import Certificate, DeliveredFile, RegisterCounter, SigningKey
from .services.keys import key_path, split_pem

BLOCK = 256 * 1024
MOST_NAMED = 20


@doctor_check(DOCTOR_FILES)
def delivered_files() -> Iterator[CheckMessage]:
    """Whether every certificate's file is, byte for byte, the one that was delivered."""
    wrong, count = [], 0
    for delivered in DeliveredFile.objects.select_related("certificate").order_by("pk").iterator(500):
        count += 1
        if _digest(delivered) != delivered.sha256:
            wrong.append(delivered.certificate.number)
    if wrong:
        text = ngettext(
            "%(count)d certificate’s file is not the one that was delivered: %(numbers)s",
            "%(count)d certificates’ files are not those that were delivered: %(numbers)s",
            len(wrong),
        )
        numbers = ", ".join(wrong[:MOST_NAMED]) + (" …" if len(wrong) > MOST_NAMED else "")
        yield error("certificates.E006", text % {"count": len(wrong), "numbers": numbers})
    else:
        text = ngettext(
            "%(count)d certificate’s file is the one that was delivered.",
            "All %(count)d certificates’ files are those that were delivered.",
            count,
        )
        yield fine("certificates.I002", text % {"count": count})


def _digest(delivered: DeliveredFile) -> str:
    digest = hashlib.sha256()
    try:
        with delivered.file.open("rb") as file:
            while data := file.read(BLOCK):
                digest.update(data)
    except OSError:
        return ""
    return digest.hexdigest()


@doctor_check(DOCTOR_FILES)
def counters() -> Iterator[CheckMessage]:
    """Whether the next number of each register is one that was never given."""
    given: dict[str, int] = {}
    for number in Certificate.objects.values_list("number", flat=True).iterator():
        register, _dash, place = number.rpartition("-")
        given[register] = max(given.get(register, 0), int(place))
    # As `next_number` writes them.
    last = {f"{each.organisation_id:02d}-{each.year}": each.last for each in RegisterCounter.objects.all()}
    behind = [
        f"{register}-{place:05d}"
        for register, place in sorted(given.items())
        if place > last.get(register, 0)
    ]
    if behind:
        yield error(
            "certificates.E007",
            _("Counters of the register are behind the numbers given: %(numbers)s")
            % {"numbers": ", ".join(behind)},
        )
    else:
        yield fine("certificates.I003", _("The register goes on with numbers that were never given."))


@doctor_check(DOCTOR_FILES)
def keys_open() -> Iterator[CheckMessage]:
    """Whether each key that signs can be opened with the passphrase of this installation."""
    from .signing.keys import KeyMaterial, UnusableKey

    passphrase = str(settings.SIGNING_PASSPHRASE).encode()
    for key in SigningKey.objects.filter(is_active=True).select_related("organisation").order_by("pk"):
        words = {"organisation": key.organisation}
        own, *chain = split_pem(key.certificate_pem)
        try:
            KeyMaterial.from_pem(key_path(key.key_id).read_bytes(), own, passphrase=passphrase, chain=chain)
        except (OSError, UnusableKey):
            yield error(
                "certificates.E008",
                _(
                    "The signing key of %(organisation)s does not open with SIGNING_PASSPHRASE, or is not there."
                )
                % words,
            )
        else:
            yield fine("certificates.I004", _("The signing key of %(organisation)s opens.") % words)
