"""Compile the translation catalogues: each `.po` to the `.mo` beside it, where that is missing or older.

Needs no gettext tools. Fuzzy entries are left out, as `msgfmt` does.

    python tools/compile_messages.py [FOLDER ...]
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".venv", "var", "node_modules", "__pycache__"}


def catalogues(folder: Path) -> list[Path]:
    """Return every `locale/<language>/LC_MESSAGES/*.po` below the folder, sorted."""
    found = []
    for path, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in SKIPPED]
        if Path(path).name == "LC_MESSAGES":
            found += [Path(path, name) for name in files if name.endswith(".po")]
    return sorted(found)


def compile_catalogue(source: Path) -> bool:
    """Write the `.mo` of one catalogue; say whether it was needed.

    The file is put in place at once, so that a running server never reads half of it.
    """
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    import polib  # only here: most starts compile nothing

    unfinished = target.with_suffix(f".{os.getpid()}.tmp")
    polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(unfinished))
    unfinished.replace(target)
    return True


def compile_all(folder: Path = ROOT) -> int:
    """Compile what is out of date below the folder; return how many catalogues were written."""
    return sum(compile_catalogue(source) for source in catalogues(folder))


if __name__ == "__main__":
    for name in sys.argv[1:] or [str(ROOT)]:
        print(f"{name}: {compile_all(Path(name))} catalogue(s) compiled")
