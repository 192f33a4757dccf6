"""A pool's queue: who waits in which order, what is offered, who was passed over and why, and what a manager may do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cohorts import offering, places, wing
from cohorts.counting import numbers_of
from cohorts.forms import GiveForm, RankForm
from cohorts.models import Move, Offer, Pool, Stretch, Waiting
from cohorts.queries import latest_moves, queue_of
from foundation.clocks.dates import moment_in_words
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.rights import may
from people.signed_in import signed_in_user

from .base import cohort_context, overview_url, own_cohort

PAGE, SHOWN = 50, 100


@dataclass(frozen=True)
class Line:
    """Somebody who waits, as the page shows them."""

    row: Waiting
    number: int
    phone: str  # as they gave it for this cohort, else their account's
    why_not: str  # why they are passed over; empty for who is eligible
    is_next: bool  # whether they are the one to whom the next free place goes


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, pk: int, pool_pk: int) -> HttpResponse:
    """Show the queue; on POST put somebody to another place in it, or give the next a free place."""
    cohort = own_cohort(request, pk, "cohorts.view")
    pool = get_object_or_404(
        Pool.objects.select_related("cohort__residency__programme"), pk=pool_pk, cohort=cohort
    )
    may_change = may(request.user, "cohorts.change", cohort)
    if request.method == "POST" and not may_change:
        return redirect(request.path)
    page = Paginator(queue_of(pool), PAGE).get_page(request.GET.get("p"))
    following, status = offering.next_in_line(pool, timezone.now()).row, 200
    lines = _lines(pool, page, following)
    rank = RankForm(request.POST if "number" in request.POST else None, lines=lines)
    give = GiveForm(request.POST if "give" in request.POST else None, pool=pool)
    for form, act, done in (
        (rank, _rank, _("The queue is in another order.")),
        (give, _give, _("The place is given.")),
    ):
        if form.is_bound:
            status = _do(request, pool, form, act)
        if form.is_bound and status == 200:
            messages.success(request, done)
            return redirect(request.get_full_path())
    context = {
        **cohort_context(cohort, _("Queue: %(what)s") % {"what": _name(pool)}, "list-ol"),
        **_standing(pool),
        "pool": pool,
        "page": page,
        "lines": lines,
        "rank": rank,
        "give": give,
        "next": following,
        "may_change": may_change,
        "sees_contacts": may(request.user, "cohorts.see_contacts", cohort),
        "back_url": overview_url(cohort.pk),
    }
    return render(request, "cohorts/office/queue.html", context, status=status)


def _do(request: HttpRequest, pool: Pool, form: Any, act: Callable[..., None]) -> int:
    """Carry out what the form says; the status of the answer: 200 if it is done, and the form says why otherwise."""
    if not form.is_valid():
        return 422
    try:
        act(request, pool, form.cleaned_data)
    except DomainError as error:
        return refuse(form, error)
    return 200


def _name(pool: Pool) -> str:
    return capfirst(wing.names([pool.pk]).get(pool.pk, str(pool)))


def _lines(pool: Pool, page: Any, following: Waiting | None) -> list[Line]:
    rows = list(page)
    ids = [row.participant_id for row in rows]
    why_not = wing.why_not(pool, ids, timezone.now())
    phones = wing.telephones(ids)
    return [
        Line(
            row,
            number,
            phones.get(row.participant_id, row.participant.user.phone),
            str(why_not[row.participant_id].label) if row.participant_id in why_not else "",
            following is not None and row.pk == following.pk,
        )
        for number, row in enumerate(rows, start=page.start_index())
    ]


def _standing(pool: Pool) -> dict[str, Any]:
    """How the pool stands, what is offered, what has moved, and whether it moves by itself; words in its zone."""
    moment, zone = timezone.now(), pool.cohort.time_zone
    offers = (
        Offer.objects.filter(pool=pool).live(moment).select_related("participant__user").order_by("until")
    )
    phones = wing.telephones([offer.participant_id for offer in offers])
    moves: Sequence[Move] = latest_moves(pool, SHOWN)
    ends = offering.automation_ends(pool.cohort)
    return {
        "numbers": numbers_of(pool, Stretch(0, pool.legs)),
        "offers": [
            (
                offer,
                phones.get(offer.participant_id, offer.participant.user.phone),
                moment_in_words(offer.until, zone),
            )
            for offer in offers
        ],
        "moves": [(move, moment_in_words(move.at, zone)) for move in moves],
        "rests": wing.why_rests(pool, moment),
        "is_by_hand": moment >= ends,
        "automation_ends": moment_in_words(ends, zone),
        "next_hour": moment_in_words(offering.hours_of(pool.cohort).next_from(moment), zone),
        "is_night": not offering.hours_of(pool.cohort).covers(moment),
    }


def _rank(request: HttpRequest, pool: Pool, data: dict[str, Any]) -> None:
    places.rank(
        pool_id=pool.pk,
        participant=data["who"].participant,
        number=data["number"],
        actor=signed_in_user(request),
        reason=data["reason"],
    )


def _give(request: HttpRequest, pool: Pool, data: dict[str, Any]) -> None:
    offering.give(actor=signed_in_user(request), pool=pool, participant=data["give"].participant)
