"""Answers are deleted some days after the cohort has ended, whatever has become of it."""

import logging

from django.db import transaction
from django.utils import timezone

from cohorts.models import Cohort
from cohorts.needs.models import Need
from cohorts.needs.queries.people import cohorts_to_forget

logger = logging.getLogger(__name__)


def forget_needs() -> int:
    """Delete the answers of cohorts that ended more than `NEEDS_KEPT_DAYS` ago, each in a transaction; how many.

    By the clock, and harmless twice. What a backup brings back is deleted by the next round: it asks what is there.
    Side effect: a line in the log of the server with the cohort's number and how many, nothing of whose or what.
    """
    return sum(_forget(cohort) for cohort in cohorts_to_forget(timezone.now()))


@transaction.atomic
def _forget(cohort: Cohort) -> int:
    number, _kinds = Need.objects.filter(participant__cohort=cohort).delete()
    logger.info("Deleted %d answers about needs of cohort %d.", number, cohort.pk)
    return number
