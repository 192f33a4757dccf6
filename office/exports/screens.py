"""The screens of exports: choose columns, take the list out, fetch a workbook when it is there; saved filters."""

from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from foundation.errors import DomainError
from foundation.work import WorkState
from office.models import ColumnChoice, ExportFile
from office.screens import Crumb, screen_context
from office.wagtail_private import get_valid_next_url_from_request
from people.signed_in import signed_in_user

from . import services
from .described import Export, export_named
from .writing import csv_lines

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, name: str, pk: int) -> HttpResponseBase:
    """Choose columns and format; on POST take the list out."""
    kind, me = export_named(name), signed_in_user(request)
    subject = kind.subject_for(me, pk)
    columns = kind.columns_for(me, subject)
    query = request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    error = None
    if request.method == "POST":
        try:
            return _taken_out(request, name, pk, query)
        except DomainError as refused:
            error = refused
    known = ColumnChoice.objects.filter(user=me, export=name).first()
    chosen = known.columns if known else [column.name for column in columns]
    context = {
        "columns": [(column, column.name in chosen) for column in columns],
        "query": query,
        "error": error,
        "back_url": kind.url(subject),
        **screen_context(_("Export"), str(subject or ""), _way(kind, subject), "download"),
    }
    return render(request, "office/exports/choose.html", context, status=error.status if error else 200)


def _way(kind: Export, subject: Any) -> list[Crumb]:
    """Over the list."""
    return [{"url": kind.url(subject), "label": kind.title}]


def _taken_out(request: HttpRequest, name: str, pk: int, query: str) -> HttpResponseBase:
    me = signed_in_user(request)
    is_xlsx = request.POST.get("format") == ExportFile.Format.XLSX
    row = services.begin_export(
        actor=me,
        export=name,
        subject=pk,
        query=query,
        columns=request.POST.getlist("columns"),
        ending=ExportFile.Format.XLSX if is_xlsx else ExportFile.Format.CSV,
        language=get_language() or me.language,
    )
    if is_xlsx:
        return redirect("office_export_file", public_id=row.public_id)
    kind = export_named(name)
    rows = kind.rows(kind.subject_for(me, pk), me, query)
    lines = csv_lines(services.columns_of(row), rows, row.language)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(row)}"'
    return response


def file_name(row: ExportFile) -> str:
    """What the browser calls the file."""
    return f"{row.export}-{timezone.localdate():%Y-%m-%d}.{row.format}"


def _own(request: HttpRequest, public_id: str) -> ExportFile:
    rows = ExportFile.objects.filter(user=signed_in_user(request), format=ExportFile.Format.XLSX)
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a workbook is; the link to it while it is kept."""
    row = _own(request, public_id)
    kind = export_named(row.export)
    subject = kind.subject_for(row.user, row.subject)
    context = {
        "row": row,
        "goes_on": row.state in (WorkState.QUEUED, WorkState.RUNNING),
        "is_there": bool(row.file) and row.expires_at is not None and row.expires_at > timezone.now(),
        **screen_context(_("Export"), str(subject or ""), _way(kind, subject), "download"),
    }
    return render(request, "office/exports/file.html", context)


@require_safe
def download(request: HttpRequest, public_id: str) -> FileResponse:
    """The workbook, for whoever took it out, while it is kept and the list is still theirs."""
    row = _own(request, public_id)
    services.columns_of(row)
    if not row.file or row.expires_at is None or row.expires_at <= timezone.now():
        raise Http404
    return FileResponse(row.file.open(), as_attachment=True, filename=file_name(row), content_type=XLSX)


@require_POST
def filters(request: HttpRequest) -> HttpResponse:
    """Save how a list is filtered, or forget one of one's filters; back to the list."""
    me, back = signed_in_user(request), get_valid_next_url_from_request(request) or "/admin/"
    forget = request.POST.get("forget", "")
    if forget.isascii() and forget.isdecimal() and len(forget) < 19:
        services.forget_filter(actor=me, pk=int(forget))
        messages.success(request, _("The filter is deleted."))
        return HttpResponseRedirect(back)
    address, _mark, query = back.partition("?")
    try:
        services.save_filter(actor=me, address=address, name=request.POST.get("name", ""), query=query)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The filter is saved."))
    return HttpResponseRedirect(back)
