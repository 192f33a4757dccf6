"""Calendars that people subscribe to: a cohort's public one, and a person's own.

A feed is described first (`PublicFeed`, `PersonalFeed`: a few plain facts, no sessions) and built only where it is not
kept (`foundation.cache.built`). All that it is built from stands in `facts`, so a kept one needs no timetable.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Day, Participant, Place
from cohorts.queries import addressable_cohorts, present_trainers
from cohorts.wing import chosen, dates_called_off
from foundation.cache.built import hash_of
from foundation.ui.addresses import absolute
from foundation.words.translated import said
from people.models import User

from .calendar import CalendarDay, CalendarEvent, CalendarFeed, build
from .calendar_entries import PlannedDay, day_entries, session_events
from .models import Release, Session
from .queries import as_seen

# Goes up when the same facts give another file.
VERSION = 3
LIVE = (Cohort.State.PUBLISHED, Cohort.State.CANCELLED)


def _hash(*facts: object) -> str:
    return hash_of(VERSION, settings.SITE_URL, *facts)


# --------------------------------------------------------------------------------------- a cohort's public calendar
@dataclass(frozen=True)
class PublicFeed:
    """What a cohort's public calendar is made of."""

    cohort_id: int
    language: str
    facts: str

    @property
    def name(self) -> str:
        """Under which it is kept."""
        return f"programme of {self.cohort_id} in {self.language}"


def describe_public(slug: str, language: str) -> PublicFeed | None:
    """The public calendar of a cohort, not built; None where nobody may see the cohort. Two queries.

    An empty `language` means the cohort's working language.
    """
    latest = Release.objects.filter(cohort=OuterRef("pk")).order_by("-number").values("pk")[:1]
    row = (
        addressable_cohorts()
        .filter(slug=slug)
        .annotate(release=Subquery(latest))
        .values_list(
            "pk",
            "working_language",
            "cancelled_at",
            "details_are_public",
            "time_zone",
            "release",
            "residency__published_at",
            *_translated("residency__name", "town", "venue__name"),
        )
        .first()
    )
    if row is None:
        return None
    language = language or row[1]
    days = Day.objects.filter(cohort=row[0]).order_by("date")
    kept = days.values_list("public_id", "date", "called_off_at", *_translated("title"))
    return PublicFeed(cohort_id=row[0], language=language, facts=_hash(language, slug, row, list(kept)))


def _translated(*names: str) -> list[str]:
    """Fields in all their languages."""
    return [f"{name}_{code}" for name in names for code, _language in settings.LANGUAGES]


def build_public(feed: PublicFeed) -> bytes:
    """The public calendar as a file. Three queries."""
    cohort = Cohort.objects.select_related("residency", "venue").get(pk=feed.cohort_id)
    release = Release.objects.filter(cohort=cohort).order_by("-number").first()
    entries: list[CalendarEvent | CalendarDay] = []
    released: tuple[dt.date, ...] = ()
    with translation.override(feed.language):
        page = absolute(reverse("timetable:programme", args=[cohort.slug]))
        if release is not None:
            timetable = as_seen(release, cohort)
            if not cohort.details_are_public:
                timetable = timetable.for_strangers()
            entries += session_events(timetable, timetable.sessions, feed.language, page)
            released = timetable.dates
        known_since = cohort.residency.published_at or timezone.now()
        days = [PlannedDay.of(day, cohort, known_since) for day in cohort.days.order_by("date")]
        entries += day_entries(days, released, feed.language, page)
        name = said(cohort.residency, "name")
        return build(
            CalendarFeed(
                name=name.text,
                name_language=name.foreign_lang,
                events=tuple(entries),
                language=feed.language,
                zone=cohort.time_zone,
                url=page,
            )
        )


# --------------------------------------------------------------------------------------------- a person's calendar
@dataclass(frozen=True)
class PersonalFeed:
    """What a person's own calendar is made of: dates held, or held until called off, and sessions taught, by cohort."""

    user_id: int
    language: str
    releases: tuple[int, ...]
    # The days held, in order, with the moment since which they are.
    days: tuple[tuple[Day, dt.datetime], ...]
    taught: frozenset[tuple[int, str]]
    # Of the sessions that one chooses, by public id, whether this person attends it.
    chosen: frozenset[tuple[str, bool]]
    facts: str

    @property
    def name(self) -> str:
        """Under which it is kept."""
        return f"calendar of {self.user_id}"


def describe_personal(token: uuid.UUID) -> PersonalFeed | None:
    """The calendar behind a token, not built; None where nobody's. Nine queries at most, however many cohorts."""
    user = User.objects.filter(calendar_token=token, is_active=True).first()
    if user is None:
        return None
    held = dict(
        Place.objects.filter(participant__user=user, pool__day__isnull=False).values_list(
            "pool__day__pk", "taken_at"
        )
    )
    days = _live_days(held, dates_called_off(user.pk))
    taught = _taught(user.pk)
    own = set(Participant.objects.filter(user=user).values_list("cohort_id", flat=True))
    attended = chosen(own, user.pk) if own else {}
    cohort_ids = own | {day.cohort_id for day in days} | {cohort_id for cohort_id, _session in taught}
    releases = list(
        _latest_releases(cohort_ids).values_list(
            "pk", "cohort__cancelled_at", "cohort__time_zone", "cohort__slug"
        )
    )
    since = tuple((day, held.get(day.pk) or day.called_off_at or timezone.now()) for day in days)
    choices = frozenset((session, bool(who)) for session, who in attended.items())
    return PersonalFeed(
        user_id=user.pk,
        language=user.language,
        releases=tuple(row[0] for row in releases),
        days=since,
        taught=taught,
        chosen=choices,
        facts=_hash(
            user.language,
            [(day.cohort.slug, PlannedDay.of(day, day.cohort, moment)) for day, moment in since],
            sorted(taught),
            sorted(choices),
            releases,
        ),
    )


def _taught(user_id: int) -> frozenset[tuple[int, str]]:
    """The sessions that this person teaches, by cohort and public id; one query."""
    rows = Session.objects.filter(trainers__in=present_trainers(user_id))
    pairs = rows.values_list("day__cohort_id", "public_id")
    return frozenset((cohort_id, str(public_id)) for cohort_id, public_id in pairs)


def _live_days(held: Iterable[int], called_off: Iterable[tuple[int, dt.date]]) -> list[Day]:
    """Days of cohorts that people see: those held, and those called off; one query."""
    lost = (Q(cohort=cohort_id, date=date) for cohort_id, date in sorted(called_off))
    mine = reduce(or_, lost, Q(pk__in=list(held)))
    rows = Day.objects.filter(mine, cohort__state__in=LIVE).order_by("date", "pk")
    return list(rows.select_related("cohort__residency", "cohort__venue"))


def _latest_releases(cohort_ids: Iterable[int]) -> QuerySet[Release]:
    latest = Release.objects.filter(cohort=OuterRef("cohort")).order_by("-number").values("pk")[:1]
    return Release.objects.filter(
        cohort__in=cohort_ids, cohort__state__in=LIVE, pk=Subquery(latest)
    ).order_by("pk")


def build_personal(feed: PersonalFeed) -> bytes:
    """A person's calendar as a file, with the places as accepted people see them. One query."""
    entries: list[CalendarEvent | CalendarDay] = []
    releases = Release.objects.filter(pk__in=feed.releases).select_related("cohort__residency").order_by("pk")
    attends = dict(feed.chosen)
    held = {(day.cohort_id, day.date) for day, _since in feed.days}
    released: dict[int, tuple[dt.date, ...]] = {}
    with translation.override(feed.language):
        for release in releases:
            cohort = release.cohort
            timetable = as_seen(release, cohort)
            released[cohort.pk] = timetable.dates
            theirs = tuple(
                session
                for session in timetable.sessions
                if attends.get(session.id, (cohort.pk, session.date) in held)
                or (cohort.pk, session.id) in feed.taught
            )
            entries += session_events(timetable, theirs, feed.language, _own_page(cohort))
        for day, since in feed.days:
            planned = [PlannedDay.of(day, day.cohort, since)]
            dates = released.get(day.cohort_id, ())
            entries += day_entries(planned, dates, feed.language, _own_page(day.cohort))
        return build(
            CalendarFeed(
                name=_("Svitlytsia: my programme"),
                events=tuple(entries),
                language=feed.language,
                zone=feed.days[0][0].cohort.time_zone if feed.days else settings.TIME_ZONE,
            )
        )


def _own_page(cohort: Cohort) -> str:
    return absolute(reverse("timetable:my_cohort", args=[cohort.slug]))
