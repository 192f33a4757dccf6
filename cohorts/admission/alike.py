"""Accounts that look like one person's, among the applications of one programme; pointed out to who decides there.

The same name, however it is spelt, with the same telephone or organisation; or addresses of one mailbox, which differ
by full stops or by what stands behind a plus. It is a hint: namesakes work in one council too. People of other
programmes are never looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from people.communities.folding import folded_words
from people.models import User, named

from .models import Application
from .queries import SEEN

_PROGRAMME = Application.programme_path
_NO_KEY = b""


@dataclass(frozen=True)
class Alike:
    """Another application that may be the same person's, and what speaks for that."""

    application: Application
    reasons: tuple[str, ...]


def alike(application: Application, actor: User) -> list[Alike]:
    """Applications of other accounts to the same programme that may be this person's, newest first; one query."""
    person = application.participant.user
    mailbox, _at, domain = person.email.partition("@")
    same_name = named(" ".join(_names(person)), "participant__user__")
    same_domain = Q(
        participant__user__email__iendswith=f"@{domain}", participant__user__email__istartswith=mailbox[:1]
    )
    rows = (
        Application.objects.visible_to(actor, "applications.decide")
        .filter(
            same_name | same_domain,
            participant__cohort__residency__programme=application.participant.cohort.residency.programme_id,
            state__in=SEEN,
        )
        .exclude(participant__user=person)
        .select_related("participant__user", "participant__cohort__residency")
        .order_by("-sent_at", "-pk")
    )
    found = (Alike(row, tuple(_reasons(application, row))) for row in rows)
    return [each for each in found if each.reasons]


def _reasons(one: Application, other: Application) -> Iterator[str]:
    first, second = one.participant.user, other.participant.user
    if sorted(_names(first)) == sorted(_names(second)) != []:
        if one.phone and one.phone == other.phone:
            yield _("the same name and telephone")
        if one.organisation and folded_words(one.organisation) == folded_words(other.organisation):
            yield _("the same name and organisation")
    if _mailbox(first.email) == _mailbox(second.email):
        yield _("e-mail addresses of one mailbox")


def _names(person: User) -> list[str]:
    """Both names, folded; a patronymic is written by one and left out by another."""
    return folded_words(f"{person.family_name} {person.given_name}")


def _mailbox(email: str) -> str:
    mailbox, _at, domain = email.lower().partition("@")
    return f"{mailbox.partition('+')[0].replace('.', '')}@{domain}"


def with_namesakes(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the applications whose name, with the telephone or the organisation, another account has too.

    Among the applications of their own programme. No query more; by the index on names.
    """
    others = (
        Application.objects.filter(
            Q(phone=OuterRef("phone")) & ~Q(phone="")
            | Q(organisation=OuterRef("organisation")) & ~Q(organisation=""),
            participant__user__name_key=OuterRef("participant__user__name_key"),
            state__in=SEEN,
            **{_PROGRAMME: OuterRef(_PROGRAMME)},
        )
        .exclude(participant__user=OuterRef("participant__user"))
        .order_by()
    )
    return rows.exclude(participant__user__name_key=_NO_KEY).filter(Exists(others))


def namesakes(cohort: Cohort) -> int:
    """How many applications of a cohort look like another account's; one query."""
    return with_namesakes(
        Application.objects.filter(participant__cohort=cohort, state__in=SEEN).order_by()
    ).count()
