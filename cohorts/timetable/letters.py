"""Letters about the timetable: to whoever holds a day that a release changes, and to trainers of what changes or is
called off with its cohort.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from cohorts.events import Cancellation
from cohorts.models import Cohort
from cohorts.programme import (
    Change,
    FrozenSession,
    Impact,
    compare,
    session_from_json,
    session_to_json,
    sessions_from_json,
)
from foundation.clocks.dates import dates_in_words
from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter
from people.models import User

from .models import Release
from .recipients import Changes, Reader


class TimetableChanged(Kind):
    """What a release adds, moves, changes and cancels, on days that the reader holds and of sessions that they lead.

    Facts: the `release`; what it is to the reader, as ids of its sessions (`led`, `days`); whether they `hold_days`; to
    which `page` the button leads.
    """

    name = "timetable_changed"
    title = pgettext_lazy("letter", "Programme changed")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The sessions as this release has them, and as the one before had."""
        release = Release.objects.select_related("cohort__residency").get(pk=facts["release"])
        cohort, now = release.cohort, _by_id(release)
        earlier = cohort.releases.filter(number__lt=release.number).order_by("-number").first()
        before = _by_id(earlier) if earlier else {}
        address = {
            "my": "my",
            "cohort": f"my/cohorts/{cohort.slug}",
            "programme": f"cohorts/{cohort.slug}/programme",  # of letters written before holders were led to their own
        }
        return {
            "release": release,
            "cohort": cohort,
            "residency": cohort.residency,
            "led": _changes(facts["led"], now, before),
            "days": _changes(facts["days"], now, before),
            "holds_days": facts["holds_days"],
            "to_my_page": facts["page"] == "my",
            "button_url": f"{settings.SITE_URL}/{language}/{address[facts['page']]}/",
        }


def _by_id(release: Release) -> dict[str, FrozenSession]:
    return {session.id: session for session in sessions_from_json(release.content)}


def _changes(
    ids: Mapping[str, Iterable[str]], now: Mapping[str, FrozenSession], before: Mapping[str, FrozenSession]
) -> Changes:
    return Changes(
        added=tuple(now[pk] for pk in ids["added"]),
        changed=tuple(Change(before[pk], now[pk]) for pk in ids["changed"]),
        cancelled=tuple(now[pk] for pk in ids["cancelled"]),
        taken_off=tuple(before[pk] for pk in ids["taken_off"]),
    )


def _ids(changes: Changes) -> dict[str, list[str]]:
    return {
        "added": [session.id for session in changes.added],
        "changed": [change.after.id for change in changes.changed],
        "cancelled": [session.id for session in changes.cancelled],
        "taken_off": [session.id for session in changes.taken_off],
    }


def released(release: Release, cohort: Cohort, impact: Impact, reader: Reader) -> Letter:
    """The letter to one of those whom the release concerns; the cohort came with its residency."""
    led = reader.led
    # Only who holds a day or leads something of a cohort that is not in preparation has its page: see `my_cohort`.
    comes = bool(reader.dates or led.added or led.changed)
    has_page = comes and cohort.state != Cohort.State.DRAFT
    return outbox.compose(
        TimetableChanged,
        key=f"timetable:{release.pk}:{reader.user.pk}",
        recipient=reader.user,
        programme_id=cohort.owning_programme_id,
        cohort_id=cohort.pk,
        facts={
            "release": release.pk,
            "led": _ids(led),
            "days": _ids(reader.of_days(impact)),
            "holds_days": bool(reader.dates),
            "page": "cohort" if has_page else "my",
        },
    )


class ReleaseForManagers(Kind):
    """To the managers of a programme who did not press themselves: what a release changed, and who was told.

    Facts: the `release`, `by` whom it was made; the `hosts` who were written to and those whom nothing reaches
    (`unreached`), as names.
    """

    name = "release_for_managers"
    title = pgettext_lazy("letter", "A timetable was released")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The changes against the release before."""
        release = Release.objects.select_related("cohort__residency").get(pk=facts["release"])
        cohort = release.cohort
        earlier = cohort.releases.filter(number__lt=release.number).order_by("-number").first()
        change = compare(
            sessions_from_json(earlier.content) if earlier else (), sessions_from_json(release.content)
        )
        return {
            "release": release,
            "cohort": cohort,
            "residency": cohort.residency,
            "changes": Changes(change.added, change.changed, change.cancelled),
            "by": facts["by"],
            "hosts": facts["hosts"],
            "unreached": facts["unreached"],
            "button_url": f"{settings.SITE_URL}{reverse('cohort_overview', args=[cohort.pk])}",
        }


def released_for_manager(
    release: Release, cohort: Cohort, manager: User, by: User, *, hosts: list[str], unreached: list[str]
) -> Letter:
    """The letter to one of the managers; the cohort came with its residency."""
    return outbox.compose(
        ReleaseForManagers,
        key=f"{_keys_for_managers(release.pk)}{manager.pk}",
        recipient=manager,
        programme_id=cohort.owning_programme_id,
        cohort_id=cohort.pk,
        facts={"release": release.pk, "by": by.get_full_name(), "hosts": hosts, "unreached": unreached},
    )


def forget_who_released(release_id: int) -> None:
    """Forget what the letters to the other managers said: they name whoever pressed."""
    outbox.forget_words(_keys_for_managers(release_id))


def _keys_for_managers(release_id: int) -> str:
    return f"{ReleaseForManagers.name}:{release_id}:"


class SessionsCalledOff(Kind):
    """To a trainer: sessions that are called off with their cohort.

    Facts: the `cohort`, what of it is called off, the sessions `led`, and whether calendars know of them.
    """

    name = "sessions_called_off"
    title = pgettext_lazy("letter", "Sessions called off")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The sessions as they were when they were called off."""
        cohort = Cohort.objects.select_related("residency").get(pk=facts["cohort"])
        return {
            **called_off_in_words(facts),
            "cohort": cohort,
            "residency": cohort.residency,
            "is_released": facts["is_released"],
            "button_url": f"{settings.SITE_URL}/{language}/my/",
        }


def called_off(
    cancellation: Cancellation,
    cohort: Cohort,
    trainer: User,
    sessions: Iterable[FrozenSession],
    *,
    is_released: bool,
) -> Letter:
    """The letter to a trainer of sessions that a cancellation calls off; the cohort came with its residency."""
    return outbox.compose(
        SessionsCalledOff,
        key=f"{SessionsCalledOff.name}:{cohort.pk}:{trainer.pk}",
        recipient=trainer,
        programme_id=cohort.owning_programme_id,
        cohort_id=cohort.pk,
        facts={
            "cohort": cohort.pk,
            "is_released": is_released,
            **facts_of_cancellation(cancellation, sessions),
        },
    )


def facts_of_cancellation(cancellation: Cancellation, led: Iterable[FrozenSession]) -> dict[str, Any]:
    """What any letter about a cancellation keeps of it, and of the sessions that its reader would have led."""
    return {
        "dates": [date.isoformat() for date in cancellation.dates],
        "is_whole": cancellation.is_whole,
        "reason": cancellation.reason.strip(),
        "led": [session_to_json(_brief(session)) for session in led],
    }


def _brief(session: FrozenSession) -> FrozenSession:
    """When it is and what it is called, no more; kept whole, because what was never released can still change."""
    return FrozenSession(
        id=session.id, date=session.date, starts=session.starts, ends=session.ends, title=session.title
    )


def called_off_in_words(facts: Facts) -> dict[str, Any]:
    """What templates say of `facts_of_cancellation`, in the present language."""
    return {
        "dates": dates_in_words([dt.date.fromisoformat(date) for date in facts["dates"]]),
        "is_whole": facts["is_whole"],
        "reason": facts["reason"],
        "led": [session_from_json(each) for each in facts["led"]],
    }
