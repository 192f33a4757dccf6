"""A cohort's page in the back office, and the steps of its life."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets import Button, HeaderButton

from foundation.clocks.dates import date_in_words, deadline_in_words
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.words.forms import ProseFormField
from office.screens import confirm, furniture, staff
from office.wagtail_private import WagtailAdminTemplateMixin
from people.rights import may

from . import cancelling, services
from .models import MOST_DAYS, Cohort, Day
from .places import Numbers
from .queries import numbers_of, with_numbers
from .viewsets import overview_url, way_to
from .wing import panels


def own_cohort(request: HttpRequest, pk: int, right: str) -> Cohort:
    """A cohort in whose programme this person has the right; another one is not found."""
    rows = Cohort.objects.visible_to(request.user, right).select_related(
        "residency__programme", "course", "venue"
    )
    return get_object_or_404(rows, pk=pk)


def days_with_numbers(cohort: Cohort) -> QuerySet[Day]:
    """The days with how many places are held and how many people wait; one query."""
    return with_numbers(cohort.days.select_related("cohort")).order_by("date")


@dataclass(frozen=True)
class DayLine:
    """A day as the page shows it."""

    row: Any
    numbers: Numbers
    date: str
    deadline: str
    is_past: bool
    lacks_hours: bool  # certificates of a cancelled cohort print the days' own hours


class OverviewView(WagtailAdminTemplateMixin, TemplateView):
    """Everything about one cohort at a glance, and the way to each part of it."""

    template_name = "cohorts/office/overview.html"
    header_icon = "calendar-alt"

    @cached_property
    def cohort(self) -> Cohort:
        """The cohort, if it is one of this person's."""
        return own_cohort(self.request, self.kwargs["pk"], "cohorts.view")

    @cached_property
    def day_lines(self) -> list[DayLine]:
        """Its days."""
        return [self._line(day) for day in days_with_numbers(self.cohort)]

    @property
    def is_past(self) -> bool:
        """Whether every day is over: nothing is added or cancelled any more."""
        return bool(self.day_lines) and all(line.is_past for line in self.day_lines)

    def get_page_title(self) -> str:
        """What the page is about."""
        return str(self.cohort.residency)

    def get_page_subtitle(self) -> str:
        """Which run it is."""
        return self.cohort.slug

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list, then the cohort."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("cohort:index"), "label": _("Cohorts")},
            {"url": "", "label": str(self.cohort)},
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The step that comes next."""
        if not may(self.request.user, "cohorts.change", self.cohort):
            return []
        buttons = [
            HeaderButton(
                pgettext("cohort", "Change"),
                url=reverse("cohort:edit", args=[self.cohort.pk]),
                icon_name="edit",
                priority=10,
            )
        ]
        if self.cohort.state == Cohort.State.DRAFT:
            url = reverse("cohort_step", args=[self.cohort.pk, "publish"])
            buttons.append(HeaderButton(_("Publish"), url=url, icon_name="upload", priority=20))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Steps that are rare."""
        cohort = self.cohort
        if not may(self.request.user, "cohorts.change", cohort):
            return []
        steps = []
        if cohort.state == Cohort.State.PUBLISHED and not self.is_past:
            steps.append((_("Cancel the cohort"), "cancel", "circle-xmark"))
        if cohort.archived_at is None:
            steps.append((_("Put into the archive"), "archive", "folder-inverse"))
        else:
            steps.append((_("Take out of the archive"), "bring-back", "folder-inverse"))
        buttons = [
            Button(words, url=reverse("cohort_step", args=[cohort.pk, step]), icon_name=icon)
            for words, step, icon in steps
        ]
        if cohort.state == Cohort.State.DRAFT:
            url = reverse("cohort:delete", args=[cohort.pk])
            buttons.append(Button(_("Delete"), url=url, icon_name="bin"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The cohort, its days, and what rooms above have to say."""
        cohort, lines = self.cohort, self.day_lines
        is_draft = cohort.state == Cohort.State.DRAFT
        return super().get_context_data(
            cohort=cohort,
            is_draft=is_draft,
            is_published=cohort.state == Cohort.State.PUBLISHED,
            day_lines=lines,
            has_past_days=is_draft and any(line.is_past for line in lines),
            # One in preparation may be a record of what has been.
            takes_days=len(lines) < MOST_DAYS
            and (is_draft or (cohort.state == Cohort.State.PUBLISHED and not self.is_past)),
            panels=panels(cohort, self.request.user),
            **kwargs,
        )

    def _line(self, day: Day) -> DayLine:
        deadline, is_cancelled = day.pool.deadline, self.cohort.state == Cohort.State.CANCELLED
        words = deadline_in_words(deadline, self.cohort.time_zone) if deadline else _("until the day begins")
        return DayLine(
            row=day,
            numbers=numbers_of(day),
            date=date_in_words(day.date),
            deadline=words,
            is_past=day.is_over_at(timezone.now()),
            lacks_hours=is_cancelled and day.called_off_at is None and day.hours is None,
        )


@dataclass(frozen=True)
class Step:
    """A step of a cohort's life, asked about before it is done."""

    words: str | Promise
    question: str | Promise
    done: str | Promise
    act: Callable[..., Any]
    icon: str


STEPS = {
    "publish": Step(
        gettext_lazy("Publish the cohort"),
        gettext_lazy("Everybody will see it, and its days take applications until their deadlines."),
        gettext_lazy("The cohort is on the public site."),
        services.publish_cohort,
        "upload",
    ),
    "archive": Step(
        gettext_lazy("Put into the archive"),
        gettext_lazy(
            "The cohort leaves the public site and the choices of forms. Its certificates stay valid."
        ),
        gettext_lazy("The cohort is in the archive."),
        services.archive_cohort,
        "folder-inverse",
    ),
    "bring-back": Step(
        gettext_lazy("Take out of the archive"),
        gettext_lazy("The cohort comes back into the lists, and onto the public site if it is published."),
        gettext_lazy("The cohort is out of the archive."),
        services.bring_back_cohort,
        "folder-inverse",
    ),
}


def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Publish, cancel, put away, bring back: asked about first."""
    cohort = own_cohort(request, pk, "cohorts.change")
    if name == "cancel":
        return cancel(request, cohort)
    if name not in STEPS:
        raise Http404
    chosen = STEPS[name]
    return confirm(
        request,
        title=chosen.words,
        subtitle=str(cohort),
        question=chosen.question,
        button=chosen.words,
        act=lambda: chosen.act(actor=staff(request), cohort=cohort),
        done=chosen.done,
        url=overview_url(cohort.pk),
        icon=chosen.icon,
        way=way_to(cohort),
    )


class CancelForm(forms.Form):
    """Why a cohort is cancelled."""

    reason = ProseFormField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("People read it in the letter."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def cancel(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show whom a cancellation tells, and how; then carry it out. With `show`, the letters with a reason only."""
    is_sent = request.method == "POST"
    form = CancelForm(request.POST if is_sent else None)
    status = 200
    if is_sent and not form.is_valid():
        status = 422
    elif is_sent and "show" not in request.POST:
        try:
            told = services.cancel_cohort(
                actor=staff(request),
                cohort=cohort,
                reason=form.cleaned_data["reason"],
                seen=request.POST.get("seen"),
            )
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, f"{_('The cohort is cancelled.')} {letters_written(told)}")
            return redirect(overview_url(cohort.pk))
    reason = form.cleaned_data.get("reason", "") if form.is_bound else ""
    cancellation = cancelling.work_out(cohort, timezone.now(), reason)
    letters = cancelling.previews(cancellation)
    form.fields["reason"].required = bool(letters)  # said on the page; without letters nobody would read it
    names = dict(settings.LANGUAGES)
    context = {
        **furniture(_("Cancel the cohort"), str(cohort), way_to(cohort), "circle-xmark"),
        "cohort": cohort,
        "form": form,
        "letters": [(names[letter.language], letter) for letter in letters],
        "told": letters_to_write(sum(letter.count for letter in letters)),
        "called_off": cancellation.dates_in_words,
        "broken_off": cancellation.broken_off_in_words,
        "is_whole": cancellation.is_whole,
        "seen": cancellation.word,
        "unreached": unreached_in_words(cancelling.unreached(cancellation)),
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
    """Which trainers no letter reaches, so that somebody calls them; empty if there are none."""
    if not names:
        return ""
    text = ngettext(
        "%(number)s trainer cannot be told by letter, without an account as a trainer of the programme: %(names)s. Call"
        " them.",
        "%(number)s trainers cannot be told by letter, without accounts as trainers of the programme: %(names)s. Call"
        " them.",
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
