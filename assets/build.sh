#!/usr/bin/env bash
# Rebuild the look from its sources. The results are committed; Node is needed only here.
#   assets/build.sh        the stylesheet
#   assets/build.sh font   the cut of Onest as well
#   assets/build.sh vendor vendored files and their manifest as well
set -euo pipefail
cd "$(dirname "$0")"
[ -d node_modules/sass ] || npm ci --omit=optional
npx --no-install sass --style=compressed --no-source-map --no-charset --quiet-deps --load-path=node_modules \
  --silence-deprecation=import,global-builtin scss/site.scss ../static/css/site.css
python="../.venv/bin/python"
for part in "$@"; do
  case "$part" in
    font) "$python" subset_font.py ;;
    vendor) "$python" vendor.py ;;
    *) echo "unknown part: $part" >&2; exit 2 ;;
  esac
done
"$python" - <<'PY'
import brotli, pathlib
css = pathlib.Path("../static/css/site.css").read_bytes()
print(f"site.css {len(css)} bytes, {len(brotli.compress(css))} with brotli")
PY
