"""Refuse migrations that would stop a running site: read by `make test`, on PostgreSQL.

First migrations make new tables and are left out; every later one must let the code before it go on working.
"""

import os
import sys
from pathlib import Path

from rooms import ROOMS

# A column that grows wider: PostgreSQL changes its catalogue alone, and the code before fills less of it.
WIDER = ["0004_language_of_the_holder"]
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Read all migrations of our own applications; return 1 if one is unsafe."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path.insert(0, str(ROOT))
    import django
    from django.apps import apps
    from django_migration_linter import MigrationLinter

    django.setup()
    ours = [app.label for app in apps.get_app_configs() if app.name.split(".")[0] in ROOMS]
    linter = MigrationLinter(
        str(ROOT), include_apps=ours, no_cache=True, ignore_initial_migrations=True, ignore_name=WIDER
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return int(linter.has_errors)


if __name__ == "__main__":
    sys.exit(main())
