"""A captain's page by a link, on a phone: claimed by a button, then taps, heads, departing, closing.

Opening changes nothing. Every button is a form that posts; the script of the page sends the same taps in batches.
"""

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cohorts.logistics.manifests import SHAPES, Line, boarding_of, manifest_of
from cohorts.logistics.models import MOST_COUNTED, CaptainLink, Tap
from cohorts.logistics.rights import Captain
from cohorts.logistics.run_queries import captain_link_by
from cohorts.logistics.services import boarding, captains
from cohorts.logistics.services.boarding import Sent
from foundation.errors import Conflict, DomainError
from foundation.words.forms import LineFormField
from people.rights import may

from .links import unlisted

# What a phone's clock may show: one that lost its battery begins in 1970. Beyond, no hour can be reckoned with.
YEARS = range(1970, 2200)
REASON = LineFormField(required=False, max_length=200)


# ---------------------------------------------------------------- the door
def _key(link: CaptainLink) -> str:
    return f"captain_link_{link.pk}"


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that a captain opens by the link: the view gets the request, the captain and the token.

    An unknown token is not found; a link that has ended, one of who travels by this run no more, and each from the
    night after on, answers 410 in words, to the script too.
    """

    @unlisted
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        link = captain_link_by(token)
        if link is None:
            raise Http404
        if not link.is_living or timezone.now() >= link.run.ends_at:
            return _gone(request, link)
        device = request.session.get(_key(link), "")
        captain = Captain(link, has_claimed=captains.is_device(link, device))
        return view(request, captain, token)

    return opened


def _gone(request: HttpRequest, link: CaptainLink) -> HttpResponse:
    """That the link opens nothing any more, why, and whom to ask; what waited in the open page is not written down."""
    programme = link.run.cohort.residency.programme
    if request.method == "POST" and "sent" in request.POST:
        words = _(
            "This list is closed to this phone. What waited here has not been written down: tell the organiser."
        )
        return JsonResponse(
            {"refusal": " ".join(filter(None, (words, programme.contact_phone, programme.contact_email)))},
            status=410,
        )
    has_lost_seat = link.ended_at is None and not link.is_living
    context = {"run": link.run, "programme": programme, "has_lost_seat": has_lost_seat}
    return render(request, "logistics/captain/gone.html", context, status=410)


# ---------------------------------------------------------------- the page
@by_link
def page(request: HttpRequest, captain: Captain, token: str) -> HttpResponse:
    """The list with its buttons for who has claimed the link; for others a button that claims, and no name.

    Eleven queries for any number of people.
    """
    if not may(captain, "runs.board", captain.run):
        return _claim(request, captain, token)
    status, manifest_call = 200, _number(request.GET.get("stop"), 0)
    if request.method == "POST":
        try:
            done = _act(request, captain)
        except DomainError as error:
            messages.error(request, str(error.message))
            status = error.status
        else:
            if done:
                messages.success(request, done)
            return redirect(request.get_full_path())
    manifest = manifest_of(captain.run)
    call = min(manifest_call, max(0, len(manifest.stops) - 1))
    missing, aboard = manifest.missing_at(call), manifest.aboard
    context = {
        "run": captain.run,
        "cohort": captain.run.cohort,
        "programme": captain.run.cohort.residency.programme,
        "manifest": manifest,
        "call": call,
        "last": len(manifest.stops) - 1,
        "stop": manifest.stops[call] if manifest.stops else None,
        "missing_now": _with_ids(missing),
        "unexpected": _with_ids(manifest.unexpected),
        "aboard": _with_ids(aboard),
        "others": _with_ids(line for line in manifest.expected if line not in {*missing, *aboard}),
        "shapes": [(what, SHAPES[what], Tap.What(what).label) for what in SHAPES if what],
        "explained": [(what.value, what.label) for what in (Tap.What.EXCUSED, Tap.What.NO_SHOW)],
        "captain": captain.link,
        "token": token,
        "most": MOST_COUNTED,
    }
    return render(request, "logistics/captain/run.html", context, status=status)


def _with_ids(lines: Iterable[Line]) -> list[tuple[Line, uuid.UUID]]:
    """Each with the id of what will be pressed beside it, so that sending twice is pressing once."""
    return [(line, uuid.uuid4()) for line in lines]


def _claim(request: HttpRequest, captain: Captain, token: str) -> HttpResponse:
    """Before anybody has claimed the link: a button. Elsewhere claimed: words. Neither names a passenger.

    No other button claims: a phone whose list was released and given to another one would take it back by a tap.
    """
    status = 200
    if request.method == "POST":
        device = secrets.token_hex(20)
        try:
            if request.POST.get("action") != "claim":
                raise Conflict(_("The organiser has released this list, and nothing was written down."))
            captains.claim(link=captain.link, device=device)
        except DomainError as error:
            messages.error(request, str(error.message))
            status = error.status
        else:
            request.session[_key(captain.link)] = device
            return redirect("logistics:captain", token=token)
    context = {"run": captain.run, "captain": captain.link, "is_claimed": bool(captain.link.device_hash)}
    return render(request, "logistics/captain/claim.html", context, status=status)


def _number(typed: str | None, default: int) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) <= 4 else default


def _act(request: HttpRequest, captain: Captain) -> str:
    """What a button of the page asks for; what is said of it. Raises `DomainError`."""
    data, call = request.POST, _number(request.POST.get("call"), 0)
    match data.get("action"):
        case "tap":
            tap = _sent({**data.dict(), "call": call, "at": timezone.now().isoformat()})
            boarding.record(actor=captain, run=captain.run, taps=[tap])
            return ""
        case "count":
            heads = _number(data.get("heads"), -1)
            boarding.count_heads(actor=captain, run=captain.run, call=call, heads=heads)
            return _("The number is kept.")
        case "depart":
            boarding.depart(actor=captain, run=captain.run, call=call)
            return _("Have a good journey.")
        case "close":
            boarding.close(actor=captain, run=captain.run)
            return _("The run is closed. Thank you.")
    raise DomainError(_("This button is not known here. Open the page again."))


def _sent(raw: Any) -> Sent:
    """A tap as it came. Raises `DomainError` for what no device of ours sends."""
    try:
        reason = str(raw.get("reason", ""))
        reason.encode()  # raises for half a letter, which JSON can hold and nothing can keep
        return Sent(
            uid=uuid.UUID(raw["uid"]),
            device_time=_moment(raw["at"]),
            person=uuid.UUID(raw["person"]),
            what=Tap.What(raw["what"]),
            call=_number(str(raw["call"]), 0),
            reason=REASON.clean(reason),
        )
    except ValidationError as error:
        raise DomainError(error.messages[0], field="reason") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DomainError(_("This was not understood. Open the page again.")) from error


def _moment(raw: Any) -> dt.datetime:
    """A moment by a device's clock. Raises TypeError or ValueError for what is none."""
    moment = parse_datetime(raw)
    if moment is None or moment.tzinfo is None or moment.year not in YEARS:
        raise ValueError(raw)
    return moment


# ---------------------------------------------------------------- what the script sends
@by_link
def batch(request: HttpRequest, captain: Captain, token: str) -> HttpResponse:
    """Taps that waited in the open page, as JSON in the field `sent`; the answer is how the run stands."""
    if request.method != "POST" or not may(captain, "runs.board", captain.run):
        raise Http404
    try:
        sent = json.loads(request.POST.get("sent", ""))
        device_now = _moment(sent["now"])
        taps = [_sent(each) for each in sent["taps"]]
        left = sent.get("departed")
        left_at = _moment(left["at"]) if left else None
        call = _number(str(left["call"]), 0) if left else 0
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return JsonResponse({"refusal": _("This was not understood. Open the page again.")}, status=422)
    except DomainError as error:
        return JsonResponse({"refusal": str(error.message)}, status=error.status)
    try:
        boarding.record(actor=captain, run=captain.run, taps=taps, device_now=device_now)
        if left_at is not None:
            boarding.depart(
                actor=captain, run=captain.run, call=call, device_time=left_at, device_now=device_now
            )
    except DomainError as error:
        return JsonResponse({"refusal": str(error.message)}, status=error.status)
    found = boarding_of(captain.run)
    return JsonResponse({"aboard": len(found.aboard), "missing": len(found.unexplained)})
