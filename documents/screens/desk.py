"""The desk of a cohort's invitations: who has one and how far it is, sending to all, what invitations say."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cohorts import wing
from cohorts.models import Cohort
from cohorts.screens.base import cohort_context, own_cohort, way_to
from documents import queries
from documents.forms import SettingsForm
from documents.gathering import CohortWords
from documents.models import Document, InvitationSettings
from documents.services import invitations
from documents.services import settings as services
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from office.screens import Crumb, confirm, screen_context
from people.rights import may
from people.signed_in import signed_in_user

ICON = "mail"


def below(cohort: Cohort) -> list[Crumb]:
    """The way to the desk."""
    url = reverse("documents_desk", args=[cohort.pk])
    return [*way_to(cohort), {"url": url, "label": _("Invitations and attestations")}]


@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who is accepted, with their invitation. The numbers above the list lead to their people."""
    cohort = own_cohort(request, pk, "documents.view")
    lines = queries.desk(cohort)
    asked = request.GET.get("show", "")
    show = asked if asked in queries.SHOWN else ""
    numbers = queries.counts(lines)
    names = {queries.NONE: _("without an invitation"), **dict(Document.State.choices)}
    context = {
        "lines": queries.shown(lines, show),
        "show": show,
        "total": len(lines),
        "numbers": [(state, names[state], number) for state, number in numbers.items()],
        "without": len(queries.without(lines)),
        "may_change": may(request.user, "documents.change", cohort),
        "may_send": may(request.user, "documents.send", cohort),
        "export_url": reverse("office_export", args=["invitations", cohort.pk])
        + (f"?show={show}" if show else ""),
        **cohort_context(cohort, _("Invitations and attestations"), ICON),
    }
    return render(request, "documents/office/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then prepare and send an invitation to everybody who has none."""
    cohort = own_cohort(request, pk, "documents.send")
    people = queries.without(queries.desk(cohort))
    common = CohortWords(queries.cohorts_with_words().get(pk=cohort.pk))
    if not people and request.method != "POST":
        messages.warning(request, _("Everybody who is accepted has an invitation already."))
        return redirect("documents_desk", pk=cohort.pk)
    shown = invitations.mark_of_all(people)
    question = ngettext(
        "%(count)s person gets an invitation to the head of their institution, and a letter with it when it is made.",
        "%(count)s people get an invitation to the head of their institution, and a letter with it when it is made.",
        len(people),
    )
    return confirm(
        request,
        title=_("Prepare and send invitations"),
        subtitle=str(cohort),
        question=question % {"count": len(people)},
        button=_("Prepare and send"),
        act=lambda: invitations.send_to_all(
            actor=signed_in_user(request), cohort=cohort, seen=request.POST.get("seen", "")
        ),
        done=_("The invitations are being made; each person gets a letter when theirs is ready."),
        url=reverse("documents_desk", args=[cohort.pk]),
        icon=ICON,
        way=below(cohort),
        carried={"seen": shown},
        warnings=_warnings(common, people, invitations.cannot_be_sent(common, people)),
    )


def _warnings(common: CohortWords, people: Any, unfit: dict[int, str]) -> list[str]:
    """What to look at before all are sent: nobody reads who pays, nobody signs, whose cannot be printed."""
    found = []
    if not common.terms:
        found.append(_("It is not stated who pays for anything: set it before you send."))
    if not common.settings.signatory:
        found.append(_("It is not stated who signs: the papers have an empty line there."))
    found += [f"{queries.name_of(each)}: {unfit[each.pk]}" for each in people if each.pk in unfit]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """What invitations say, and who pays; the table begins with what the rooms of the cohort provide."""
    cohort = own_cohort(request, pk, "documents.change")
    present = InvitationSettings.objects.filter(cohort=cohort).first()
    common = CohortWords(cohort)
    form = SettingsForm(
        request.POST or None,
        present=present or InvitationSettings(cohort=cohort),
        initial={"seen": present.version if present else 0},
        days=[day.date for day in common.days],
        partners=queries.partners_of(cohort),
        provided=common.terms if present else wing.provided(cohort),
    )
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            services.save(
                actor=signed_in_user(request),
                cohort=cohort,
                values=form.values(),
                paid=form.paid(),
                seen=form.cleaned_data["seen"],
            )
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("Saved. Papers that were sent before stay as they are."))
            return redirect("documents_desk", pk=cohort.pk)
    context = {
        "form": form,
        "back_url": reverse("documents_desk", args=[cohort.pk]),
        **screen_context(_("What invitations say, and who pays"), str(cohort), below(cohort), ICON),
    }
    return render(request, "documents/office/settings.html", context, status=status)
