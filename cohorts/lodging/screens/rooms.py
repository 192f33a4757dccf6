"""The rooms of a night: who sleeps where, by hand; what was slept; and a proposal for a kind of room."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cohorts.lodging import queries
from cohorts.lodging.forms import DoorForm, PutForm, night_in_words
from cohorts.lodging.models import Night, Room, RoomType, Stay
from cohorts.lodging.proposals import Read, read
from cohorts.lodging.services import rooms, slept
from cohorts.lodging.staying import today_of
from cohorts.lodging.words import reason
from cohorts.models import Cohort
from cohorts.screens.base import own_cohort
from foundation.errors import DomainError
from office.screens import screen_context
from people.signed_in import signed_in_user

from .base import ICON, night_url, number_in, overview_url, own_stay, shown_to, way_to_nights


def _date_in(text: str) -> dt.date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


# ---------------------------------------------------------------- one night
@require_http_methods(["GET", "HEAD", "POST"])
def night(request: HttpRequest, pk: int, date: str) -> HttpResponse:
    """The rooms of a night with their people; on POST one of its buttons. 17 queries and two for who is moved."""
    cohort, on = own_cohort(request, pk, "lodging.change"), _date_in(date)
    if not Night.objects.filter(cohort=cohort, date=on).exists():
        raise Http404
    status, refusal = 200, ""
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("action", ""))
        if act is None:
            return redirect(night_url(cohort.pk, on))
        try:
            done = act(request, cohort, on)
        except DomainError as error:
            status, refusal = error.status, str(error.message)
        else:
            messages.success(request, done)
            return redirect(night_url(cohort.pk, on))
    rights = shown_to(request, cohort)
    kinds = queries.rooms_on(cohort, on, with_wishes=rights["sees_wishes"])
    context = {
        **screen_context(
            capfirst(_("night %(night)s") % {"night": night_in_words(on)}),
            str(cohort),
            way_to_nights(cohort),
            ICON,
        ),
        "cohort": cohort,
        "date": on,
        "kinds": kinds,
        "refusal": refusal,
        "is_over": on < today_of(cohort),
        "slept_choices": Stay.Slept.choices,
        "moving": _moving(request, cohort, kinds),
        **rights,
    }
    return render(request, "lodging/office/night.html", context, status=status)


def _moving(request: HttpRequest, cohort: Cohort, kinds: list[queries.KindOnNight]) -> dict[str, Any] | None:
    """Whom the address names to be put elsewhere, with the rooms of their kind that have a free bed."""
    wanted = request.POST.get("stay", "") if request.method == "POST" else request.GET.get("stay", "")
    if not wanted:
        return None
    stay = own_stay(cohort, wanted)
    of_kind = [kind for kind in kinds if kind.night.pk == stay.place.pool.night.pk]
    free = {
        line.room.pk: line.free
        for kind in of_kind
        for line in kind.rooms
        if line.free > 0 or line.room.pk == stay.room_id
    }
    return {
        "stay": stay,
        "name": queries.name_of(stay.participant),
        "form": PutForm(free=free, initial={"room": stay.room_id, "all_nights": True}),
    }


def _put(request: HttpRequest, cohort: Cohort, date: dt.date) -> str:
    stay = own_stay(cohort, request.POST.get("stay", ""))
    chosen = request.POST.get("room", "")
    room = None
    if chosen:
        own_rooms = Room.objects.filter(cohort=cohort).select_related("room_type")
        room = get_object_or_404(own_rooms, pk=number_in(chosen))
    rooms.put(
        actor=signed_in_user(request), stay=stay, room=room, all_nights=bool(request.POST.get("all_nights"))
    )
    return _("Saved. What you put by hand stays in every proposal.")


def _loosen(request: HttpRequest, cohort: Cohort, date: dt.date) -> str:
    rooms.loosen(actor=signed_in_user(request), stay=own_stay(cohort, request.POST.get("stay", "")))
    return _("A proposal may move this person now.")


def _name_room(request: HttpRequest, cohort: Cohort, date: dt.date) -> str:
    own_rooms = Room.objects.filter(cohort=cohort).select_related("room_type__hotel", "cohort")
    room = get_object_or_404(own_rooms, pk=number_in(request.POST.get("room", "")))
    form = DoorForm(request.POST)
    if not form.is_valid():
        raise DomainError(str(form.errors["label"][0]), field="label")
    rooms.name_room(actor=signed_in_user(request), room=room, label=form.cleaned_data["label"])
    return _("Saved.")


def _write_slept(request: HttpRequest, cohort: Cohort, date: dt.date) -> str:
    found = {
        int(key.removeprefix("slept-")): value
        for key, value in request.POST.items()
        if key.startswith("slept-")
        and key.removeprefix("slept-").isdecimal()
        and len(key) < 24
        and value in Stay.Slept.values
    }
    number = slept.write_down(actor=signed_in_user(request), cohort=cohort, date=date, slept=found)
    words = ngettext("Written down of %(count)s person.", "Written down of %(count)s people.", number)
    return words % {"count": number}


_ACTS: Mapping[str, Callable[[HttpRequest, Cohort, dt.date], str]] = {
    "put": _put,
    "loosen": _loosen,
    "name": _name_room,
    "slept": _write_slept,
}


# ---------------------------------------------------------------- a proposal
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int, kind_pk: int) -> HttpResponse:
    """What a proposal for a kind of room says, with who finds no room and why; on POST it is written. 17 queries."""
    cohort = own_cohort(request, pk, "lodging.change")
    if not shown_to(request, cohort)["sees_wishes"]:
        raise Http404
    kinds = RoomType.objects.filter(nights__in=Night.objects.filter(cohort=cohort)).distinct()
    kind = get_object_or_404(kinds.select_related("hotel"), pk=kind_pk)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            number = rooms.carry_out(
                actor=signed_in_user(request),
                cohort=cohort,
                room_type=kind,
                seen=request.POST.get("seen", ""),
            )
        except DomainError as error:
            status, refusal = error.status, str(error.message)
        else:
            words = ngettext("%(count)s bed is in a room now.", "%(count)s beds are in rooms now.", number)
            messages.success(request, words % {"count": number})
            return redirect(overview_url(cohort.pk))
    found = read(cohort, kind)
    context = {
        **screen_context(_("Proposal of rooms"), str(kind), way_to_nights(cohort), ICON),
        "cohort": cohort,
        "refusal": refusal,
        "mark": found.mark,
        "back_url": overview_url(cohort.pk),
        **_shown(cohort, kind, found),
    }
    return render(request, "lodging/office/proposal.html", context, status=status)


def _shown(cohort: Cohort, kind: RoomType, found: Read) -> dict[str, Any]:
    names = {pk: queries.name_of(who) for pk, who in found.people.items()}
    planned = Room.objects.filter(cohort=cohort, room_type=kind).select_related("room_type")
    titles = {room.number: room.title for room in planned}
    by_room: dict[int, dict[int, list[dt.date]]] = {}
    for (person, date), number in sorted(found.proposal.rooms.items()):
        by_room.setdefault(number, {}).setdefault(person, []).append(date)
    is_moved = {
        person
        for (person, date), number in found.proposal.rooms.items()
        if found.present.get((person, date), number) != number
    }
    return {
        "rooms": [
            (
                titles[number],
                [
                    (
                        names[person],
                        ", ".join(night_in_words(date) for date in dates),
                        any((person, date) in found.fixed for date in dates),
                        person in is_moved,
                    )
                    for person, dates in people.items()
                ],
            )
            for number, people in sorted(by_room.items())
        ],
        "is_as_now": found.proposal.rooms == found.present,
        "unplaced": [
            (names[each.key], night_in_words(each.night), reason(each.why))
            for each in found.proposal.unplaced
        ],
        "apart": [(names[one], names[other]) for one, other in found.proposal.apart],
        "moving": [names[key] for key in found.proposal.moving],
    }
