"""What replacements hold of a person: of who does not come, and of the colleague who is named instead."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts.admission.answers import APPLICATION_FIELDS, PERSON_FIELDS
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Cohort, Move
from cohorts.personal_data import called, called_as, is_to_come, said
from people.communities.labels import label
from people.countries import country_name
from people.models import Community, User
from people.person import Held, Hindrance
from people.personal_data.words import described

from . import letters, queries
from .models import Replacement
from .services.approving import why_the_days_end
from .services.ending import end

State = Replacement.State

# The letter of the institution and the reason tell of both; of who named the colleague, the institution stays.
_OF_BOTH = ("by_name", "by_position", "reason", "letter", "letter_name", "letter_type")
_OF_THE_COLLEAGUE = ("name", "address", "phone")
_ORIGIN = ("community", "country")


def _in_place_of(user: User) -> QuerySet[Replacement]:
    """Those in which somebody is to come in this person's place."""
    return Replacement.objects.filter(leaver__user=user).order_by("pk")


def _named(user: User) -> QuerySet[Replacement]:
    """Those in which this person is the colleague, also before they said anything."""
    return queries.own(user).order_by("pk")


# ---------------------------------------------------------------- what is held
def held(user: User) -> list[Held]:
    """Of each replacement what concerns the person, and nothing of the other one.

    Why a colleague does not come is said to them alone. The letter of the institution is told of and not handed out:
    it names others.
    """
    left, named = list(_in_place_of(user).select_related("leaver")), list(_named(user))
    cohorts = called(Cohort.objects.filter(pk__in={row.leaver.cohort_id for row in (*left, *named)}))
    wanted = {row.answers.get("community") for row in named}
    communities = Community.objects.in_bulk(wanted - {None})
    return [
        Held(
            _("Colleagues who were named to come in your place"),
            [
                {
                    **_course(row, cohorts),
                    **(described(row, "reason") if row.state == State.WITHDRAWN else {}),
                }
                for row in left
            ],
        ),
        Held(
            _("Residencies to which you were named to come in a colleague’s place"),
            [
                {
                    **described(row, *_OF_THE_COLLEAGUE),
                    **_course(row, cohorts),
                    **described(row, "reason"),
                    **_answers(row.answers, communities, get_language() or user.language),
                }
                for row in named
            ],
        ),
    ]


def _course(row: Replacement, cohorts: Mapping[int, str]) -> dict[str, str]:
    """Where, on whose word, and what became of it when."""
    kept = _("The organiser keeps it. It names others too: ask the organiser if you want to see it.")
    return {
        **said({_("Residency"): cohorts[row.leaver.cohort_id]}),
        **described(row, "by_institution", "state"),
        **said(
            {
                _("Named at"): row.entered_at,
                _("Confirmed at"): row.confirmed_at,
                _("Ended at"): row.ended_at,
                _("Letter of the institution"): kept if row.letter else "",
            }
        ),
    }


def _answers(
    answers: Mapping[str, Any], communities: Mapping[int, Community], language: str
) -> dict[str, str]:
    """What the colleague said of themselves; kept only until it is approved."""
    person = {name: answers[name] for name in PERSON_FIELDS if name in answers}
    application = {name: answers[name] for name in APPLICATION_FIELDS if name in answers}
    community, country = (application.pop(name, None) for name in _ORIGIN)
    return {
        **described(User(**person), *person),
        **described(Application(**application), *application),
        **said(
            {
                _("Community"): label(communities[community], language) if community in communities else "",
                _("Country"): country_name(country) if country else "",
            }
        ),
    }


# ---------------------------------------------------------------- what stands against erasing, and erasing
def hindrances(user: User) -> list[Hindrance]:
    """A replacement that is open, while people still come to the cohort: for both who are concerned."""
    in_place, to_answer = (
        _(
            "A colleague is named to come to “%(residency)s” in your place. The organiser has to end that first."
        ),
        _(
            "You are named to come to “%(residency)s” in a colleague’s place. Say first that you are not coming."
        ),
    )
    return [
        *(Hindrance(in_place % _residency(row)) for row in _open(_in_place_of(user))),
        *(
            Hindrance(to_answer % _residency(row), reverse("replacing:own", args=[row.public_id]))
            for row in _open(_named(user))
        ),
    ]


def _residency(row: Replacement) -> dict[str, str]:
    return {"residency": called_as(row.leaver.cohort)}


def _open(rows: QuerySet[Replacement]) -> list[Replacement]:
    now = timezone.now()
    rows = rows.filter(state__in=Replacement.OPEN).select_related("leaver__cohort__residency")
    return [
        row for row in rows.prefetch_related("leaver__cohort__days") if is_to_come(row.leaver.cohort, now)
    ]


def erase(user: User) -> None:
    """Take names, addresses, words and the letter of the institution; what was handed on to whose place stays.

    What nobody decided on while the cohort took place is taken back. Side effects: letters about it say nothing any
    more; files go after commit.
    """
    named = set(_named(user).values_list("pk", flat=True))
    left = set(_in_place_of(user).values_list("pk", flat=True))
    rows = Replacement.objects.select_for_update(of=("self",)).select_related("leaver__user")
    for row in rows.filter(pk__in=named | left).order_by("pk"):
        _forget(row, is_colleague=row.pk in named)


def _forget(row: Replacement, *, is_colleague: bool) -> None:
    if row.is_open:
        end(row, State.WITHDRAWN, None)
    if row.letter:
        storage, name = row.letter.storage, str(row.letter.name)
        transaction.on_commit(lambda: storage.delete(name), robust=True)
    letters.forget_words(row)
    if is_colleague:
        letters.forget(row)
        _forget_who_comes_instead(row)
    gone = (*_OF_BOTH, *_OF_THE_COLLEAGUE) if is_colleague else _OF_BOTH
    Replacement.objects.filter(pk=row.pk).update(**dict.fromkeys(gone, ""))


def _forget_who_comes_instead(row: Replacement) -> None:
    """The name stands in the reasons for which the days of the one who left ended, in their language of that day."""
    with_name = [why_the_days_end(language, row.name) for language, _name in settings.LANGUAGES]
    with translation.override(row.leaver.user.language):
        without = _("A colleague comes instead.")
    requests = DayRequest.objects.filter(application__participant=row.leaver_id)
    for reasons in (requests, Move.objects.filter(participant=row.leaver_id)):
        reasons.filter(reason__in=with_name).update(reason=without)
