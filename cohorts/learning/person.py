"""What learning has of a person: sessions that they lead, materials that they were given."""

import datetime as dt
from collections.abc import Sequence

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts.learning.rights import readable_by
from cohorts.models import Cohort
from cohorts.timetable.models import Session
from foundation.clocks.dates import date_in_words
from people.models import User
from people.person import Held, Item, NextThing, PersonPart, Section
from people.personal_data.words import described

from . import queries
from .models import Publication

MOST = 20


def _where(publication: Publication) -> str:
    session = publication.session
    return _("%(session)s, %(date)s") % {
        "session": session.title,
        "date": formats.date_format(session.day.date, "j E"),
    }


def kind_in_words(publication: Publication) -> str:
    version = publication.version
    if version.link:
        return _("link")
    return f"{version.file_name.rpartition('.')[2].upper()}, {filesizeformat(version.size)}"


class LedSessions(PersonPart):
    """The sessions in which the person is a trainer."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """Those that are on or to come, the soonest first; then those that are over, the latest first."""
        now = timezone.now()
        rows = [session for session in queries.sessions_led_by(user) if not session.is_off]
        coming = [session for session in rows if session.ends_at > now]
        over = [session for session in reversed(rows) if session.ends_at <= now]
        return (*_sessions(_("Sessions you will lead"), coming), *_sessions(_("Sessions you have led"), over))

    def held(self, user: User) -> Sequence[Held]:
        """Materials that the person gave to sessions; one query. Whose materials they are, the room of courses says."""
        rows = queries.with_details(Publication.objects.filter(published_by=user))
        title = _("Materials that you gave to sessions")
        return [Held(title, [_given(row) for row in rows.order_by("published_at", "pk")])]

    def next_things(self, user: User) -> Sequence[NextThing]:
        """The next one, until it is over; one query."""
        now = timezone.now()
        coming = queries.sessions_led_by(user).filter(
            day__date__gte=now.date() - dt.timedelta(days=1), day__cohort__state=Cohort.State.PUBLISHED
        )
        return [_to_lead(session) for session in coming if session.ends_at > now][:1]


class Materials(PersonPart):
    """What the person was given as a participant."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """The newest materials."""
        rows = queries.with_details(readable_by(user)).filter(
            session__day__pool__places__participant__user=user
        )
        items = tuple(
            Item(
                title=row.version.material.title,
                url=reverse("learning:material", args=[row.public_id]),
                facts=(_where(row), kind_in_words(row)),
                lang=row.version.material.language,
            )
            for row in rows.order_by("-published_at")[:MOST]
        )
        return (Section(_("Materials"), items),) if items else ()


def _sessions(title: str, sessions: Sequence[Session]) -> tuple[Section, ...]:
    items = tuple(
        Item(
            title=session.title,
            url=reverse("learning:session", args=[session.public_id]),
            facts=(
                capfirst(date_in_words(session.day.date)),
                session.hours_in_words,
                str(session.day.cohort.residency),
            ),
        )
        for session in sessions[:MOST]
    )
    return (Section(title, items),) if items else ()


def _given(row: Publication) -> dict[str, str]:
    return {
        _("Residency"): row.session.day.cohort.residency.name,
        _("Session"): row.session.title,
        _("Material"): row.version.material.title,
        **described(row, "published_at", "withdrawn_at"),
    }


def _to_lead(session: Session) -> NextThing:
    words = {
        "session": session.title,
        "date": date_in_words(session.day.date),
        "hour": f"{session.starts:%H:%M}",
    }
    return NextThing(
        when=session.starts_at,
        text=_("You lead “%(session)s”: %(date)s, %(hour)s.") % words,
        url=reverse("learning:session", args=[session.public_id]),
        action=_("See your session"),
    )
