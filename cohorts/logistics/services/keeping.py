"""How long it is kept what passengers let the driver know."""

from cohorts.keeping import needs_kept_for, over_for_longer_than

from ..models import Passenger


def forget_passengers() -> int:
    """Forget it `NEEDS_KEPT_DAYS` after the last day of the cohort, like all that people said they need. Returns of how
    many; harmless twice."""
    over = over_for_longer_than(needs_kept_for())
    number, _kinds = Passenger.objects.filter(participant__cohort__in=over.values("pk")).delete()
    return number
