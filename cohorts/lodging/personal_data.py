"""What lodging holds of a person: the nights that they had a bed, what they wished, and where others name them."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import OuterRef, Q, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts import places
from cohorts.models import Day
from foundation.words.folding import folded_words
from people.models import User
from people.person import Held
from people.personal_data.words import described, in_words

from . import queries
from .models import Named, Stay, Wish
from .services.keeping import KEPT_FOR


def held(user: User) -> list[Held]:
    """Nights, a part for each cohort, for what stays of them has a date of its own; wishes. Five queries."""
    wishes = Held(_("What you wished of your room"), [*_wishes(user), *map(_named, _naming(user))])
    return [*_nights(user), wishes]


def erase(user: User) -> None:
    """Delete what the person wished, and their name where others wrote it into a wish; stays are rows of nobody.

    Holds the participants, as saving a wish does.
    """
    places.lock_participants(user.participations.values_list("pk", flat=True))
    Wish.objects.filter(participant__user=user).delete()
    Named.objects.filter(pk__in=[each.pk for each in _naming(user)]).delete()


# ---------------------------------------------------------------- nights
def _nights(user: User) -> list[Held]:
    last = Day.objects.filter(cohort=OuterRef("participant__cohort")).order_by("-date").values("date")[:1]
    rows = (
        Stay.objects.filter(participant__user=user)
        .annotate(last=Subquery(last))
        .select_related(
            "participant__cohort__residency",
            "participant__cohort__project",
            "place__pool__night__room_type__hotel",
            "room__room_type",
        )
    )
    of_cohort: dict[str, list[Stay]] = {}
    for stay in rows.order_by("participant", "date"):
        of_cohort.setdefault(str(stay.participant.cohort), []).append(stay)
    title = _("Nights: %(cohort)s")
    return [
        Held(title % {"cohort": cohort}, [_night(stay) for stay in stays], stays=_what_stays(stays))
        for cohort, stays in of_cohort.items()
    ]


def _night(stay: Stay) -> dict[str, str]:
    return {
        _("Night of"): in_words(stay.date),
        _("Hotel"): queries.in_words(stay),
        _("Written down afterwards"): str(stay.get_slept_display()),
    }


def _what_stays(stays: Sequence[Stay]) -> str:
    """Until when, by what `services.keeping.forget_stays` does."""
    project, last = stays[0].participant.cohort.project, stays[0].last  # type: ignore[attr-defined]  # annotated
    if project is not None and project.keep_until is None:
        return _(
            "The record of these nights stays under a number, without your name, for the donor’s report: the organiser"
            " has set no date yet until which it keeps such papers."
        )
    until: list[dt.date] = [last + KEPT_FOR] if last else []
    words = _(
        "The record of these nights stays under a number, without your name, until %(date)s, for the hotel’s bill."
        " Then it is deleted."
    )
    if project is not None and project.keep_until is not None:
        until.append(project.keep_until)
        words = _(
            "The record of these nights stays under a number, without your name, until %(date)s, for the donor’s"
            " report. Then it is deleted."
        )
    return words % {"date": in_words(max(until))} if until else ""


# ---------------------------------------------------------------- wishes
def _wishes(user: User) -> list[dict[str, str]]:
    rows = Wish.objects.filter(participant__user=user).select_related("participant__cohort__residency")
    return [_wish(wish) for wish in rows.prefetch_related("nights", "named").order_by("pk")]


def _wish(wish: Wish) -> dict[str, str]:
    found = {
        _("Residency"): wish.participant.cohort.residency.name,
        **described(wish, "sharing", "accessible", "note"),
        _("Answered at"): in_words(wish.answered_at),
    }
    if nights := [in_words(night.date) for night in wish.nights.all()]:
        found[_("Nights of")] = ", ".join(nights)
    for what in Named.What:
        names = ", ".join(each.typed for each in wish.named.all() if each.what == what)
        if names:
            found[capfirst(str(what.label))] = names
    return found


def _naming(user: User) -> list[Named]:
    """Where other people's wishes name this person: as a manager said, or by a name that nobody has looked at."""
    rows = Named.objects.filter(wish__participant__cohort__participants__user=user)
    meant = Q(person__user=user) | Q(person=None, is_settled=False)
    others = rows.filter(meant).exclude(wish__participant__user=user)
    found = others.select_related("wish__participant__cohort__residency").order_by("pk")
    return [each for each in found if each.person_id is not None or _is_called(user, each.typed)]


def _named(each: Named) -> dict[str, str]:
    """Neither who typed it nor what they wish of it: that is theirs."""
    return {
        _("Residency"): each.wish.participant.cohort.residency.name,
        _("Your name in another person’s wish"): each.typed,
    }


def _is_called(user: User, typed: str) -> bool:
    """Whether all words of the person's name were typed; of a single one, whether it is all that was."""
    said = set(folded_words(typed))
    names = (set(folded_words(name)) for name in (user.names_in_any_order, user.latin_name))
    return any(name <= said if len(name) > 1 else name == said for name in names if name)
