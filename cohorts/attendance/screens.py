"""Presence in the back office: session by session, and the sheets with signatures that come back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Cohort
from cohorts.screens.base import cohort_context, own_cohort, way_to
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.files.sending import send
from office.screens import Crumb, ask_first, confirm, screen_context
from people.rights import may
from people.signed_in import signed_in_user

from . import queries, scans
from .forms import PagesForm, SignedSheetForm
from .models import SignedSheet
from .services import sheets as services
from .services.keeping import kept_until

ICON = "tick-inverse"


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every session of a cohort with how far its sheet is filled in, and which signed sheets are kept."""
    cohort = own_cohort(request, pk, "presence.view")
    context = {
        **cohort_context(cohort, _("Presence"), ICON),
        "counts": queries.counts(cohort),
        "sheets": queries.sheets_of(cohort),
        "kept_until": kept_until(cohort),
    }
    return render(request, "attendance/overview.html", context)


# ---------------------------------------------------------------- signed sheets
def sheets_url(cohort: Cohort) -> str:
    """The signed sheets of a cohort."""
    return reverse("attendance_sheets", args=[cohort.pk])


def _way(cohort: Cohort) -> list[Crumb]:
    return [*way_to(cohort), {"url": sheets_url(cohort), "label": gettext_lazy("Signed sheets")}]


def own_sheet(request: HttpRequest, public_id: UUID, right: str) -> SignedSheet:
    """A signed sheet on which this person has the right; another one is not found."""
    rows = SignedSheet.objects.visible_to(request.user, right)
    return get_object_or_404(rows.select_related("day__cohort__residency", "session"), public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets of each day and visit; on POST pages that come in."""
    cohort = own_cohort(request, pk, "sheets.view")
    found = queries.sheets_of(cohort)
    form, status = SignedSheetForm(sheets=found), 200
    if request.method == "POST":
        if not may(request.user, "sheets.change", cohort):
            raise Http404
        form, status = SignedSheetForm(request.POST, request.FILES, sheets=found), 422
        if form.is_valid():
            chosen = form.chosen()
            try:
                sheet = services.take_in_sheet(
                    actor=signed_in_user(request),
                    day=chosen.day,
                    session=chosen.session,
                    files=form.cleaned_data["file"],
                )
            except DomainError as error:
                status = refuse(form, error)
            else:
                return _taken_in(request, sheet)
    context = {
        **cohort_context(cohort, _("Signed sheets"), ICON),
        "sheets": found,
        "form": form,
        "kept_until": kept_until(cohort),
    }
    return render(request, "attendance/office/sheets.html", context, status=status)


def _taken_in(request: HttpRequest, sheet: SignedSheet) -> HttpResponse:
    if sheet.kept_at is None:
        return redirect("attendance_sheet_pages", public_id=sheet.public_id)
    messages.success(request, _("The sheet is kept as the original of record."))
    return redirect(sheets_url(sheet.day.cohort))


@require_http_methods(["GET", "HEAD", "POST"])
def pages(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The pages of a sheet that is not kept yet: turned, put in order, taken out, more of them, kept."""
    sheet = own_sheet(request, public_id, "sheets.change")
    if sheet.kept_at is not None:
        return redirect(sheets_url(sheet.day.cohort))
    form, status, refusal = PagesForm(), 200, ""
    if request.method == "POST":
        try:
            if "add" in request.POST:
                form, status = PagesForm(request.POST, request.FILES), 422
                if form.is_valid():
                    services.add_pages(
                        actor=signed_in_user(request), sheet=sheet, files=form.cleaned_data["file"]
                    )
                    return redirect("attendance_sheet_pages", public_id=public_id)
            else:
                return _pressed(request, sheet)
        except DomainError as error:
            status, refusal = error.status, "" if form.is_bound else str(error.message)
            if form.is_bound:
                refuse(form, error)
        sheet = own_sheet(request, public_id, "sheets.change")
    cohort = sheet.day.cohort
    context = {
        **screen_context(_("Pages of a signed sheet"), str(cohort), _way(cohort), ICON),
        "cohort": cohort,
        "sheet": sheet,
        "pages": list(sheet.photographs.all()),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "attendance/office/pages.html", context, status=status)


def _pressed(request: HttpRequest, sheet: SignedSheet) -> HttpResponse:
    """One of the buttons: what it does, and after a colon to which page."""
    actor, seen = signed_in_user(request), request.POST.get("seen", "")
    action, _colon, page = request.POST.get("press", "").partition(":")
    version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    if action == "keep":
        return _taken_in(request, services.keep_sheet(actor=actor, sheet=sheet, seen=version))
    number = int(page) if page.isdecimal() and len(page) < 18 else 0
    match action:
        case "left" | "right":
            quarters = 1 if action == "right" else 3
            services.turn_page(actor=actor, sheet=sheet, page=number, quarters=quarters, seen=version)
        case "earlier":
            services.move_page(actor=actor, sheet=sheet, page=number, seen=version)
        case "out":
            services.take_page_out(actor=actor, sheet=sheet, page=number, seen=version)
        case _:
            raise DomainError(_("Press one of the buttons of a page."))
    answer = redirect("attendance_sheet_pages", public_id=sheet.public_id)
    answer["Location"] += f"#page-{number}"
    return answer


@require_safe
def page_picture(request: HttpRequest, public_id: UUID, page_pk: int) -> HttpResponse:
    """A page as it lies now, small."""
    sheet = own_sheet(request, public_id, "sheets.change")
    row = get_object_or_404(sheet.photographs.all(), pk=page_pk)
    with row.file.open("rb") as file:
        content = scans.shown(file.read(), row.turns)
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw pages away that are not kept."""
    sheet = own_sheet(request, public_id, "sheets.change")
    return confirm(
        request,
        title=_("Throw the pages away"),
        subtitle=str(sheet.day.cohort),
        question=_("The photographs go for good. The paper sheet can be photographed again."),
        button=_("Throw the pages away"),
        act=lambda: services.discard_sheet(actor=signed_in_user(request), sheet=sheet),
        done=_("The pages are gone."),
        url=sheets_url(sheet.day.cohort),
        is_serious=True,
        way=_way(sheet.day.cohort),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The original of record, or one that it superseded: a button first, for each opening is written down."""
    sheet = own_sheet(request, public_id, "sheets.view")
    if not sheet.file:
        raise Http404
    if request.method != "POST":
        return ask_first(
            request,
            title=_("Signed sheet"),
            subtitle=str(sheet.day.cohort),
            question=_(
                "It has names and signatures of everybody who was there. That you open it is written down."
            ),
            button=_("Download the PDF"),
            url=sheets_url(sheet.day.cohort),
            icon="doc-full",
            way=_way(sheet.day.cohort),
        )
    services.note_opening(actor=signed_in_user(request), sheet=sheet)
    name = f"signed-sheet-{sheet.day.date}-{sheet.pk}.pdf"
    response = send(request, sheet.file, file_name=name, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
