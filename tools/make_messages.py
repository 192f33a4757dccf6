"""Bring the translation catalogues up to date with the texts of the code and the templates.

    python tools/make_messages.py

English is what stands in the code; `locale/uk` and `locale/pl` are the catalogues. Needs the gettext tools.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"uk": "Ukrainian", "pl": "Polish"}
# How a catalogue begins. Dates are left out: they would differ after each run that finds nothing new.
HEADER = """\
# The {name} texts of Svitlytsia.
#
# This file is part of Svitlytsia and comes under its licence: AGPL-3.0-or-later (see LICENSE).
msgid ""
msgstr ""
"Project-Id-Version: Svitlytsia\\n"
"Language-Team: {name}\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
WITHOUT_TEXTS = (
    ".venv",
    "var",
    "assets",
    "static",
    "tests",
    "tools",
    "benchmarks",
    "docs",
    "test-results",
    "migrations",
)


def make_messages(root: Path) -> None:
    """Run gettext over the project at `root` and rewrite its catalogues; raises CalledProcessError."""
    for language in LANGUAGES:
        (root / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        "--verbosity",
        "0",
        "--no-wrap",
        "--add-location",
        "file",
    ]
    for language in LANGUAGES:
        command += ["--locale", language]
    for folder in WITHOUT_TEXTS:
        command += ["--ignore", folder]
    command += ["--extension", "html,txt,py"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    subprocess.run(command, cwd=root, env=environment, check=True)
    for language in LANGUAGES:
        write_header(root / "locale" / language / "LC_MESSAGES" / "django.po", language)


def write_header(catalogue: Path, language: str) -> None:
    """Put our header in place of gettext's boilerplate; the forms of the plural stay as they are."""
    old, rest = catalogue.read_text(encoding="utf-8").split("\n\n", 1)
    plurals = "".join(f"{line}\n" for line in old.splitlines() if line.startswith('"Plural-Forms:'))
    header = HEADER.format(name=LANGUAGES[language], code=language)
    catalogue.write_text(f"{header}{plurals}\n{rest}", encoding="utf-8")


if __name__ == "__main__":
    make_messages(ROOT)
