"""Taking out what is held of somebody, and erasing them, for who asks by letter or telephone: administrators only."""

import tempfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from office.screens import Crumb, ask_first, confirm
from people.models import User
from people.personal_data import services
from people.reauthentication import is_asked_for
from people.rights import is_administrator
from people.signed_in import signed_in_user
from people.views.reauthentication import ask_who_it_is

from .accounts import accounts

# So many bytes of an archive stay in memory; a larger one is written to a file that nobody else sees.
IN_MEMORY = 4 * 1024 * 1024


def _account(request: HttpRequest, pk: int) -> User:
    """An account that is not erased, for an administrator; nothing is found for anybody else."""
    if not is_administrator(signed_in_user(request)):
        raise Http404
    found: User = get_object_or_404(accounts.rows_for(request.user), pk=pk)
    return found


def _url(account: User) -> str:
    return reverse(accounts.get_url_name("edit"), args=[account.pk])


def _way(account: User) -> list[Crumb]:
    index = {"url": reverse(accounts.get_url_name("index")), "label": accounts.menu_label}
    return [index, {"url": _url(account), "label": account.email}]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A button first, then “is it you?”: the archive holds all that is known of the person. Taking it is noted down."""
    account = _account(request, pk)
    if request.method != "POST":
        return ask_first(
            request,
            title=_("Take out the data"),
            subtitle=account.email,
            question=_(
                "One archive with everything that is held of this person, in their language. Give it to nobody else."
                " That you take it out is written down."
            ),
            button=_("Download the archive (ZIP)"),
            url=_url(account),
            icon="download",
            way=_way(account),
        )
    if is_asked_for(request):
        return ask_who_it_is(signed_in_user(request), request.path)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 — the response closes it when it is sent
    services.take_out(actor=signed_in_user(request), user=account, file=file)
    file.seek(0)
    name = f"svitlytsia-{account.pk}-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _question(*, is_refused: bool, something_stays: bool) -> str:
    """What the page says first. The sentences below are worded for the person: whoever reads them here is told so."""
    if is_refused:
        return _(
            "This person cannot be erased yet. What has to be ended first stands below, in the words that they read"
            " themselves."
        )
    words = _(
        "The account and everything that tells of the person go for good; take the data out before if they want"
        " it. Nobody can take this back."
    )
    if something_stays:
        words += " " + _("What stays is said below, in the words that the person reads.")
    return words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked about first, with what stays and on which ground, or with what has to be ended before.

    A browser that was left open erases nobody: with the press comes “is it you?”, as for one's own data.
    """
    account = _account(request, pk)
    if request.method == "POST" and is_asked_for(request):
        return ask_who_it_is(signed_in_user(request), request.path)
    stands_against = [each.text for each in services.hindrances(account)]
    stays = [f"{part.title}: {part.stays}" for part in services.held(account) if part.stays]
    question = _question(is_refused=bool(stands_against), something_stays=bool(stays))
    return confirm(
        request,
        title=_("Erase the person"),
        subtitle=account.email,
        question=question,
        button=_("Erase for good"),
        act=lambda: services.erase(actor=signed_in_user(request), user=account),
        done=_("The person is erased. No letter goes to them any more."),
        url=reverse(accounts.get_url_name("index")),
        back_url=_url(account),
        icon="bin",
        way=_way(account),
        warnings=stands_against or stays,
        is_refused=bool(stands_against),
        is_serious=True,
    )
