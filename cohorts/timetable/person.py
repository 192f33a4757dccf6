"""What the timetable has of a person: the programme of each cohort that they come to."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.queries import facts_of, present_trainers, with_days
from cohorts.wing import dates_called_off
from foundation.words.translated import said
from people.models import User
from people.person import Held, Item, PersonPart, Section

from . import personal_data


def section(user: User, language: str) -> Section | None:
    """Cohorts in which the person holds a place, held one until it was called off, or teaches, the latest first.

    Three queries.
    """
    mine = (
        Q(participants__user=user, participants__places__pool__day__isnull=False)
        | Q(days__sessions__trainers__in=present_trainers(user.pk))
        | Q(pk__in={cohort_id for cohort_id, _date in dates_called_off(user.pk)})
    )
    cohorts = with_days(Cohort.objects.exclude(state=Cohort.State.DRAFT).filter(mine).distinct())
    items = [_item(cohort) for cohort in cohorts.order_by("-pk")]
    if not items:
        return None
    return Section(title=_("Programmes"), items=tuple(items), fills_calendar=True)


def _item(cohort: Cohort) -> Item:
    facts = facts_of(cohort, timezone.now())
    name = said(cohort.residency, "name")
    phase = facts.phase
    if facts.is_cancelled and not facts.is_called_off:
        phase = "past" if facts.has_ended else "under_way"
    state = {"cancelled": _("Cancelled"), "past": _("Over"), "under_way": _("Under way")}.get(phase, "")
    kind = {"cancelled": "stop", "past": "draft", "under_way": "info"}.get(phase, "")
    off = _("called off: %(dates)s") % {"dates": facts.called_off}
    return Item(
        title=name.text,
        url=reverse("timetable:my_cohort", args=[cohort.slug]),
        facts=(
            facts.dates,
            said(cohort, "town").text,
            *([off] if phase != "cancelled" and facts.called_off else []),
        ),
        state=state,
        state_kind=kind,
        lang=name.foreign_lang,
    )


class Programmes(PersonPart):
    """The programmes of one's cohorts."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """One's programmes, if there are any; three queries."""
        found = section(user, language)
        return (found,) if found is not None else ()

    def held(self, user: User) -> Sequence[Held]:
        """Sessions that the person leads, releases that they made; two queries. It stays: see `personal_data`."""
        return personal_data.held(user)

    def erase(self, user: User) -> None:
        """Only letters that named the person to other managers say no more."""
        personal_data.erase(user)
