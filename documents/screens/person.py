"""One person's papers in the back office: the draft, sending, signed copies, the order, the end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Participant
from cohorts.screens.base import own_cohort
from documents import queries
from documents.forms import CopyForm, DispatchForm, DraftForm, OrderForm, VoidForm
from documents.gathering import (
    CohortWords,
    called_alike,
    invitation,
    organisation_of,
    thawed,
    what_it_says,
)
from documents.models import Document, SignedCopy
from documents.services import attestations, copies, dispatches, invitations, voiding
from documents.views.mine import pdf_response
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.files.sending import send
from office.screens import ask_first, confirm, screen_context
from people.rights import may
from people.signed_in import signed_in_user

from .desk import ICON, below

State, Kind = Document.State, Document.Kind
WITH_DETAILS = (
    "participant__user",
    "participant__application",
    "participant__cohort__residency__programme",
    "drawing",
)


def _person(request: HttpRequest, pk: int, participant: UUID, right: str) -> Participant:
    """Somebody of this cohort, if the cohort is one of this person's."""
    cohort = own_cohort(request, pk, right)
    rows = Participant.objects.filter(cohort=cohort).select_related("user", "application")
    found = get_object_or_404(rows, public_id=participant)
    found.cohort = cohort
    return found


def own_document(request: HttpRequest, public_id: UUID, right: str) -> Document:
    """A document in whose programme this person has the right; another one is not found."""
    rows = Document.objects.visible_to(request.user, right).select_related(*WITH_DETAILS)
    return get_object_or_404(rows, public_id=public_id)


def person_url(participant: Participant) -> str:
    """The page of one person's papers."""
    return reverse("documents_person", args=[participant.cohort_id, participant.public_id])


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int, participant: UUID) -> HttpResponse:
    """What was typed for the invitation, and everything that was sent; a draft is saved."""
    right = "documents.change" if request.method == "POST" else "documents.download"
    row = _person(request, pk, participant, right)
    common = CohortWords(row.cohort)
    present = queries.in_force(row, Kind.INVITATION)
    is_open = (present is None or present.state == State.DRAFT) and row.user.erased_at is None
    form = DraftForm(
        request.POST or None,
        instance=present or invitations.blank(common, row),
        initial={"seen": present.version if present else 0},
    )
    status = 422 if form.errors else 200
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in invitations.TYPED}
        try:
            invitations.save_draft(
                actor=signed_in_user(request), participant=row, values=values, seen=form.cleaned_data["seen"]
            )
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("The draft is saved. Look at it, then send it."))
            return redirect(person_url(row))
    context = _context(request, common, row, present)
    return render(
        request, "documents/office/person.html", {**context, "form": form, "is_open": is_open}, status=status
    )


def _context(
    request: HttpRequest, common: CohortWords, row: Participant, present: Document | None
) -> dict[str, Any]:
    papers = [*queries.of_person(row), *queries.of_person(row, Kind.ATTESTATION)]
    since = queries.attests_from(common.days)
    return {
        "cohort": row.cohort,
        "participant": row,
        "organisation": organisation_of(row),
        "days": common.days_by_person.get(row.pk, []),
        "present": present,
        "papers": [(paper, thawed(paper)) for paper in papers if paper.sent_at],
        "says_otherwise": present is not None
        and present.is_in_force
        and bool(present.facts)  # of who was erased nothing is left to compare
        and _says_otherwise(common, row, present),
        "since": since,
        "is_erased": row.user.erased_at is not None,
        "is_time": since is not None and since <= timezone.localdate(timezone.now(), row.cohort.zone),
        "may_change": may(request.user, "documents.change", row.cohort),
        "may_send": may(request.user, "documents.send", row.cohort),
        **screen_context(queries.name_of(row), str(row.cohort), below(row.cohort), ICON),
    }


def _says_otherwise(common: CohortWords, row: Participant, present: Document) -> bool:
    """Whether the paper would be another one if it were sent now."""
    said = thawed(present)
    if said is None:
        return True
    try:
        now = invitation(common, row, present)
    except DomainError:
        return True
    return what_it_says(called_alike(common, said)) != what_it_says(called_alike(common, now))


@require_safe
def draft(request: HttpRequest, pk: int, participant: UUID) -> HttpResponse:
    """The invitation as it would be sent now, with “draft” across it; shown in the window and kept by nobody."""
    from documents.pdf.printer import draw

    row = _person(request, pk, participant, "documents.download")
    common = CohortWords(row.cohort)
    document = queries.in_force(row, Kind.INVITATION) or invitations.blank(common, row)
    try:
        content = draw(invitation(common, row, document), is_draft=True)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(person_url(row))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="draft.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, participant: UUID, name: str) -> HttpResponse:
    """Send the invitation, or make the attestation: asked about first."""
    row = _person(request, pk, participant, "documents.send")
    actor = signed_in_user(request)
    present = queries.in_force(row, Kind.INVITATION)
    seen = request.POST.get("seen", "")
    act: Callable[[], Any]
    if name == "send":
        title, done = (
            _("Send the invitation"),
            _("The invitation is being made; the person gets a letter then."),
        )
        question = _("What it says is frozen, and %(name)s gets a letter with it when it is made.")
        act = lambda: invitations.send(  # noqa: E731
            actor=actor, participant=row, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else -1
        )
    elif name == "attest":
        title, done = (
            _("Make the attestation"),
            _("The attestation is being made; the person gets a letter then."),
        )
        question = _(
            "%(name)s gets an attestation of the presence that was marked so far, with a number of its own."
        )
        act = lambda: attestations.attest(actor=actor, participant=row)  # noqa: E731
    else:
        raise Http404
    return confirm(
        request,
        title=title,
        subtitle=queries.name_of(row),
        question=question % {"name": queries.name_of(row)},
        button=title,
        act=act,
        done=done,
        url=person_url(row),
        icon=ICON,
        way=below(row.cohort),
        carried={"seen": seen or str(present.version if present else 0)},
    )


# ---------------------------------------------------------------- one document
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a paper for good, with a reason."""
    row = own_document(request, public_id, "documents.send")
    return _asked(
        request,
        row,
        VoidForm,
        title=_("Void the paper"),
        done=_("The paper is void; its check page says so."),
        act=lambda actor, data: voiding.void(actor=actor, document=row, **data),
        is_serious=True,
        warning=_("This cannot be undone. Another paper can take its place."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The order of the head of the institution has come in."""
    row = own_document(request, public_id, "documents.change")
    return _asked(
        request,
        row,
        OrderForm,
        title=_("The order is here"),
        done=_("Noted."),
        act=lambda actor, data: invitations.receive_order(actor=actor, document=row, **data),
        initial={"number": row.order_number, "date": row.order_date},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The paper went to the institution once more."""
    row = own_document(request, public_id, "documents.change")
    said, today = thawed(row), timezone.localdate(timezone=row.participant.cohort.zone)
    to_whom = ", ".join(filter(None, (row.addressee_position, row.addressee_name)))
    return _asked(
        request,
        row,
        DispatchForm,
        title=_("Record a dispatch"),
        done=_("Noted."),
        act=lambda actor, data: dispatches.note(actor=actor, document=row, **data),
        initial={"date": today, "to_whom": to_whom or (said.organisation if said is not None else "")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a signed copy in."""
    row = own_document(request, public_id, "documents.change")
    return _asked(
        request,
        row,
        CopyForm,
        title=_("Take a signed copy in"),
        done=_("The signed copy is kept."),
        act=lambda actor, data: copies.take_in(actor=actor, document=row, file=data["file"]),
        is_upload=True,
    )


def _asked(
    request: HttpRequest,
    row: Document,
    form_class: type[forms.Form],
    *,
    title: str,
    done: str,
    act: Callable[[Any, dict[str, Any]], Any],
    initial: dict[str, Any] | None = None,
    **shown: Any,
) -> HttpResponse:
    """A form about a document and the service that it calls; a refusal stays on the page."""
    initial = {**(initial or {}), "seen": row.version}
    form = form_class(request.POST or None, request.FILES or None, initial=initial)
    status = 422 if form.errors else 200
    url = person_url(row.participant)
    if form.is_valid():
        try:
            act(signed_in_user(request), form.cleaned_data)
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, done)
            return redirect(url)
    person_crumb = {"url": url, "label": queries.name_of(row.participant)}
    context = {
        "form": form,
        "button": title,
        "back_url": url,
        **shown,
        **screen_context(
            title, queries.name_of(row.participant), [*below(row.participant.cohort), person_crumb], ICON
        ),
    }
    return render(request, "office/form.html", context, status=status)


@require_safe
def file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The paper as it was drawn."""
    row = own_document(request, public_id, "documents.download")
    if row.drawn is None:
        messages.warning(request, _("This paper is not ready yet."))
        return redirect(person_url(row.participant))
    return pdf_response(row, row.drawn)


@require_http_methods(["GET", "HEAD", "POST"])
def signed(request: HttpRequest, public_id: UUID, copy: UUID) -> HttpResponseBase:
    """A signed copy as it came in: a button first, for each opening is written down."""
    row = own_document(request, public_id, "documents.download")
    found = get_object_or_404(SignedCopy, document=row, public_id=copy)
    if request.method != "POST":
        return ask_first(
            request,
            title=_("Signed copy"),
            subtitle=queries.name_of(row.participant),
            question=_("It names a person and who signed for them. That you open it is written down."),
            button=_("Download the file"),
            url=person_url(row.participant),
            icon=ICON,
            way=below(row.participant.cohort),
        )
    copies.note_opening(actor=signed_in_user(request), copy=found)
    response = send(request, found.file, file_name=found.file_name, content_type=found.content_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
