"""Sheets that are not issued yet, for managers to look at before a number is used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort
from foundation.words.order import order_key
from people.communities.romanise import romanise
from people.models import User

from .candidates import CompletionLine
from .freezing import cohort_facts, drafted, sheet_mark
from .models import Certificate
from .pdf.facts import CertificateFacts
from .queries import cohorts_with_details, rule_of, who_is_ready


@dataclass(frozen=True)
class Draft:
    """What one person's certificate would say, and why it is worth a look before the others."""

    line: CompletionLine
    facts: CertificateFacts
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name as it would be printed."""
        return self.facts.holder.printed_name

    @cached_property
    def mark(self) -> str:
        """Another mark, another sheet."""
        return sheet_mark(self.facts)


def drafts_of(cohort: Cohort) -> list[Draft]:
    """The sheets that the next batch would issue: corrected names first, then the longest ones.

    A constant number of queries for any number of people.
    """
    rule, lines = rule_of(cohort), who_is_ready(cohort)
    if rule is None or not lines:
        return []
    common = cohort_facts(cohorts_with_details().get(pk=cohort.pk), rule)
    users = [line.participant.user for line in lines]
    earlier, edited = _earlier_names(cohort, users), _edited_by_others(users)
    drafts = []
    for line in lines:
        facts, user = drafted(common, line), line.participant.user
        notes = _notes(
            facts, user, earlier.get((user.pk, facts.language), set()), is_edited=user.pk in edited
        )
        drafts.append(Draft(line, facts, notes))
    return sorted(drafts, key=lambda draft: (not draft.notes, -len(draft.name)))


def marks_by_participant(drafts: Iterable[Draft]) -> dict[str, str]:
    """The mark of each sheet by its participant's id; the mark of all of them is `mark_of` this."""
    return {str(draft.line.participant.pk): draft.mark for draft in drafts}


def _notes(facts: CertificateFacts, user: User, earlier: set[str], *, is_edited: bool) -> tuple[str, ...]:
    """In what way the name was corrected, or may have to be."""
    found = []
    by_rule = romanise(f"{user.given_name} {user.family_name}".strip())
    name = facts.holder.printed_name
    if facts.language != "uk" and name != by_rule:
        found.append(
            _("Written in the person’s own way; by the official rules it is “%(name)s”.") % {"name": by_rule}
        )
    if earlier - {name}:
        others = ", ".join(sorted(earlier - {name}, key=order_key))
        found.append(_("On an earlier certificate: %(names)s.") % {"names": others})
    if is_edited:
        found.append(_("An administrator has changed this account."))
    return tuple(found)


def _earlier_names(cohort: Cohort, users: Iterable[User]) -> Mapping[tuple[int, str], set[str]]:
    """The names on the people's certificates of the same programme by language, those replaced included."""
    rows = Certificate.objects.filter(
        participant__user__in=users,
        participant__cohort__residency__programme=cohort.residency.programme_id,
    )
    names: dict[tuple[int, str], set[str]] = {}
    columns = ("participant__user", "facts__language", "facts__holder__printed_name")
    for user_id, language, name in rows.values_list(*columns):
        names.setdefault((user_id, language), set()).add(name)
    return names


def _edited_by_others(users: Iterable[User]) -> set[int]:
    """Whose account somebody else has changed in the back office."""
    entries = ModelLogEntry.objects.filter(
        action="wagtail.edit",
        content_type=ContentType.objects.get_for_model(User),
        object_id__in=[str(user.pk) for user in users],
    )
    return {int(pk) for pk, actor in entries.values_list("object_id", "user") if pk != str(actor)}
