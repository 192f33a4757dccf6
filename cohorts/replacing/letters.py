"""Letters about replacements: to the colleague who is named, and to the person in whose place they come."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from cohorts.admission.letters.wording import first_hours
from cohorts.facts import Fact
from cohorts.models import Day
from cohorts.wing import to_choose
from foundation.clocks.dates import date_in_words, dates_in_words
from foundation.words.translated import said
from foundation.work import WorkState
from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter
from people.models import User

from .models import Replacement


class _OfReplacement(Kind):
    """Facts: the `replacement`, by id; `days` as dates."""

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The replacement with both people, and the days."""
        rows = Replacement.objects.select_related(
            "leaver__user", "leaver__cohort__residency", "newcomer__user"
        )
        row = rows.get(pk=facts["replacement"])
        dates = [dt.date.fromisoformat(each) for each in facts["days"]]
        return {
            "replacement": row,
            "leaver": row.leaver.user.get_full_name(),
            "cohort": row.leaver.cohort,
            "residency": row.leaver.cohort.residency,
            "dates": dates_in_words(dates),
            "called": row.name,
        }


class ReplacementAsked(_OfReplacement):
    """A colleague is named and asked to confirm, for the first time or again."""

    name = "replacement_asked"
    title = pgettext_lazy("letter", "Asked to come in a colleague’s place")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Where one answers; opening it changes nothing."""
        context = super().context(facts, language)
        public_id = context["replacement"].public_id
        town = said(context["cohort"], "town").text
        button_url = settings.SITE_URL + reverse("replacing:own", args=[public_id])
        return {**context, "again": facts["again"], "town": town, "button_url": button_url}


class ReplacementDone(_OfReplacement):
    """The colleague has the place: which days and from which hour, where, what comes next."""

    name = "replacement_done"
    title = pgettext_lazy("letter", "Comes in a colleague’s place")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The hours by the programme that people see, and what is yet to be chosen and said."""
        context = super().context(facts, language)
        row, cohort = context["replacement"], context["cohort"]
        starts = first_hours(cohort)
        dates = [dt.date.fromisoformat(each) for each in facts["days"]]
        open_questions = to_choose(row.newcomer.user, cohort) if row.newcomer is not None else ()
        return {
            **context,
            "places": [(date_in_words(date), starts.get(date, "")) for date in dates],
            "town": said(cohort, "town").text,
            "to_choose": [Fact(fact.text, settings.SITE_URL + fact.url) for fact in open_questions],
            "button_url": settings.SITE_URL + reverse("timetable:my_cohort", args=[cohort.slug]),
        }


class Replaced(_OfReplacement):
    """To the person in whose place somebody comes: who asked for it, and what is free of one's name now."""

    name = "replaced"
    title = pgettext_lazy("letter", "A colleague comes instead")


class ReplacementClosed(_OfReplacement):
    """To the colleague: it is taken back, or there is no place any more. Facts too: the `reason`, perhaps empty."""

    name = "replacement_closed"
    title = pgettext_lazy("letter", "Not needed in a colleague’s place")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """And why."""
        return {**super().context(facts, language), "reason": facts["reason"]}


def forget(row: Replacement) -> None:
    """Forget the letters to a colleague who did not come, with the row; what they said and the address go."""
    for kind in (ReplacementAsked, ReplacementClosed):
        outbox.forget(f"{kind.name}:{row.pk}:")


def forget_words(row: Replacement) -> None:
    """Forget what the letters to both said, for each names both. That they went, and to whom, stays."""
    to_colleague = (
        f"{kind.name}:{row.pk}:" for kind in (ReplacementAsked, ReplacementDone, ReplacementClosed)
    )
    keys = Q(key=_key_of_replaced(row))
    for key in to_colleague:
        keys |= Q(key__startswith=key)
    Letter.objects.filter(keys, state=WorkState.DONE).update(**Letter.NOTHING_SAID)


def _key_of_replaced(row: Replacement) -> str:
    return f"{Replaced.name}:{row.pk}"


def asked(row: Replacement) -> Letter:
    """The letter with the way to confirm; one for each time."""
    days = _held(row)
    return _to_colleague(ReplacementAsked, row, days, number=row.reminders, again=row.reminders > 0)


def done(row: Replacement, days: Sequence[Day]) -> Letter:
    """The letter to the colleague who has the place."""
    return _to_colleague(ReplacementDone, row, days)


def closed(row: Replacement, *, reason: str | None = None) -> Letter:
    """The letter that nothing comes of it; a reason in the row is the organiser's own words."""
    return _to_colleague(ReplacementClosed, row, (), reason=row.reason if reason is None else reason)


def replaced(row: Replacement, days: Sequence[Day]) -> Letter:
    """The letter to the person in whose place somebody comes."""
    return outbox.compose(
        Replaced,
        key=_key_of_replaced(row),
        recipient=row.leaver.user,
        programme_id=row.owning_programme_id,
        cohort_id=row.leaver.cohort_id,
        facts={"replacement": row.pk, "days": _dates(days)},
    )


def _held(row: Replacement) -> list[Day]:
    rows = Day.objects.filter(pool__places__participant=row.leaver_id, called_off_at=None)
    return list(rows.order_by("date"))


def _dates(days: Sequence[Day]) -> list[str]:
    return [day.date.isoformat() for day in days]


def _to_colleague(
    kind: type[Kind], row: Replacement, days: Sequence[Day], *, number: int = 0, **facts: Any
) -> Letter:
    cohort = row.leaver.cohort
    person = row.user or User.objects.filter(email=row.address).first()
    return outbox.compose(
        kind,
        key=f"{kind.name}:{row.pk}:{number}",
        recipient=person,
        address=row.address if person is None else person.email,
        language=cohort.working_language if person is None else person.language,
        programme_id=cohort.owning_programme_id,
        cohort_id=cohort.pk,
        facts={"replacement": row.pk, "days": _dates(days), **facts},
    )
