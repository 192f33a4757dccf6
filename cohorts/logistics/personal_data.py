"""What logistics holds of a person: their ways, what captain and driver may know, buses that they led, how they
boarded, briefings that they read, and lists at gates that name them.
"""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cohorts import places
from cohorts.models import Place
from foundation.words.translated import Words
from people.models import User
from people.person import Held
from people.personal_data.words import described, in_words

from .door_lists import from_json
from .models import Acknowledgement, CaptainLink, Direction, Passenger, PassList, Run, Tap, Travel
from .services.names import KEPT_FOR

# In the place of the words why somebody did not come: that there were some is a rule of the table.
NO_WORDS = "—"


def held(user: User) -> list[Held]:
    """All of it; nine queries."""
    return [
        Held(_("How you travel"), [*_seats(user), *_other_ways(user)]),
        Held(_("What captain and driver may know"), _may_know(user)),
        Held(_("Buses of which you were the captain"), _led(user)),
        Held(_("How you boarded"), _taps(user)),
        _briefings(user),
        _lists_at_gates(user),
    ]


def erase(user: User) -> None:
    """Delete ways and what captain and driver may know, end links of a captain, and blank what was written of them.

    Seats, taps and acknowledgements stay as rows of nobody: numbers of buses rest on them, and a site's host on that
    its briefing was read. Lists at gates go by `services.names.forget_names`. Holds the participants, as taking a seat
    does.
    """
    places.lock_participants(user.participations.values_list("pk", flat=True))
    Travel.objects.filter(participant__user=user).delete()
    Passenger.objects.filter(participant__user=user).delete()
    links = CaptainLink.objects.filter(participant__user=user)
    links.filter(ended_at=None).update(ended_at=timezone.now())
    links.update(name="", phone="", device_hash="")
    did_not_come = Q(what=Tap.What.NO_SHOW)
    taps = Tap.objects.filter(participant__user=user)
    taps.filter(did_not_come).update(reason=NO_WORDS)
    taps.exclude(did_not_come).update(reason="")


# ---------------------------------------------------------------- ways
def _bus(run: Run) -> dict[str, str]:
    return {
        _("Residency"): run.cohort.residency.name,
        _("Bus"): capfirst(str(run)),
        _("Date"): in_words(run.date),
    }


def _seats(user: User) -> list[dict[str, str]]:
    rows = (
        Place.objects.filter(participant__user=user, pool__bus__isnull=False)
        .select_related("pool__bus__cohort__residency")
        .prefetch_related("pool__bus__calls")
        .order_by("pool__bus__date", "pk")
    )
    return [_seat(place) for place in rows]


def _seat(place: Place) -> dict[str, str]:
    stops = {call.position: call.stop for call in place.pool.bus.calls.all()}
    return {
        **_bus(place.pool.bus),
        pgettext("seat", "From"): stops.get(place.from_call, ""),
        pgettext("seat", "To"): stops.get(place.to_call, ""),
    }


def _other_ways(user: User) -> list[dict[str, str]]:
    rows = Travel.objects.filter(participant__user=user).select_related("participant__cohort__residency")
    return [
        {
            _("Residency"): row.participant.cohort.residency.name,
            _("Date"): in_words(row.date),
            _("Way"): str(Direction(row.direction).label),
            _("How you travel"): str(row.get_how_display()),
        }
        for row in rows.order_by("date", "pk")
    ]


def _may_know(user: User) -> list[dict[str, str]]:
    said = [each.name for each in Passenger._meta.fields if each.name not in {"id", "participant"}]
    rows = Passenger.objects.filter(participant__user=user).select_related("participant__cohort__residency")
    return [
        {_("Residency"): row.participant.cohort.residency.name, **described(row, *said)}
        for row in rows.order_by("pk")
    ]


# ---------------------------------------------------------------- on the way
def _led(user: User) -> list[dict[str, str]]:
    rows = CaptainLink.objects.filter(participant__user=user).select_related("run__cohort__residency")
    return [_captaincy(row) for row in rows.order_by("pk")]


def _captaincy(row: CaptainLink) -> dict[str, str]:
    moments = {
        _("Link made"): row.made_at,
        _("Link first opened"): row.claimed_at,
        _("Link ended"): row.ended_at,
    }
    known = {name: in_words(moment) for name, moment in moments.items() if moment is not None}
    return {**_bus(row.run), **described(row, "name", "phone"), **known}


def _taps(user: User) -> list[dict[str, str]]:
    rows = Tap.objects.filter(participant__user=user).select_related("run__cohort__residency")
    return [
        {
            **_bus(row.run),
            _("What was noted"): str(row.get_what_display()),
            _("When"): in_words(row.at),
            **described(row, "reason"),
        }
        for row in rows.order_by("at", "pk")
    ]


# ---------------------------------------------------------------- visits
def _briefings(user: User) -> Held:
    rows = Acknowledgement.objects.filter(participant__user=user).select_related(
        "briefing__venue", "visit__session__day", "participant__cohort__residency"
    )
    stays = _("That somebody read it, and when, stays without your name: the host of the site relies on it.")
    return Held(_("Safety briefings that you read"), [_briefing(row) for row in rows], stays=stays)


def _briefing(row: Acknowledgement) -> dict[str, str]:
    return {
        _("Residency"): row.participant.cohort.residency.name,
        _("Site"): str(row.briefing.venue),
        _("Field visit"): str(row.visit),
        _("When"): in_words(row.read_at),
        _("What you read"): Words(row.briefing.words).in_(row.language).text,
        _("In which language"): str(row.get_language_display()),
    }


def _lists_at_gates(user: User) -> Held:
    """The fixed ones, which are forgotten some days after their visit."""
    rows = PassList.objects.filter(visit__session__day__cohort__participants__user=user).select_related(
        "visit__session__day__cohort__residency"
    )
    own = set(user.participations.values_list("pk", flat=True))
    found, dates = [], []
    for row in rows.order_by("visit", "number"):
        for each in from_json(row.people, ()).people:
            if each.participant_id in own:
                found.append(_on_list(row, each.name, each.where))
                dates.append(row.visit.session.day.date)
    return Held(_("Lists of names for hosts of visits"), found, stays=_until(dates))


def _on_list(row: PassList, name: str, where: str) -> dict[str, str]:
    return {
        _("Residency"): row.visit.session.day.cohort.residency.name,
        _("Field visit"): str(row.visit),
        _("Number"): in_words(row.number),
        _("Fixed at"): in_words(row.fixed_at),
        _("Name"): name,
        _("Where from"): where,
    }


def _until(dates: list[dt.date]) -> str:
    if not dates:
        return ""
    words = _(
        "Fixed lists stay as they are until %(date)s, for hosts let people in by them. Then they are deleted."
    )
    return words % {"date": in_words(max(dates) + KEPT_FOR)}
