"""How long it is kept what passengers let captain and driver know."""

from cohorts.keeping import needs_kept_for, over_for_longer_than

from .. import consents
from ..models import Passenger


def forget_passengers() -> int:
    """Forget it `NEEDS_KEPT_DAYS` after the last day of the cohort, like all that people said they need. Returns of how
    many; harmless twice. That the captain may see their telephone ends with it."""
    over = over_for_longer_than(needs_kept_for())
    consents.end_of(over.values_list("pk", flat=True))
    number, _kinds = Passenger.objects.filter(participant__cohort__in=over.values("pk")).delete()
    return number
