"""A file of ours that somebody signed further: what follows our signature is one more signature, or it is not.

Bytes are looked at first, as in `check.py`, and a parser of PDF only where they are right: in a process of its own
that may take so much time and memory and no more.
"""

import re
import subprocess
import sys
from pathlib import Path

from certificates.signing.check import Problem, check_signed_content

# A signature with its certificates takes some tens of kilobytes.
MAX_ADDED = 512 * 1024
_WAIT = 15
_OBJECT = re.compile(rb"\s*\d+\s+\d+\s+obj\b")
_TABLE = re.compile(rb"\s*xref\s[\d\sfn]+trailer\b.*\bstartxref\s+\d+\s+%%EOF\s*", re.DOTALL)
_ROOT = Path(__file__).resolve().parents[2]
# More than one signature, by a key that is not ours: that is what is asked about.
_EXPECTED = frozenset((Problem.SEVERAL_SIGNATURES, Problem.UNKNOWN_KEY))


def is_signed_further(pdf: bytes, end: int) -> bool:
    """Whether all that follows `end`, where our signature's bytes end, is one valid signature that changes no page.

    Valid: over the whole file, by the key of the certificate in it, at a time within that certificate's own. Whose it
    is, this does not say.
    """
    report = check_signed_content(pdf, trusted=(), last=True)
    if report.ends != (end, len(pdf)) or not report.intact or not _EXPECTED.issuperset(report.problems):
        return False
    if report.signing_time is None:
        return False
    return len(pdf) - end <= MAX_ADDED and _is_one_revision(pdf[end:]) and _is_one_signature(pdf)


def _is_one_revision(added: bytes) -> bool:
    """Whether what was added is objects and one table of them, with nothing but space between."""
    *objects, table = added.split(b"endobj")
    return all(map(_OBJECT.match, objects)) and _TABLE.fullmatch(table) is not None


def _is_one_signature(pdf: bytes) -> bool:
    """What `revisions.py` says of the file; that it takes too long or breaks off is a no."""
    command = [sys.executable, "-m", "certificates.signing.revisions"]
    try:
        done = subprocess.run(command, input=pdf, cwd=_ROOT, timeout=_WAIT, check=False, capture_output=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
