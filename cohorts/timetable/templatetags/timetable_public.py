"""Template tags of the timetable for the public page of a cohort: the short programme and who teaches."""

from dataclasses import dataclass

from django import template
from django.db.models import Q
from django.utils.safestring import SafeString

from cohorts.models import Cohort
from cohorts.programme import FrozenTimetable
from cohorts.queries import CohortFacts
from cohorts.timetable.queries import latest_timetable
from cohorts.timetable.search_engines import cohort_graph, residency_graph
from cohorts.timetable.shown_timetable import Layout, Shown, ShownTimetable, say, show
from courses.models import Trainer
from foundation.ui.linked_data import linked_data
from foundation.words.translated import Words, in_ukrainian, marked, said
from residencies.models import Picture, Residency, with_pictures

register = template.Library()


@dataclass(frozen=True)
class ShownPerson:
    """A trainer as the public reads of them."""

    name: Shown
    role: Shown
    organisation: Shown
    about: Trainer | None
    picture: Picture | None = None


@dataclass(frozen=True)
class Released:
    """What the last release says of a cohort."""

    timetable: ShownTimetable
    people: list[ShownPerson]
    content: FrozenTimetable


@register.simple_tag
def released(cohort: Cohort) -> Released | None:
    """The last release for strangers, without what a release cancelled; None before the first. Two queries."""
    timetable = latest_timetable(cohort)
    if timetable is None:
        return None
    cancelled = frozenset(session.id for session in timetable.sessions if session.is_cancelled)
    shown = show(timetable.for_strangers(), Layout(hidden=cancelled - timetable.called_off))
    return Released(shown, _people(timetable, cohort.residency.programme_id), timetable)


@register.simple_tag
def structured_cohort(facts: CohortFacts, release: Released | None) -> SafeString:
    """The cohort for search engines."""
    return linked_data(cohort_graph(facts, release.content if release else None))


@register.simple_tag
def structured_residency(residency: Residency, cohorts: dict[str, list[CohortFacts]]) -> SafeString:
    """The residency for search engines, with its dates to come."""
    coming = [facts for phase in ("open", "under_way", "closed") for facts in cohorts[phase]]
    return linked_data(residency_graph(residency, coming))


def _people(timetable: FrozenTimetable, programme_id: int) -> list[ShownPerson]:
    """Who teaches by the release, in the order of their sessions; what is known of them by the programme's rows."""
    names: dict[str, Words] = {}
    for session in timetable.sessions:
        if not session.is_cancelled:
            for words in session.trainers:
                names.setdefault(words.in_("uk").text, words)
    known = Trainer.objects.filter(Q(("name_uk__in", list(names))), programme_id=programme_id)
    rows = {
        in_ukrainian(row, "name"): row
        for row in with_pictures(known.select_related("organisation"), "picture")
    }
    return [_person(words, rows.get(name)) for name, words in names.items()]


def _person(words: Words, row: Trainer | None) -> ShownPerson:
    if row is None:
        return ShownPerson(name=say(words), role="", organisation="", about=None)
    role = said(row, "role")
    organisation = said(row.organisation, "name") if row.organisation else None
    return ShownPerson(
        name=say(words),
        role=marked(role.text, role.foreign_lang),
        organisation=marked(organisation.text, organisation.foreign_lang) if organisation else "",
        about=row if said(row, "about").text else None,
        picture=row.picture,
    )
