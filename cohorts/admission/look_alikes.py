"""Accounts that look like one person's, among the applications of one programme; pointed out to who decides there.

The same name in any order and spelling, with the same telephone or organisation; or addresses of one mailbox, which
differ by full stops or by what stands behind a plus. It is a hint: namesakes work in one council too. People of other
programmes are never looked at. What is compared is kept with the rows and has an index, so one page says what the
list counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from people.models import User

from .models import Application
from .queries import SEEN

_PROGRAMME = Application.programme_path


@dataclass(frozen=True)
class Alike:
    """Another application that may be the same person's, and what speaks for that."""

    application: Application
    reasons: tuple[str, ...]


def alike(application: Application, actor: User) -> list[Alike]:
    """Applications of other accounts to the same programme that may be this person's, newest first; one query."""
    person = application.participant.user
    same_name = Q(participant__user__same_name=person.same_name) & ~Q(participant__user__same_name="")
    rows = (
        Application.objects.visible_to(actor, "applications.decide")
        .filter(
            same_name | Q(participant__user__mailbox=person.mailbox),
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
    if first.same_name == second.same_name != "":
        if one.phone and one.phone == other.phone:
            yield _("the same name and telephone")
        if one.organisation_words and one.organisation_words == other.organisation_words:
            yield _("the same name and organisation")
    if first.mailbox == second.mailbox:
        yield _("e-mail addresses of one mailbox")


def with_namesakes(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the applications that look like another account's: by the same reasons.

    Among the applications of their own programme. No query more. The other account is looked for first, by the index
    of its name or mailbox, and only then what it has sent: so it takes no longer where there are many applications.
    """
    phone, words = OuterRef(OuterRef("phone")), OuterRef(OuterRef("organisation_words"))
    same_work = Q(phone=phone) & ~Q(phone="") | Q(organisation_words=words) & ~Q(organisation_words="")
    return rows.filter(_another("same_name", same_work) | _another("mailbox", Q()))


def _another(key: str, condition: Q) -> Exists:
    """Another account with the same key that has sent an application to the same programme of which this is true."""
    sent = Application.objects.filter(
        condition,
        participant__user=OuterRef("pk"),
        state__in=SEEN,
        **{_PROGRAMME: OuterRef(OuterRef(_PROGRAMME))},
    ).order_by()
    accounts = User.objects.filter(**{key: OuterRef(f"participant__user__{key}")}).exclude(**{key: ""})
    return Exists(accounts.exclude(pk=OuterRef("participant__user")).filter(Exists(sent)))


def namesakes(cohort: Cohort) -> int:
    """How many applications of a cohort look like another account's; one query."""
    return with_namesakes(
        Application.objects.filter(participant__cohort=cohort, state__in=SEEN).order_by()
    ).count()
