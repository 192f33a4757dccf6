#!/bin/sh
# The private Python environment, exactly as the lock files say.
#
#   tools/environment.sh run    what the product needs          (requirements.lock)
#   tools/environment.sh dev    and what its checks need        (requirements-dev.lock)
#
# Does nothing when the environment already stands as locked. An environment that has the
# development packages keeps them. PYTHON chooses the interpreter (3.11 or newer).
set -eu
cd "$(dirname "$0")/.."
kind=${1:-run}
here=$PWD/.venv

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if usable "$candidate"; then echo "$candidate"; return; fi
    done
    echo "Python 3.11 or newer is needed; set PYTHON to the interpreter's name if it has another one." >&2
    return 1
}

# pip_setting NAME: what pip was told, by a variable or in its files; nothing if it was not.
pip_setting() {
    printf '%s\n' "$pip_settings" | sed -nE "s/^(global|install|:env:)\.$1='(.*)'\$/\2/p" | tail -n 1
}

# uv reads none of pip's settings: a machine that takes its packages from elsewhere has told pip.
tell_uv_what_pip_knows() {
    export UV_PYTHON_DOWNLOADS=never UV_NO_CONFIG=1 UV_LINK_MODE="${UV_LINK_MODE:-copy}"
    # Variables stand last: they count for more than files.
    pip_settings=$(.venv/bin/python -m pip config list 2>/dev/null | LC_ALL=C sort -r)
    index=$(pip_setting index-url) cert=$(pip_setting cert)
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
    if [ -n "$cert" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$cert}"; fi
}

[ "$kind" = dev ] || [ ! -e .venv/bin/pytest ] || kind=dev
case $kind in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: tools/environment.sh run|dev" >&2; exit 2 ;;
esac
stamp="$here $(cat requirements-uv.lock "$lock" | cksum)"
if [ "$(cat .venv/locked 2>/dev/null || true)" = "$stamp" ]; then exit 0; fi

echo "Preparing the Python environment in .venv ($lock) …"
if ! usable .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    rm -rf .venv
    "$python" -m venv .venv || {
        rm -rf .venv
        echo "This Python cannot make an environment; on Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    }
fi
rm -f .venv/locked
tell_uv_what_pip_knows
export PIP_DISABLE_PIP_VERSION_CHECK=1
.venv/bin/python -m pip install --quiet --require-hashes -r requirements-uv.lock
if ! .venv/bin/python -m uv pip sync --quiet --python .venv/bin/python --require-hashes "$lock"; then
    echo "uv could not reach the packages; trying again with pip (slower) …" >&2
    .venv/bin/python -m pip install --quiet --require-hashes -r "$lock"
fi
echo "$stamp" > .venv/locked
