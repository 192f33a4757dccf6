"""The page of the day, which asks again by itself: 304 without a word as long as nothing has changed.

Every answer is kept by nobody (`no-store`): the mark that a phone asks with stands in the page itself.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.logistics.rights import Captain
from cohorts.logistics.views.captain import by_link
from cohorts.models import Cohort
from cohorts.queries import with_days
from people.rights import may
from people.signed_in import signed_in_user

from .board import board_of
from .rights import readable_by, worked_in_by
from .viewing import BY_LINK, ROOM, Stage, Viewer, viewer_of

# Every so many seconds a page asks whether anything has changed.
SECONDS = 30


@require_safe
@never_cache
def page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What is on and next, one's bus, numbers; names for who may read them. Others do not find it.

    28 queries with names, 23 without, 10 as long as nothing has changed.
    """
    if not request.user.is_authenticated and _asks_again(request):
        # Signed out meanwhile: the whole page is loaded anew, and leads to signing in.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _page(request, slug)


@login_required
def _page(request: HttpRequest, slug: str) -> HttpResponseBase:
    cohort = _cohort(readable_by(request.user), slug)
    return _answer(request, cohort, viewer_of(signed_in_user(request), cohort), "today/page.html")


@require_safe
@never_cache
@login_required
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for the wall of a room: numbers alone, whoever opened it. For who works in the cohort."""
    return _answer(
        request,
        _cohort(worked_in_by(request.user), slug),
        ROOM,
        "today/screen.html",
        part="today/parts/wall.html",
    )


@by_link
def by_captain(request: HttpRequest, captain: Captain, token: str) -> HttpResponse:
    """The numbers of the day for a captain, once the link is claimed by this browser."""
    if not may(captain, "runs.board", captain.run):
        return redirect("logistics:captain", token=token)
    cohort = _cohort(Cohort.objects.all(), captain.run.cohort.slug)
    return _answer(request, cohort, BY_LINK, "today/captain.html", layout="layouts/host.html", token=token)


def _cohort(rows: QuerySet[Cohort], slug: str) -> Cohort:
    return get_object_or_404(with_days(rows), slug=slug)


def _asks_again(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _answer(
    request: HttpRequest,
    cohort: Cohort,
    viewer: Viewer,
    template: str,
    *,
    part: str = "today/parts/board.html",
    **more: Any,
) -> HttpResponse:
    """The page; to a page that asks again its part alone, or 304 if it has that already."""
    stage = Stage(cohort, viewer, timezone.now())
    mark = stage.mark()
    if _asks_again(request):
        unchanged = get_conditional_response(request, etag=f'"{mark}"')
        if unchanged is not None:
            return unchanged
        template = part
    board = board_of(stage)
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "board": board,
        "viewer": viewer,
        "now": stage.now.astimezone(cohort.zone),
        "mark": mark,
        "asks": not board.is_over and "still" not in request.GET,
        "seconds": SECONDS,
        "layout": "layouts/narrow.html",
        **more,
    }
    response = render(request, template, context)
    response["ETag"] = f'"{mark}"'
    return response
