"""Letters about the timetable: to whoever holds a day that changes, and to the trainers of what changes."""

from django.conf import settings

from cohorts.models import Cohort
from cohorts.programme import Impact
from messaging import outbox

from .audience import Reader, audience_of
from .models import Release


def tell(release: Release, impact: Impact) -> int:
    """Write one letter to each person whom the release concerns, inside its transaction; how many were written.

    It says what was added, moved, changed and cancelled on the days that the person holds, and of the sessions that
    they lead.
    """
    cohort = Cohort.objects.select_related("residency__programme").get(pk=release.cohort_id)
    readers = audience_of(cohort, impact).readers
    for reader in readers:
        outbox.write(
            kind="timetable_changed",
            key=f"timetable:{release.pk}:{reader.user.pk}",
            recipient=reader.user,
            context=_context(release, cohort, impact, reader),
            programme=cohort.residency.programme,
        )
    return len(readers)


def _context(release: Release, cohort: Cohort, impact: Impact, reader: Reader) -> dict[str, object]:
    site = f"{settings.SITE_URL}/{reader.user.language}"
    led, days = reader.led, reader.of_days(impact)
    # Only who leads something of a cohort that is not in preparation has its page: see `my_cohort`.
    has_page = bool(led.added or led.changed) and cohort.state != Cohort.State.DRAFT
    to_my_page = bool(led) and not has_page and not reader.dates
    if to_my_page:
        url = f"{site}/my/"
    else:
        url = f"{site}/my/cohorts/{cohort.slug}/" if has_page else f"{site}/cohorts/{cohort.slug}/programme/"
    return {
        "release": release,
        "cohort": cohort,
        "residency": cohort.residency,
        "led": led,
        "days": days,
        "holds_days": bool(reader.dates),
        "to_my_page": to_my_page,
        "button_url": url,
    }
