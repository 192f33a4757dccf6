"""A trainer's session, and the materials' own addresses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.attendance.queries import sheet
from cohorts.attendance.views import session_or_404
from cohorts.learning.rights import readable_by
from cohorts.timetable.dossiers import dossier_of, emergency_lines, entry_lines, shelter_figures
from cohorts.timetable.shown_timetable import told
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.files.sending import send
from people.rights import may
from people.signed_in import signed_in_user

from . import queries, services
from .forms import MaterialForm, VersionForm
from .models import Publication


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a trainer does in a session: sees who comes, gives materials, goes to the sheet."""
    session = session_or_404(request, public_id, "materials.publish")
    cohort = session.day.cohort
    form = MaterialForm(
        request.POST or None, request.FILES or None, initial={"language": cohort.working_language}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.give_material(actor=signed_in_user(request), session=session, **form.cleaned_data)
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(request, _("The material is published. Accepted people find it at once."))
                return redirect("learning:session", public_id=session.public_id)
    venue = session.venue or (session.room.venue if session.room else None)
    dossier = dossier_of(venue)
    context = {
        "session": session,
        "cohort": cohort,
        "form": form,
        "publications": queries.of_session(session),
        "lines": sheet(session),
        "works_in_office": may(request.user, "cohorts.view", session),
        "is_over": session.ends_at <= timezone.now(),
        "venue": venue,
        "entry_facts": told(entry_lines(dossier)),
        "shelter_figures": shelter_figures(dossier),
        "safety_facts": told(emergency_lines(dossier)),
    }
    return render(request, "learning/session.html", context, status=status)


def _publication(request: HttpRequest, public_id: str) -> Publication:
    """A published material of a session in which this person works; otherwise it does not exist."""
    publication = get_object_or_404(
        queries.with_details(Publication.objects.all()), public_id=public_id, withdrawn_at__isnull=True
    )
    if not may(request.user, "materials.publish", publication.session):
        raise Http404
    return publication


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a new version in place of the one that is published."""
    publication = _publication(request, public_id)
    form = VersionForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.give_new_version(
                    actor=signed_in_user(request), publication=publication, **form.cleaned_data
                )
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(
                    request, _("The new version is published; the old one cannot be opened any more.")
                )
                return redirect("learning:session", public_id=publication.session.public_id)
    context = {"publication": publication, "session": publication.session, "form": form}
    return render(request, "learning/new_version.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks, then takes a material back."""
    publication = _publication(request, public_id)
    if request.method != "POST":
        context = {"publication": publication, "session": publication.session}
        return render(request, "learning/withdraw.html", context)
    try:
        services.withdraw(actor=signed_in_user(request), publication=publication)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The material is taken back. Nobody can open it any more."))
    return redirect("learning:session", public_id=publication.session.public_id)


@never_cache
@login_required
@require_safe
def material(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A material's own address: its file as a download, or the way to its link; for those who may read it only."""
    publication = get_object_or_404(queries.with_details(readable_by(request.user)), public_id=public_id)
    version = publication.version
    if version.link:
        return render(request, "learning/leave.html", {"publication": publication, "link": version.link})
    response = send(request, version.file, file_name=version.file_name, content_type=version.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    # Should a browser show it after all, nothing in it runs.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
