"""Cancelling a cohort: whom it tells, and how, before it is done."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from cohorts import cancelling, notices, services
from cohorts.forms import CancelForm
from cohorts.models import Cohort
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.signed_in import signed_in_user

from .base import cohort_context, overview_url


def cancel(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show whom a cancellation tells, and how; then carry it out. With `show`, the letters with a reason only."""
    is_sent = request.method == "POST"
    form = CancelForm(request.POST if is_sent else None)
    status = 200
    if is_sent and not form.is_valid():
        status = 422
    elif is_sent and "show" not in request.POST:
        try:
            written = services.cancel_cohort(
                actor=signed_in_user(request),
                cohort=cohort,
                reason=form.cleaned_data["reason"],
                seen=request.POST.get("seen"),
            )
        except DomainError as error:
            status = refuse(form, error)
        else:
            done = _("The cohort is cancelled.")
            messages.success(request, f"{done} {letters_written(written)}")
            return redirect(overview_url(cohort.pk))
    reason = form.cleaned_data.get("reason", "") if form.is_bound else ""
    cancellation = cancelling.work_out(cohort, timezone.now(), reason)
    letters = notices.previews(notices.concerned(cancellation))
    form.fields["reason"].required = bool(letters)  # said on the page; without letters nobody would read it
    names = dict(settings.LANGUAGES)
    context = {
        **cohort_context(cohort, _("Cancel the cohort"), "circle-xmark"),
        "form": form,
        "letters": [(names[letter.language], letter) for letter in letters],
        "recipients": letters_to_write(sum(letter.count for letter in letters)),
        "called_off": cancellation.dates_in_words,
        "broken_off": cancellation.broken_off_in_words,
        "is_whole": cancellation.is_whole,
        "seen": cancellation.mark,
        "unreached": unreached_in_words(notices.unreached(cancellation)),
        "back_url": overview_url(cohort.pk),
    }
    return render(request, "cohorts/office/cancel.html", context, status=status)


def letters_to_write(number: int) -> str:
    """How many people would be told, before it is done."""
    if not number:
        return _("Nobody will be told by letter.")
    return ngettext(
        "%(number)s person will be told by letter.", "%(number)s people will be told by letter.", number
    ) % {"number": number}


def unreached_in_words(names: Sequence[str]) -> str:
    """Whom no letter reaches, so that somebody calls them; empty if there are none."""
    if not names:
        return ""
    text = ngettext(
        "%(number)s person cannot be told by letter: %(names)s. Call them. Letters reach trainers with an account in"
        " the programme, and hosts with an e-mail in the site’s dossier.",
        "%(number)s people cannot be told by letter: %(names)s. Call them. Letters reach trainers with an account in"
        " the programme, and hosts with an e-mail in the site’s dossier.",
        len(names),
    )
    return text % {"number": len(names), "names": ", ".join(names)}


def letters_written(number: int) -> str:
    """How many people are told, once it is done."""
    if not number:
        return _("There was nobody to tell.")
    return ngettext("%(number)s letter is on its way.", "%(number)s letters are on their way.", number) % {
        "number": number
    }
