"""One's own data: what is held, taking it out, erasing it."""

import tempfile

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.personal_data import services
from people.personal_data.services import NotNow
from people.reauthentication import is_asked_for
from people.signed_in import signed_in_user
from people.views.reauthentication import ask_who_it_is

# So many bytes of an archive stay in memory; a larger one is written to a file that nobody else sees.
IN_MEMORY = 4 * 1024 * 1024


@never_cache
@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What is held, room by room, with the ways to take it out and to erase it."""
    user = signed_in_user(request)
    return render(request, "people/data/page.html", {"held": services.held(user)})


@never_cache
@require_POST
@login_required
def take_out(request: HttpRequest) -> HttpResponseBase:
    """The archive as a download, for who has shown lately who they are."""
    user = signed_in_user(request)
    if is_asked_for(request):
        return ask_who_it_is(user, reverse("people:data"))
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 — the response closes it when it is sent
    services.take_out(actor=user, user=user, file=file)
    file.seek(0)
    name = f"svitlytsia-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """First what goes and what stays, then a press; who is erased is signed out and told what was done."""
    user = signed_in_user(request)
    if is_asked_for(request):
        return ask_who_it_is(user, reverse("people:erase"))
    hindrances, status = services.hindrances(user), 200
    if request.method == "POST":
        try:
            services.erase(actor=user, user=user)
        except NotNow as error:
            hindrances, status = error.hindrances, error.status
        else:
            logout(request)
            return render(request, "people/data/erased.html")
    stays = [part for part in services.held(user) if part.stays]
    context = {"hindrances": hindrances, "stays": stays}
    return render(request, "people/data/erase.html", context, status=status)
