"""A cohort's day pack in the back office: choose what is printed, see how far it is, fetch it."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Cohort
from cohorts.screens.base import cohort_context, own_cohort, way_to
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.work import WorkState
from office.screens import Crumb, screen_context
from people.signed_in import signed_in_user

from . import services
from .forms import PackForm
from .models import Pack
from .pieces import BY_NAME, pieces_for

ICON = "doc-full"


def packs_url(cohort_id: int) -> str:
    """Where papers of a cohort are chosen."""
    return reverse("packs_choose", args=[cohort_id])


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick what is wanted, or press for one piece alone; on POST the worker begins."""
    cohort, me = own_cohort(request, pk, "packs.make"), signed_in_user(request)
    form = PackForm(
        request.POST if request.method == "POST" else None, cohort=cohort, pieces=pieces_for(me, cohort)
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            alone = request.POST.get("only", "")
            try:
                pack = services.begin(
                    actor=me,
                    cohort=cohort,
                    pieces=[alone] if alone else form.cleaned_data["pieces"],
                    date=form.cleaned_data["date"],
                )
            except DomainError as error:
                status = refuse(form, error)
            else:
                return redirect("packs_pack", public_id=pack.public_id)
    own = Pack.objects.filter(cohort=cohort, made_by=me)[:5]
    context = {"form": form, "own": own, **cohort_context(cohort, _("Day pack"), ICON)}
    return render(request, "packs/office/choose.html", context, status=status)


def own_pack(request: HttpRequest, public_id: str) -> Pack:
    """A pack that this person had made, as long as they may; another one is not found."""
    rows = Pack.objects.visible_to(request.user, "packs.make").filter(made_by=signed_in_user(request))
    return get_object_or_404(rows.select_related("cohort__residency__programme"), public_id=public_id)


def _way(cohort: Cohort) -> list[Crumb]:
    return [*way_to(cohort), {"url": packs_url(cohort.pk), "label": _("Day pack")}]


@require_safe
def pack(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a pack is, and the link to it; htmx asks for the part that changes, until it is there."""
    found = own_pack(request, public_id)
    part = request.headers.get("HX-Request") == "true"
    goes_on = found.state in (WorkState.QUEUED, WorkState.RUNNING)
    context = {
        "pack": found,
        "cohort": found.cohort,
        "goes_on": goes_on,
        "part": part,
        "is_there": _is_there(found),
        "total": len(found.pieces),
        "now": BY_NAME[found.pieces[found.done]].title if goes_on and found.done < len(found.pieces) else "",
        "empty": [BY_NAME[name].title for name in found.empty if name in BY_NAME],
        "again_url": packs_url(found.cohort_id),
        **screen_context(_("Your papers"), str(found.cohort), _way(found.cohort), ICON),
    }
    response = render(request, "packs/office/progress.html" if part else "packs/office/pack.html", context)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "HX-Request"
    return response


def _is_there(found: Pack) -> bool:
    return bool(found.file) and found.expires_at is not None and found.expires_at > timezone.now()


@require_safe
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """The archive, or the PDF itself of a pack of one piece, for whoever had it made, while it is kept."""
    found = own_pack(request, public_id)
    allowed = {each.name for each in pieces_for(request.user, found.cohort)}
    if not _is_there(found) or not allowed.issuperset(found.pieces):
        raise Http404
    date = timezone.localdate(found.finished_at, found.cohort.zone)
    what = "" if found.is_archive else f"-{found.pieces[0]}"
    name = f"{found.cohort.slug}-{date:%Y-%m-%d}{what}{found.ending}"
    return FileResponse(found.file.open(), as_attachment=True, filename=name)
