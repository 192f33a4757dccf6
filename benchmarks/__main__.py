"""`make bench` and `make bench ONLY=<start of a name>`: figures as ratios to floors of the same run.

A floor is the least that does the same work: same middleware, same content, same compression, written as its library's
documentation shows. Machines are noisy: compare ratios, not values.
"""

import os
import sys

import django

from benchmarks import figure


def main() -> int:
    """Run what was asked for; 0 whatever the figures are: they are read, not judged."""
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    from benchmarks.all import BENCHMARKS

    figures = figure.run(BENCHMARKS, only)
    print(figure.table(figures))
    figure.write(figures)
    return 0 if figures else 2


if __name__ == "__main__":
    raise SystemExit(main())
