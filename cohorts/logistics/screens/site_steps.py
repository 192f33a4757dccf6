"""What a manager does with one site of a visit: ask its host, agree, take words over, tell that the visit is off."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.logistics import letters
from cohorts.logistics.fitting_queries import clashes_of_proposal
from cohorts.logistics.models import VisitSite
from cohorts.logistics.queries import living_links
from cohorts.logistics.services import agreeing, links
from foundation.errors import DomainError
from messaging import wording
from office.screens import confirm, screen_context
from people.signed_in import signed_in_user

from .rows import visit_url, way_to_visits

# Stands for the token in the preview of a letter: a real one is made when the letter is written.
NO_TOKEN = "…"  # noqa: S105 — it opens nothing


def _own_site(request: HttpRequest, pk: int) -> VisitSite:
    rows = VisitSite.objects.visible_to(request.user, "visits.ask").select_related(
        "visit__session__day__cohort__residency__programme", "venue"
    )
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One of the steps, asked about first."""
    site = _own_site(request, pk)
    if name == "ask":
        return _ask(request, site)
    if name not in STEPS:
        raise Http404
    return STEPS[name](request, site)


def _ask(request: HttpRequest, site: VisitSite) -> HttpResponse:
    """The letter as it will leave, and two buttons: make the link and send it, or make it only.

    The link is on the answer to the press and nowhere else.
    """
    status, refusal, token, seen = 200, None, "", request.POST.get("link", "0")
    if request.method == "POST":
        try:
            token = links.make_link(
                actor=signed_in_user(request),
                site=site,
                send=request.POST.get("send") == "1",
                seen=int(seen) if seen.isdecimal() and len(seen) < 19 else -1,
            )
        except DomainError as error:
            status, refusal = error.status, error.message
        site = _own_site(request, site.pk)
    language = letters.language_of(site)
    context = {
        **screen_context(_("Ask the host"), str(site), way_to_visits(site.visit), "mail"),
        "site": site,
        "refusal": refusal,
        "url": letters.link_url(token, language) if token else "",
        "is_sent": bool(token) and request.POST.get("send") == "1",
        "letter": wording.word(letters.asked(site, NO_TOKEN)),
        "link": living_links(site.visit).get(site.pk),
        "back_url": visit_url(site.visit),
    }
    return render(request, "logistics/office/ask.html", context, status=status)


def _accept(request: HttpRequest, site: VisitSite) -> HttpResponse:
    """Agree to the hours that the host proposes: what they collide with is named first."""
    proposed = {"site": site, "hours": site.proposed_in_words or "—"}
    return _asked_about(
        request,
        site,
        title=_("Agree to the proposed time"),
        question=_(
            "%(site)s: %(hours)s. The working copy of the timetable gets these hours; people see them with the next"
            " release. The host gets a letter."
        )
        % proposed,
        act=agreeing.accept_time,
        done=_("Agreed. People see the new hours with the next release."),
        warnings=clashes_of_proposal(site),
    )


def _take_text(request: HttpRequest, site: VisitSite) -> HttpResponse:
    """Put the host's words into the programme."""
    return _asked_about(
        request,
        site,
        title=_("Take the host’s words over"),
        question=_(
            "Title and summary of the session become what the host wrote, in that language: “%(title)s”. Write the"
            " other languages in the session’s form; people see it with the next release."
        )
        % {"title": site.title or site.summary},
        act=agreeing.take_text,
        done=_("The host’s words are in the working copy."),
    )


def _tell_off(request: HttpRequest, site: VisitSite) -> HttpResponse:
    """Write to the host that nobody comes."""
    return _asked_about(
        request,
        site,
        title=_("Tell the host that the visit is off"),
        question=_("%(site)s gets a letter that the visit is called off.") % {"site": site},
        act=lambda *, actor, site, seen: links.tell_called_off(actor=actor, site=site),
        done=_("The host is being told."),
    )


def _asked_about(
    request: HttpRequest,
    site: VisitSite,
    *,
    title: str,
    question: str,
    act: Callable[..., Any],
    done: str,
    warnings: Sequence[str] = (),
) -> HttpResponse:
    """A question, and the service with the mark of what was seen."""
    seen = request.POST.get("seen") if request.method == "POST" else agreeing.answer_mark(site)
    return confirm(
        request,
        title=title,
        subtitle=str(site),
        question=question,
        button=title,
        act=lambda: act(actor=signed_in_user(request), site=site, seen=seen),
        done=done,
        url=visit_url(site.visit),
        icon="check",
        way=way_to_visits(site.visit),
        carried={"seen": seen or ""},
        warnings=warnings,
    )


STEPS: dict[str, Callable[[HttpRequest, VisitSite], HttpResponse]] = {
    "accept": _accept,
    "take-text": _take_text,
    "tell-off": _tell_off,
}
