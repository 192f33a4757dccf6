"""A cohort's calendar as it is served when it is kept: requests a second, against a constant view of the same bytes.

Both are asked with `Accept-Encoding: gzip`, in one thread through WSGI, each in a process of its own with an embedded
database, as `pages_ours` does. The constant view may compress once, as the site does: it is given the bytes that ours
sends, so nothing is gained here by a floor that compresses each time.
"""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks import pages_floor
from benchmarks.figure import Figure
from benchmarks.pages_ours import make_programme, python

SETTINGS = """
from config.settings.local import *
ROOT_URLCONF = "benchmarks.pages_floor"
"""


def figures() -> list[Figure]:
    """Requests a second of `programme.ics` with 60 and with 500 events."""
    return [_figure(count) for count in (60, 500)]


def _figure(count: int) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "constant_settings.py").write_text(SETTINGS)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "PYTHONPATH": f"{folder}{os.pathsep}{Path(__file__).resolve().parent.parent}",
            "VAR_DIR": str(Path(folder, "var")),
        }
        python(environment, "-m", "django", "migrate", "-v0")
        sent = Path(folder, "sent.gz")
        ours = float(python(environment, "-m", "benchmarks.calendar_kept", str(count), str(sent)))
        environment |= {"DJANGO_SETTINGS_MODULE": "constant_settings", "CONSTANT_PAGE": str(sent)}
        floor = float(python(environment, "-m", "benchmarks.pages_floor"))
    return Figure(f"strangers-calendar-{count}", ours, "requests/s", "higher", floor=floor, target=0.4)


def main() -> None:
    """`python -m benchmarks.calendar_kept COUNT FILE`: write there what is sent; print the rate."""
    from config.wsgi import application

    address = f"{make_programme(int(sys.argv[1]))}.ics"
    _status, sent = pages_floor.ask(application, address)
    Path(sys.argv[2]).write_bytes(sent)
    print(pages_floor.rate(application, address))


if __name__ == "__main__":
    main()
