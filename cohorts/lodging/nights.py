"""Which nights go with which days. A night has the date of its evening."""

import datetime as dt
from collections.abc import Iterable

ONE = dt.timedelta(days=1)


def nights_of(days: Iterable[dt.date]) -> list[dt.date]:
    """The nights that go with some days: from the eve of the first to the night after the last; none without days."""
    dates = sorted(days)
    if not dates:
        return []
    first = dates[0] - ONE
    return [first + number * ONE for number in range((dates[-1] - first).days + 1)]
