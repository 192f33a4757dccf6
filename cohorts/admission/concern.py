"""Whom a release of the timetable concerns: people with a place on a day that changes. They get one letter each."""

from django.conf import settings

from cohorts.models import Cohort
from cohorts.timetable.impact import Concern, Impact
from cohorts.timetable.models import Release
from messaging import outbox
from people.models import User

from .queries import dates_held, people_with_places


def count(cohort_id: int, impact: Impact) -> int:
    """How many people a release with this impact would write to."""
    return people_with_places(cohort_id, impact.dates).count()


def tell(release: Release, impact: Impact) -> int:
    """Write one letter to each person concerned, inside the release's transaction; how many were written.

    The letter says what was added, moved, changed and cancelled on the days that the person holds.
    """
    cohort = Cohort.objects.select_related("residency__programme").get(pk=release.cohort_id)
    told = 0
    for user in people_with_places(cohort.pk, impact.dates):
        outbox.write(
            kind="timetable_changed",
            key=f"timetable:{release.pk}:{user.pk}",
            recipient=user,
            context=_context(release, cohort, impact, user),
            programme=cohort.residency.programme,
        )
        told += 1
    return told


def _context(release: Release, cohort: Cohort, impact: Impact, user: User) -> dict[str, object]:
    held = set(dates_held(user, cohort.pk))
    return {
        "release": release,
        "cohort": cohort,
        "residency": cohort.residency,
        "added": [session for session in impact.added if session.date in held],
        "cancelled": [session for session in impact.cancelled if session.date in held],
        "changed": [
            change for change in impact.changed if change.before.date in held or change.after.date in held
        ],
        "button_url": f"{settings.SITE_URL}/{user.language}/cohorts/{cohort.slug}/programme/",
    }


concern = Concern(count=count, tell=tell)
