"""Write the compact table of communities that the product ships, from the official register.

    python tools/build_communities.py FILE [--date YYYY-MM-DD]

FILE is the register as the ministry publishes it (CSV or XLSX, gzipped or not). Only what the picker offers
is written: `people/communities/data/hromadas.tsv.gz`. Commit the result.
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ABOUT = (
    "Communities of Ukraine: hromadas, and Kyiv as a city with special status.",
    "An extract of the official register",
    "«Кодифікатор адміністративно-територіальних одиниць та територій територіальних громад» (КАТОТТГ),",
    "Ministry for Development of Communities and Territories of Ukraine, order 290 of 26 November 2020.",
    "Licence: Creative Commons Attribution 4.0 International (CC BY 4.0).",
    "Changed: only communities that can be chosen, with oblast, raion and central settlement; names trimmed.",
)


def main() -> int:
    """Read, write, say how much; 1 if the file cannot be taken."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    from people.communities.register import RegisterError, date_in_name, read_register
    from people.communities.shipped import HROMADAS, write_table

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--date", type=date.fromisoformat)
    options = parser.parse_args()
    register_date = options.date or date_in_name(options.file.name)
    if register_date is None:
        parser.error("the name of the file does not say of which day the register is: add --date")
    try:
        offered = [entry for entry in read_register(options.file) if not entry.is_hidden]
    except RegisterError as error:
        print(error, file=sys.stderr)
        return 1
    write_table(HROMADAS, offered, register_date=register_date, about=ABOUT)
    print(f"{HROMADAS.relative_to(ROOT)}: {len(offered)} communities, {HROMADAS.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
