"""What is open for applications, as a feed that programs read (Atom, RFC 4287)."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.clocks.dates import apply_until_in_words
from foundation.ui.addresses import absolute
from foundation.words.translated import said

from .models import Cohort
from .queries import CohortFacts, open_cohorts, with_last_change


def open_for_applications(now: dt.datetime) -> Atom1Feed:
    """The cohorts that take applications, in the present language, the nearest deadline first. Three queries."""
    found = open_cohorts(now)
    rows = with_last_change(Cohort.objects.filter(pk__in=[facts.row.pk for facts in found]))
    changed = dict(rows.values_list("pk", "changed_at"))
    address = absolute(reverse("cohorts:open_feed"))
    feed = Atom1Feed(
        title=_("Open for applications"),
        link=absolute(f"/{get_language()}/"),
        description="",
        language=get_language(),
        feed_url=address,
        feed_guid=address,
        subtitle=_("Residencies where municipalities learn from each other."),
    )
    for facts in found:
        _add(feed, facts, changed.get(facts.row.pk))
    return feed


def _add(feed: Atom1Feed, facts: CohortFacts, changed_at: dt.datetime | None) -> None:
    residency, town = facts.row.residency, said(facts.row, "town").text
    until = apply_until_in_words(facts.next_deadline, facts.row.time_zone)
    said_of_it = [f"{facts.dates}, {town}", until, said(residency, "summary").text]
    updated = changed_at or residency.published_at or timezone.now()
    feed.add_item(
        title=f"{said(residency, 'name')} · {facts.dates}",
        link=absolute(reverse("cohorts:cohort", args=[facts.row.slug])),
        description=". ".join(part.rstrip(".") for part in said_of_it if part) + ".",
        unique_id=facts.row.public_id.urn,
        updateddate=updated,
        pubdate=residency.published_at,
        categories=[said(residency.theme, "name").text],
    )
