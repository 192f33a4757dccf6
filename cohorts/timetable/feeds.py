"""Calendars that people subscribe to: a cohort's public one, and a person's own.

A feed is described first (`PublicFeed`, `PersonalFeed`: a few plain facts, no sessions) and built only if the reader
does not have it yet. What describes it goes into its ETag whole, so a 304 needs no timetable.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Participant, Place
from cohorts.programme import FrozenSession, FrozenTimetable
from cohorts.queries import addressable_cohorts, present_trainers
from cohorts.wing import chosen, dates_called_off
from foundation.ui.addresses import absolute
from foundation.words.translated import Words, said
from people.models import User

from .calendar import CalendarEvent, CalendarFeed, build, event_uid
from .dossiers import entry_lines, safety_lines
from .models import Release, Session
from .queries import as_seen

# Goes up when the same facts give another file.
VERSION = 2


def _etag(*facts: object) -> str:
    return f'"{hashlib.sha256(repr((VERSION, settings.SITE_URL, facts)).encode()).hexdigest()[:32]}"'


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


# --------------------------------------------------------------------------------------- a cohort's public calendar


@dataclass(frozen=True)
class PublicFeed:
    """What a cohort's public calendar is made of."""

    cohort_id: int
    language: str
    etag: str
    last_modified: dt.datetime | None


def describe_public(slug: str, language: str) -> PublicFeed | None:
    """The public calendar of a cohort, not built; None where nobody may see the cohort. One query.

    An empty `language` means the cohort's working language.
    """
    latest = Release.objects.filter(cohort=OuterRef("pk")).order_by("-number")
    row = (
        addressable_cohorts()
        .filter(slug=slug)
        .annotate(
            release=Subquery(latest.values("pk")[:1]), released=Subquery(latest.values("released_at")[:1])
        )
        .values_list(
            "pk",
            "working_language",
            "cancelled_at",
            "details_are_public",
            "time_zone",
            "slug",
            "release",
            "released",
        )
        .annotate(**_names())
        .first()
    )
    if row is None:
        return None
    language = language or row[1]
    return PublicFeed(cohort_id=row[0], language=language, etag=_etag(language, *row), last_modified=row[7])


def _names() -> dict[str, Any]:
    """The residency's names: they are the calendar's name."""
    return {f"name_{code}": F(f"residency__name_{code}") for code, _language in settings.LANGUAGES}


def build_public(feed: PublicFeed) -> bytes:
    """The public calendar as a file. Two queries."""
    cohort = Cohort.objects.select_related("residency").get(pk=feed.cohort_id)
    release = Release.objects.filter(cohort=cohort).order_by("-number").first()
    events: list[CalendarEvent] = []
    with translation.override(feed.language):
        page = absolute(reverse("timetable:programme", args=[cohort.slug]))
        if release is not None:
            timetable = as_seen(release, cohort)
            if not cohort.details_are_public:
                timetable = timetable.for_strangers()
            events = _events(cohort, timetable, timetable.sessions, feed.language, page)
        return build(
            CalendarFeed(
                name=said(cohort.residency, "name").text,
                events=tuple(events),
                language=feed.language,
                url=page,
            )
        )


# --------------------------------------------------------------------------------------------- a person's calendar


def dates_lost(user: Any, cohort: Cohort) -> set[dt.date]:
    """The cohort's dates that were called off while this person held a place on them."""
    return {date for cohort_id, date in dates_called_off(user.pk) if cohort_id == cohort.pk}


@dataclass(frozen=True)
class PersonalFeed:
    """What a person's own calendar is made of: dates held, or held until called off, and sessions taught, by cohort."""

    language: str
    releases: tuple[int, ...]
    dates: frozenset[tuple[int, dt.date]]
    taught: frozenset[tuple[int, str]]
    # Of the sessions that one chooses, by public id, whether this person attends it.
    chosen: frozenset[tuple[str, bool]]
    etag: str
    last_modified: dt.datetime | None


def describe_personal(token: uuid.UUID) -> PersonalFeed | None:
    """The calendar behind a token, not built; None where nobody's. Eight queries at most, however many cohorts."""
    user = User.objects.filter(calendar_token=token, is_active=True).first()
    if user is None:
        return None
    dates = frozenset(
        Place.objects.filter(participant__user=user, pool__day__isnull=False).values_list(
            "pool__cohort_id", "pool__day__date"
        )
    ) | dates_called_off(user.pk)
    taught = frozenset(
        (cohort_id, str(public_id))
        for cohort_id, public_id in Session.objects.filter(
            trainers__in=present_trainers(user.pk)
        ).values_list("day__cohort_id", "public_id")
    )
    own = set(Participant.objects.filter(user=user).values_list("cohort_id", flat=True))
    attended = chosen(own, user.pk) if own else {}
    cohort_ids = {cohort_id for cohort_id, _what in dates | taught} | own
    releases = list(
        _latest_releases(cohort_ids).values_list(
            "pk", "released_at", "cohort__cancelled_at", "cohort__time_zone", "cohort__slug"
        )
    )
    return PersonalFeed(
        language=user.language,
        releases=tuple(row[0] for row in releases),
        dates=dates,
        taught=taught,
        chosen=frozenset((session, bool(who)) for session, who in attended.items()),
        etag=_etag(
            user.pk,
            user.language,
            sorted(dates),
            sorted(taught),
            sorted((session, bool(who)) for session, who in attended.items()),
            releases,
        ),
        last_modified=max((row[1] for row in releases), default=None),
    )


def _latest_releases(cohort_ids: Iterable[int]) -> QuerySet[Release]:
    latest = Release.objects.filter(cohort=OuterRef("cohort")).order_by("-number").values("pk")[:1]
    return Release.objects.filter(
        cohort__in=cohort_ids,
        cohort__state__in=[Cohort.State.PUBLISHED, Cohort.State.CANCELLED],
        pk=Subquery(latest),
    ).order_by("pk")


def build_personal(feed: PersonalFeed) -> bytes:
    """A person's calendar as a file, with the places as accepted people see them. One query."""
    events: list[CalendarEvent] = []
    releases = Release.objects.filter(pk__in=feed.releases).select_related("cohort__residency").order_by("pk")
    attends = dict(feed.chosen)
    with translation.override(feed.language):
        for release in releases:
            cohort = release.cohort
            timetable = as_seen(release, cohort)
            theirs = tuple(
                session
                for session in timetable.sessions
                if attends.get(session.id, (cohort.pk, session.date) in feed.dates)
                or (cohort.pk, session.id) in feed.taught
            )
            page = absolute(reverse("timetable:my_cohort", args=[cohort.slug]))
            events += _events(cohort, timetable, theirs, feed.language, page)
        return build(
            CalendarFeed(name=_("Svitlytsia: my programme"), events=tuple(events), language=feed.language)
        )


# ------------------------------------------------------------------------------------------------------- the events


def _events(
    cohort: Cohort, timetable: FrozenTimetable, sessions: Iterable[FrozenSession], language: str, page: str
) -> list[CalendarEvent]:
    found = []
    for session in sessions:
        went_with_cohort = session.id in timetable.called_off
        stamped = cohort.cancelled_at if went_with_cohort and cohort.cancelled_at else timetable.released_at
        found.append(_event(session, timetable.zone, stamped, language, page))
    return found


def _event(
    session: FrozenSession, zone: str, stamped: dt.datetime, language: str, page: str
) -> CalendarEvent:
    title = session.title.in_(language)
    return CalendarEvent(
        uid=event_uid(uuid.UUID(session.id), _host()),
        sequence=session.sequence,
        status="CANCELLED" if session.is_cancelled else "CONFIRMED",
        title=title.text,
        language="" if title.lang == language else title.lang,
        starts=session.wall_start(),
        ends=session.wall_end(),
        zone=zone,
        stamped=stamped,
        place=_line(session.site, session.room, session.address, session.town, language=language),
        description=_description(session, language),
        url=page,
    )


def _line(*parts: Words, language: str) -> str:
    return ", ".join(words.in_(language).text for words in parts if words)


def _description(session: FrozenSession, language: str) -> str:
    hosts = "; ".join(words.in_(language).text for words in session.hosts)
    trainers = ", ".join(words.in_(language).text for words in session.trainers)
    lines = [
        session.format.in_(language).text,
        session.summary.in_(language).text,
        _("One of several to choose from: %(group)s.") % {"group": session.group.in_(language).text}
        if session.group
        else "",
        _("Hosts: %(hosts)s.") % {"hosts": hosts} if hosts else "",
        _("Trainers: %(trainers)s.") % {"trainers": trainers} if trainers else "",
        _("Contact: %(contact)s.") % {"contact": session.contact} if session.contact else "",
        _("Entry: %(rules)s") % {"rules": session.entry_rules.in_(language).text}
        if session.entry_rules
        else "",
        _("Shelter: %(shelter)s") % {"shelter": session.shelter.in_(language).text}
        if session.shelter
        else "",
        *(
            f"{line.term}: {line.in_(language)}"
            for line in (*entry_lines(session.dossier), *safety_lines(session.dossier))
        ),
        _("This line is a sample: the organiser’s source does not give it.") if session.is_sample else "",
    ]
    return "\n".join(line for line in lines if line)
