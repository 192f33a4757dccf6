"""What rooms below show of visits on pages of their own."""

from typing import Any

from django import template

from cohorts.logistics import queries
from cohorts.logistics.models import VisitSite
from people.rights import may
from residencies.models import Venue

register = template.Library()


@register.simple_tag
def earlier_visits(venue: Venue, user: Any) -> list[VisitSite]:
    """What was written of visits to this venue, the latest first, for who may read of visits; one query."""
    return queries.earlier_at(venue) if may(user, "visits.view", venue) else []
