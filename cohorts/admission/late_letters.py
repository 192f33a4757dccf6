"""The letter to whom a day is opened after its deadline: before there is an application, perhaps an account."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from cohorts.admission.models import LateDoor
from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter
from people.models import User


class StillOpen(Kind):
    """A day whose deadline has passed is open for this person. Facts: the `door`, by id, and `until` when."""

    name = "still_open"
    title = pgettext_lazy("letter", "A day is open for one person")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The day, the hour, the address to sign in with, and where to apply."""
        door = LateDoor.objects.select_related("day__cohort__residency").get(pk=facts["door"])
        cohort = door.day.cohort
        return {
            "cohort": cohort,
            "residency": cohort.residency,
            "day": door.day,
            "until": dt.datetime.fromisoformat(facts["until"]),
            "address": door.address,
            "button_url": settings.SITE_URL + reverse("admission:apply", args=[cohort.slug]),
        }


def still_open(door: LateDoor, person: User | None) -> Letter:
    """To whom a day was opened after its deadline, who may have no account yet; the day came with its cohort."""
    cohort = door.day.cohort
    return outbox.compose(
        StillOpen,
        key=f"{StillOpen.name}:{door.pk}:{door.until.isoformat()}",
        recipient=person,
        address=door.address,
        language=person.language if person else cohort.working_language,
        programme_id=cohort.owning_programme_id,
        facts={"door": door.pk, "until": door.until.isoformat()},
    )
