"""Our way to a signed certificate. Targets: at least 0.7 of `certificates_floor`, and memory that does not grow."""

import multiprocessing
from pathlib import Path

from benchmarks.certificates_floor import AT, PASSPHRASE, facts, rate, trial_key
from certificates.pdf.facts import CertificateFacts
from certificates.pdf.printer import SheetPrinter
from certificates.signing.keys import KeyMaterial
from certificates.signing.pades import Signer


class Ours:
    """Printer and signer of a batch."""

    def __init__(self) -> None:
        key = trial_key()
        self.printer = SheetPrinter()
        self.signer = Signer(KeyMaterial.from_pem(key.key_pem, key.certificate_pem, passphrase=PASSPHRASE))

    def certificate(self, each: CertificateFacts) -> bytes:
        """One certificate, drawn and signed."""
        return self.signer.sign(self.printer.draw(each), at=AT, reason="Сертифікат")


def documents_per_second(count: int = 200) -> float:
    """Certificates a second of one core."""
    return rate(Ours().certificate, count)


def growth(first: int = 50, last: int = 300) -> float:
    """MiB by which a process of its own grows at its peak between the `first` and the `last` document of a batch.

    Reads Linux's /proc.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_growth, (first, last))


def _growth(first: int, last: int) -> float:
    ours = Ours()
    before = 0
    for number in range(last):
        if number == first:
            # From here on the kernel's peak counts anew: loading the key takes more memory than a document does.
            Path("/proc/self/clear_refs").write_text("5")
            before = _kib("VmRSS")
        ours.certificate(facts(number))
    return (_kib("VmHWM") - before) / 1024


def _kib(name: str) -> int:
    """A figure of this process's memory, in KiB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{name}:"))
