"""Copy the vendored files from `node_modules` to `static/vendor/` and write their manifest.

Run by `assets/build.sh vendor` after `npm ci`. tests/look/test_vendor.py holds the files to the manifest.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "node_modules"
TARGET = HERE.parent / "static" / "vendor"

# package -> (licence, files inside the package)
PACKAGES = {"htmx.org": ("0BSD", ["dist/htmx.min.js", "LICENSE"])}


def copied(package: str, licence: str, files: list[str]) -> list[dict[str, str]]:
    """Copy one package's files into a folder named by its version; return their lines of the manifest."""
    version = json.loads((SOURCE / package / "package.json").read_text())["version"]
    folder = TARGET / f"{package.removesuffix('.org')}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for file in files:
        target = folder / Path(file).name
        shutil.copyfile(SOURCE / package / file, target)
        lines.append(
            {
                "name": package,
                "version": version,
                "licence": licence,
                "file": str(target.relative_to(TARGET)),
                "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
            }
        )
    return lines


def main() -> None:
    """Write every vendored file and `manifest.json`."""
    lines = [line for name, (licence, files) in PACKAGES.items() for line in copied(name, licence, files)]
    (TARGET / "manifest.json").write_text(json.dumps(lines, indent=2) + "\n")


if __name__ == "__main__":
    main()
