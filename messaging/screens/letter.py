"""A letter as managers read it, and sending it once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from foundation.work import WorkState
from messaging import services, wording
from messaging.models import Letter
from office.screens import Crumb, confirm, screen_context
from people.rights import may
from people.signed_in import signed_in_user

from .listing import letters


def _letter(request: HttpRequest, pk: int, action: str) -> Letter:
    """A letter of this person's programmes; another one, or a private one, is not found."""
    return get_object_or_404(letters.rows_for(request.user, action).select_related("programme"), pk=pk)


def way_to_letter(row: Letter | None = None) -> list[Crumb]:
    """The way to the list, or to a letter of it."""
    way = [{"url": reverse("letter:index"), "label": letters.menu_label}]
    return [*way, {"url": letters.url_of(row), "label": row.title()}] if row else way


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """What a letter says or is going to say, to whom, and whether it left."""
    row = _letter(request, pk, "view")
    try:
        wording.hide_keys(wording.word(row))
    except wording.CannotBeWorded:
        messages.warning(request, _("What this letter tells of is gone, so it cannot be worded."))
    context = {
        **screen_context(row.title(), "", way_to_letter(), "mail"),
        "letter": row,
        "is_set_aside": row.state == WorkState.FAILED,
        "may_send_again": row.state == WorkState.FAILED
        and not row.holds_key
        and may(request.user, "letters.send", row),
        "holds_key": row.holds_key,
    }
    return render(request, "messaging/office/letter.html", context)


def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a letter again that was set aside: asked about first."""
    row = _letter(request, pk, "send")
    return confirm(
        request,
        title=_("Send the letter again"),
        subtitle=row.title(),
        question=_("It goes to %(address)s again, and its tries are counted from the start.")
        % {"address": row.address},
        button=_("Send the letter again"),
        act=lambda: services.send_again(actor=signed_in_user(request), letter=row),
        done=_("The letter is on its way to %(address)s.") % {"address": row.address},
        url=reverse("messaging_letter", args=[row.pk]),
        icon="mail",
        way=way_to_letter(row),
    )
