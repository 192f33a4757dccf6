"""The sheet of a session, for its trainers and for managers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cohorts.timetable.models import Session
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.rights import may
from people.signed_in import signed_in_user

from . import queries
from .forms import SheetForm
from .services import marks as services


def session_or_404(request: HttpRequest, public_id: str, right: str) -> Session:
    """The session if this person has the right on it; otherwise it does not exist."""
    rows = Session.objects.select_related(
        "day__cohort__residency__theme", "day__cohort__course", "day__pool", "format", "venue", "room__venue"
    )
    session = get_object_or_404(rows, public_id=public_id)
    if not may(request.user, right, session):
        raise Http404
    return session


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who comes and who came. Only what the person changed is written; a colleague's marks stay."""
    session = session_or_404(request, public_id, "presence.mark")
    form = SheetForm(request.POST or None, lines=queries.sheet(session))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = _mark(request, session, form)
            except DomainError as error:
                status = refuse(form, error)
                if isinstance(error, services.StaleMarks):
                    form.tell_present(error.marks)
            else:
                messages.success(request, _saved(changed))
                return redirect("attendance:sheet", public_id=session.public_id)
    context = {
        "session": session,
        "cohort": session.day.cohort,
        "form": form,
        "is_cancelled": session.is_off,
        "has_come": session.day.has_come_at(timezone.now()),
        "works_in_office": may(request.user, "cohorts.view", session),
        # An assistant marks presence, and has no page of the session: that is for who gives materials.
        "reads_session": may(request.user, "materials.publish", session),
    }
    return render(request, "attendance/sheet.html", context, status=status)


def _mark(request: HttpRequest, session: Session, form: SheetForm) -> int:
    marks, others = form.changed(), set[int]()
    if "all_present" in request.POST:
        # “All others” are those without a mark on the sheet as it was sent.
        marks = {key: True if mark is None else mark for key, mark in marks.items()}
        others = form.unrecorded()
    return services.mark_presence(
        actor=signed_in_user(request),
        session=session,
        marks=marks,
        seen=form.seen(),
        others_present=others,
    )


def _saved(changed: int) -> str:
    if not changed:
        return _("The sheet is as it was: nothing was changed.")
    return ngettext("%(count)s mark saved.", "%(count)s marks saved.", changed) % {"count": changed}
