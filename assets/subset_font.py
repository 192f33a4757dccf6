"""Cut Onest down to what the site writes: English, Polish, Ukrainian, figures, punctuation.

The npm package ships one variable font per script. Each is limited to the weights in use and to the
characters below, and stays a file of its own: with `unicode-range` a browser fetches only what the page
writes (a Ukrainian page: latin + cyrillic; an English one: latin alone).

Run by `assets/build.sh font` after `npm ci`; needs fonttools and brotli (both in the dev lock file).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "node_modules" / "@fontsource-variable" / "onest"
TARGET = HERE.parent / "static" / "fonts"
WEIGHTS = (400, 700)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "pnum"]

UKRAINIAN = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"
RUSSIAN_REST = "ЁЪЫЭ"  # titles of sources and names are quoted as they are
POLISH = "ĄĆĘŁŃŚŹŻ"  # Ó is in Latin-1
ABSENT = "¤¦¬µ\u00ad"  # not drawn in Onest
LATIN = "".join(chr(code) for code in [*range(0x20, 0x7F), *range(0xA0, 0x100)] if chr(code) not in ABSENT)
PUNCTUATION = "–—‘’‚“”„•…‹›\u2009ʼ€™−×÷↑↓"

CYRILLIC = UKRAINIAN + UKRAINIAN.lower() + RUSSIAN_REST + RUSSIAN_REST.lower() + "\u0301№"

# name of the part -> (script of the package's file, characters). The same ranges stand in scss/_fonts.scss.
PARTS = {
    "latin": ("latin", LATIN + PUNCTUATION),
    "cyrillic": ("cyrillic", CYRILLIC),
    "polish": ("latin-ext", POLISH + POLISH.lower()),
    "hryvnia": ("cyrillic-ext", "₴"),
}


def cut(source: Path, characters: str, target: Path) -> None:
    """Write `target` with only `characters` and only the weights in use; raise if a character is missing."""
    font = TTFont(source)
    missing = sorted(set(characters) - {chr(code) for code in font.getBestCmap()})
    if missing:
        raise SystemExit(f"{source.name} lacks {missing}")
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.flavor = "woff2"
    options.hinting = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for part, (script, characters) in PARTS.items():
        target = TARGET / f"onest-{part}.woff2"
        cut(SOURCE / "files" / f"onest-{script}-wght-normal.woff2", characters, target)
        print(target.name, target.stat().st_size, "bytes")
    shutil.copy(SOURCE / "LICENSE", TARGET / "OFL.txt")


if __name__ == "__main__":
    main()
