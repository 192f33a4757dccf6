"""The runs of a cohort and one of them: load, stops, people, captains, boarding, list, another vehicle."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from cohorts.facts import EVE
from cohorts.logistics import run_queries
from cohorts.logistics.forms import (
    CaptainForm,
    DriverForm,
    ExplainForm,
    PersonForm,
    SeatForm,
    StripForm,
    SwapForm,
)
from cohorts.logistics.gaps import Gap, gaps_of
from cohorts.logistics.letters import captain_url
from cohorts.logistics.manifests import Manifest, manifest_of
from cohorts.logistics.models import CaptainLink, Run
from cohorts.logistics.papers import address_of
from cohorts.logistics.services import boarding, captains, runs, seats, swapping
from cohorts.models import Participant, Stretch
from cohorts.screens.base import cohort_context, own_cohort
from foundation.clocks.dates import date_in_words
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.words.forms import LineFormField
from office.screens import screen_context
from people.models import User, by_name
from people.rights import may
from people.signed_in import signed_in_user

from .buses import run_url, runs_url, way_to_runs


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every run of a cohort with the load of each leg, and its captains. 29 queries, the frame’s too."""
    cohort = own_cohort(request, pk, "runs.view")
    context = {**cohort_context(cohort, _("Buses"), "resubmit"), "lines": run_queries.loads_of(cohort)}
    return render(request, "logistics/office/runs.html", context)


def own_run(request: HttpRequest, pk: int, right: str) -> Run:
    """A run in whose programme this person has the right; another one is not found."""
    rows = Run.objects.visible_to(request.user, right).select_related(
        "cohort__residency__programme", "vehicle__operator", "pool"
    )
    return get_object_or_404(rows, pk=pk)


# ---------------------------------------------------------------- one run
@dataclass
class Press:
    """One press of a button on a run's page: which right it asks for, its form, and what it does."""

    right: str
    form: Callable[..., Any] | None
    act: Callable[[User, Run, dict[str, Any]], str]


@require_http_methods(["GET", "HEAD", "POST"])
def run_page(request: HttpRequest, pk: int, name: str = "") -> HttpResponse:
    """A run; on POST one of its buttons. 45 queries for any number of people, the frame’s with them."""
    run, status, refusal, url = own_run(request, pk, "runs.view"), 200, "", ""
    bound: dict[str, Any] = {}
    if request.method == "POST":
        press = PRESSES.get(request.POST.get("action", ""))
        if press is None or not may(request.user, press.right, run):
            return redirect(run_url(run))
        auto_id = _auto_id(request.POST["action"])
        form = press.form(request.POST, run=run, auto_id=auto_id) if press.form else None
        try:
            if form is None or form.is_valid():
                done = press.act(signed_in_user(request), run, _data(form, request))
                if request.POST["action"] != "captain":
                    messages.success(request, done)
                    return redirect(run_url(run))
                url = captain_url(done, run.cohort.working_language)
            else:
                status = 422
        except DomainError as error:
            status = refuse(form, error) if form is not None else error.status
            refusal = "" if form is not None else str(error.message)
        if form is not None and not url:
            bound = {request.POST["action"]: form}
        run = own_run(request, pk, "runs.view")
    context = {**_context(request, run, bound), "refusal": refusal, "url": url}
    return render(request, "logistics/office/run.html", context, status=status)


def _auto_id(name: str) -> str:
    """How the fields of a form are told apart on a page with several."""
    return f"id_{name}_%s"


def _data(form: Any, request: HttpRequest) -> dict[str, Any]:
    if form is None:
        return {"link": request.POST.get("link", "")}
    return {**form.cleaned_data, **({"heads": form.heads} if isinstance(form, StripForm) else {})}


def _context(request: HttpRequest, run: Run, bound: dict[str, Any]) -> dict[str, Any]:
    manifest, chosen = manifest_of(run), _chosen(request, run)
    find = _find(request) or (chosen.user.official_name if chosen else "")
    forms: dict[str, Callable[..., Any]] = {
        "seat": partial(SeatForm, find=find, initial={"participant": chosen}),
        "explain": ExplainForm,
        "captain": CaptainForm,
        "strip": StripForm,
    }
    return {
        **screen_context(capfirst(str(run)), run.cohort.slug, way_to_runs(run, and_to_it=False), "resubmit"),
        "run": run,
        "cohort": run.cohort,
        "date": date_in_words(manifest.leaves),
        "manifest": manifest,
        "legs": run_queries.legs_of(
            run, [(line.seat.from_call, line.seat.to_call) for line in manifest.expected]
        ),
        "find": find,
        "serves": list(run.serves.all()),
        **_gap(run),
        "is_over": run.ends_at <= timezone.now(),
        "is_near": run.starts_at - EVE <= timezone.now(),
        "may_change": may(request.user, "runs.change", run),
        "may_lead": may(request.user, "runs.lead", run),
        "forms": {
            name: bound.get(name) or form(run=run, auto_id=_auto_id(name)) for name, form in forms.items()
        },
    }


def _gap(run: Run) -> dict[str, list[str]]:
    """What does not fit of a run that is to leave: hours in words, people by name."""
    gap = gaps_of([run], timezone.now()).get(run.pk, Gap(run))
    people = Participant.objects.filter(pk__in=gap.seatless | gap.elsewhere).select_related("user")
    named = [
        (who.pk, who.user.listed_name or who.user.get_full_name())
        for who in people.order_by(*by_name("user__"), "pk")
    ]
    return {
        "misfits": [each.in_words() for each in gap.misfits],
        "seatless": [name for pk, name in named if pk in gap.seatless],
        "elsewhere": [name for pk, name in named if pk in gap.elsewhere],
    }


def _chosen(request: HttpRequest, run: Run) -> Participant | None:
    """Who is to get a seat, if the way here named somebody of the cohort."""
    try:
        wanted = uuid.UUID(request.GET.get("person", ""))
    except ValueError:
        return None
    rows = Participant.objects.filter(cohort=run.cohort_id, public_id=wanted)
    return rows.select_related("user").first()


def _find(request: HttpRequest) -> str:
    """The part of a name that somebody is looked for by; what can be no name finds everybody."""
    try:
        return str(LineFormField(required=False, max_length=100).clean(request.GET.get("find", ""))).strip()
    except ValidationError:
        return ""


# ---------------------------------------------------------------- what the buttons do
def _seat(actor: User, run: Run, data: dict[str, Any]) -> str:
    stretch = Stretch(data["from_call"], data["to_call"])
    seats.take_seat(actor=actor, run=run, participant=data["participant"], stretch=stretch)
    return _("The seat is given. The person gets a letter.")


def _unseat(actor: User, run: Run, data: dict[str, Any]) -> str:
    seats.give_back_seat(actor=actor, run=run, participant=data["participant"])
    return _("The seat is free again. The person gets a letter.")


def _visitors(actor: User, run: Run, data: dict[str, Any]) -> str:
    number, left = seats.seat_visitors(actor=actor, run=run)
    said = ngettext("%(number)s person got a seat.", "%(number)s people got a seat.", number) % {
        "number": number
    }
    names = ", ".join(User.objects.get(pk=who.user_id).get_full_name() for who in left)
    without = _("No seat was left for: %(names)s.") % {"names": names}
    return f"{said} {without}" if left else said


def _back(actor: User, run: Run, data: dict[str, Any]) -> str:
    runs.make_way_back(actor=actor, run=run)
    return _("The way back is made. Look at its hour. Those who have a seat in it get a letter.")


def _explain(actor: User, run: Run, data: dict[str, Any]) -> str:
    who: Participant = data["participant"]
    tap = boarding.Sent(
        uid=uuid.uuid4(),
        device_time=timezone.now(),
        person=who.public_id,
        what=data["what"],
        reason=data["reason"],
    )
    boarding.record(actor=actor, run=run, taps=[tap])
    return _("It is written down.")


def _captain(actor: User, run: Run, data: dict[str, Any]) -> str:
    """The token of the link."""
    return captains.make_captain(actor=actor, run=run, **data)


def _link(run: Run, data: dict[str, Any]) -> CaptainLink:
    wanted = data["link"] if data["link"].isdecimal() and len(data["link"]) <= 18 else 0
    return get_object_or_404(CaptainLink, run=run, pk=wanted)


def _release(actor: User, run: Run, data: dict[str, Any]) -> str:
    captains.release(actor=actor, link=_link(run, data))
    return _("The link can be opened on another phone now.")


def _end(actor: User, run: Run, data: dict[str, Any]) -> str:
    captains.end(actor=actor, link=_link(run, data))
    return _("The link opens nothing any more.")


def _strip(actor: User, run: Run, data: dict[str, Any]) -> str:
    boarding.type_in_strip(actor=actor, run=run, heads=data["heads"])
    return _("The counts are kept.")


def _depart(actor: User, run: Run, data: dict[str, Any]) -> str:
    boarding.depart(actor=actor, run=run)
    return _("It is written down that the bus left.")


def _close(actor: User, run: Run, data: dict[str, Any]) -> str:
    boarding.close(actor=actor, run=run)
    return _("The run is closed.")


PRESSES = {
    "seat": Press("runs.change", SeatForm, _seat),
    "unseat": Press("runs.change", PersonForm, _unseat),
    "visitors": Press("runs.change", None, _visitors),
    "back": Press("runs.change", None, _back),
    "explain": Press("runs.change", ExplainForm, _explain),
    "captain": Press("runs.lead", CaptainForm, _captain),
    "release": Press("runs.lead", None, _release),
    "end": Press("runs.lead", None, _end),
    "strip": Press("runs.change", StripForm, _strip),
    "depart": Press("runs.change", None, _depart),
    "close": Press("runs.lead", None, _close),
}


# ---------------------------------------------------------------- the list on paper, another vehicle
@require_safe
def print_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list for captain and driver, with the address that says whether it still holds."""
    run = own_run(request, pk, "runs.change")
    manifest: Manifest = manifest_of(run)
    context = {
        "run": run,
        "cohort": run.cohort,
        "manifest": manifest,
        "printed_at": timezone.now(),
        "back_url": run_url(run),
        "paper_url": address_of(run, run.list_number),
    }
    return render(request, "logistics/office/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """“Replace the bus”: choose the vehicle, read who goes where, say who drives, press once."""
    run, status, plan = own_run(request, pk, "runs.lead"), 200, None
    data = request.POST if request.method == "POST" else request.GET
    form = SwapForm(data if "vehicle" in data else None, run=run)
    present = {"driver_name": run.driver_name, "driver_phone": run.driver_phone}
    driver = DriverForm(request.POST if request.method == "POST" else None, initial=present)
    if form.is_bound and form.is_valid():
        vehicle = form.cleaned_data["vehicle"]
        if driver.is_bound and not driver.is_valid():
            status = 422
        elif request.method == "POST":
            try:
                swapping.swap_vehicle(
                    actor=signed_in_user(request),
                    run=run,
                    vehicle=vehicle,
                    seen=request.POST.get("seen", ""),
                    driver=driver.driver,
                )
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(request, _("The bus is replaced. Everybody who travels by it is told."))
                return redirect(run_url(run))
        plan = swapping.plan(run, vehicle)
    elif form.is_bound:
        status = 422
    context = {
        **screen_context(_("Replace the bus"), str(run), way_to_runs(run), "resubmit"),
        "run": run,
        "form": form,
        "driver": driver,
        "plan": plan,
        "leaving": run_queries.leaving_named(plan.leaving) if plan else [],
        "back_url": runs_url(run.cohort_id) if run.closed_at else run_url(run),
    }
    return render(request, "logistics/office/swap.html", context, status=status)
