"""From when until when a session is, on the clock of its place.

A session belongs to the day on which it begins. An end that is not later than its beginning is on the next day: an
evening may go on past midnight. It begins at noon at the earliest then and ends at six in the morning at the latest,
when a night is over and buses run again; any other such pair of hours is a slip of the hand (09:00 to 03:00, 14:00 to
13:00).
"""

import datetime as dt

from django.db.models import F, Q
from django.utils.translation import gettext as _

from foundation.clocks.dates import hour_in_words

EVENING_FROM, MORNING_UNTIL = dt.time(12), dt.time(6)
# A day ends at this hour of the morning after, by the clock of the cohort: lists of its buses close.
NIGHT_ENDS = dt.time(4)
MAY_BE = Q(ends__gt=F("starts")) | Q(starts__gte=EVENING_FROM, ends__lte=MORNING_UNTIL)


def day_of(moment: dt.datetime) -> dt.date:
    """To which day a moment on the clock of the cohort belongs: one before the night ends, to the day before."""
    return moment.date() - dt.timedelta(days=moment.time() < NIGHT_ENDS)


def may_be(starts: dt.time, ends: dt.time) -> bool:
    """Whether a session can have these hours: what `MAY_BE` asks of the database."""
    return ends > starts or (starts >= EVENING_FROM and ends <= MORNING_UNTIL)


def end_on_clock(date: dt.date, starts: dt.time, ends: dt.time) -> dt.datetime:
    """Date and hour, without a zone, at which a session of that date ends."""
    return dt.datetime.combine(date + dt.timedelta(days=ends <= starts), ends)


def end_in_words(starts: dt.time, ends: dt.time) -> str:
    """“11:30”, “01:30 next day”; midnight is the end of the day itself."""
    hour = hour_in_words(ends)
    return _("%(hour)s next day") % {"hour": hour} if dt.time.min < ends <= starts else hour


def hours_in_words(starts: dt.time, ends: dt.time) -> str:
    """“10:00–11:30”, “22:00–01:30 next day”."""
    return f"{hour_in_words(starts)}–{end_in_words(starts, ends)}"
