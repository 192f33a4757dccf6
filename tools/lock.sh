#!/bin/sh
# Work out the exact versions of all packages from pyproject.toml. Run by `make lock`.
# Keeps what is pinned unless it must move; UPGRADE=1 takes the newest that pyproject.toml allows.
# The files hold names, versions and hashes, and no address.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/python -m uv pip compile --quiet --no-config --universal --generate-hashes --no-annotate --no-header \
        --no-emit-index-url --no-emit-find-links --python-version 3.11 ${UPGRADE:+--upgrade} "$@"
}
compile pyproject.toml --output-file requirements.lock
compile pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
# With the old file in place, uv keeps the version that stands there.
echo uv | compile - --output-file requirements-uv.lock
