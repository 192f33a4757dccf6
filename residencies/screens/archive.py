"""Putting a programme or a residency into the archive, and taking it out."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.screens import confirm
from people.signed_in import signed_in_user
from residencies.models import Programme, Residency
from residencies.services import programmes

ARCHIVED: dict[str, Any] = {"programme": Programme, "residency": Residency}
# What happens to it, said of each by its own name: a language with genders has no word for “it”.
GOES_AWAY = {
    "programme": gettext_lazy(
        "The programme leaves the public site and the choices of forms. Its certificates stay valid."
    ),
    "residency": gettext_lazy(
        "The residency leaves the public site and the choices of forms. Its certificates stay valid."
    ),
}
COMES_BACK = {
    "programme": gettext_lazy(
        "The programme comes back into the lists, and onto the public site if it is public."
    ),
    "residency": gettext_lazy(
        "The residency comes back into the lists, and onto the public site if it is public."
    ),
}


def archive(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Put a programme or a residency into the archive, or take it out."""
    if kind not in ARCHIVED:
        raise Http404
    model = ARCHIVED[kind]
    row = get_object_or_404(model.objects.visible_to(request.user, "programmes.change"), pk=pk)
    # A form does what its page said, not the opposite when it is sent twice.
    wanted = {"0": False, "1": True}.get(request.POST.get("is_away", ""))
    is_away = row.archived_at is not None if wanted is None else wanted
    act = programmes.bring_back if is_away else programmes.archive
    return confirm(
        request,
        title=_("Take out of the archive") if is_away else _("Put into the archive"),
        subtitle=str(row),
        question=(COMES_BACK if is_away else GOES_AWAY)[kind],
        button=_("Take out of the archive") if is_away else _("Put into the archive"),
        act=lambda: act(actor=signed_in_user(request), row=row),
        done=_("Taken out of the archive: %(row)s.") % {"row": row}
        if is_away
        else _("Put into the archive: %(row)s.") % {"row": row},
        url=reverse(f"{kind}:index"),
        icon="folder-inverse",
        way=[
            {"url": reverse(f"{kind}:index"), "label": capfirst(model._meta.verbose_name_plural)},
            {"url": reverse(f"{kind}:edit", args=[row.pk]), "label": str(row)},
        ],
        carried={"is_away": str(int(is_away))},
    )
