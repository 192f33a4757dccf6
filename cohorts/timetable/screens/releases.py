"""Releasing the timetable in the back office: what the next release changes, whom it tells, and those before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cohorts import notices
from cohorts.checklist import to_mend
from cohorts.events import NewRelease, Notice
from cohorts.facts import Fact
from cohorts.models import Cohort
from cohorts.programme import Change, FrozenSession, Impact
from cohorts.screens.base import cohort_context, overview_url, own_cohort
from cohorts.screens.cancelling import unreached_in_words
from cohorts.timetable import services
from cohorts.timetable.dossiers import all_lines
from cohorts.timetable.forms import ReleaseForm
from cohorts.timetable.queries import impact, latest_release
from cohorts.timetable.recipients import Audience, audience_of, managers_to_tell
from foundation.clocks.dates import date_in_words
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.words.translated import Words
from people.models import User
from people.signed_in import signed_in_user


@dataclass(frozen=True)
class Difference:
    """One thing that a release changes of a session, in words."""

    what: str
    before: str
    after: str


def _text(words: Words) -> str:
    return words.in_(get_language() or "uk").text


def _texts(many: tuple[Words, ...]) -> str:
    return ", ".join(_text(words) for words in many)


def when(session: FrozenSession) -> str:
    """Day and hours of a session."""
    return f"{date_in_words(session.date)}, {session.hours_in_words}"


def where(session: FrozenSession) -> str:
    """Site and room of a session."""
    return ", ".join(part for part in (_text(session.site), _text(session.room)) if part)


def _facts(session: FrozenSession) -> Iterator[tuple[str, str]]:
    """What people see of a session, in the order of the programme."""
    yield _("State"), _("cancelled") if session.is_cancelled else _("planned")
    yield _("When"), when(session)
    yield _("Title"), _text(session.title)
    yield _("Summary"), _text(session.summary)
    yield _("Format"), _text(session.format)
    yield _("Parallel sessions"), _text(session.group)
    yield _("Where"), where(session)
    yield _("Town"), _text(session.town)
    yield _("Address"), _text(session.address)
    yield _("Contact"), session.contact
    yield _("Rules of entry"), _text(session.entry_rules)
    yield _("Shelter"), _text(session.shelter)
    for line in all_lines(session.dossier):
        yield line.term, line.in_(get_language() or "uk")
    yield _("Trainers"), _texts(session.trainers)
    yield _("Hosts"), _texts(session.hosts)
    yield _("Required"), _("yes") if session.is_required else _("no")


def differences(change: Change) -> list[Difference]:
    """What changes of a session. What differs in other languages only is said as that."""
    pairs = zip(_facts(change.before), _facts(change.after), strict=True)
    found = [Difference(name, old or "—", new or "—") for (name, old), (_name, new) in pairs if old != new]
    return found or [Difference(_("Details"), _("as released"), _("changed, perhaps in another language"))]


def shown(change: Impact) -> dict[str, Any]:
    """An impact as the page shows it."""
    return {
        "added": [(_text(each.title), when(each), where(each)) for each in change.added],
        "changed": [(_text(each.after.title), differences(each)) for each in change.changed],
        "cancelled": [(_text(each.title), when(each)) for each in change.cancelled],
        "is_empty": change.is_empty,
    }


def release(request: HttpRequest, pk: int) -> HttpResponse:
    """What the next release changes and whom it tells; then the release."""
    cohort = own_cohort(request, pk, "timetable.release")
    form = ReleaseForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.release_timetable(
                    actor=signed_in_user(request),
                    cohort=cohort,
                    notes=form.notes,
                    expected=form.cleaned_data["expected"],
                )
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(request, _("Release %(number)s is out.") % {"number": made.number})
                return redirect(overview_url(cohort.pk))
    page = _release_page(cohort, form, signed_in_user(request))
    return render(request, "timetable/office/release.html", page, status=status)


def _release_page(cohort: Cohort, form: ReleaseForm, me: User) -> dict[str, Any]:
    last = latest_release(cohort)
    number = last.number if last else 0
    change = impact(cohort)
    audience = audience_of(cohort, change)
    event = NewRelease(cohort, number + 1, timezone.now(), change)
    others = () if change.is_empty else tuple(notices.concerned(event))
    unreached = () if change.is_empty else tuple(notices.unreached(event))
    managers = 0 if change.is_empty else len(managers_to_tell(cohort, audience, me))
    return {
        **cohort_context(cohort, _("Release the timetable"), "upload"),
        "form": form,
        "last": last,
        "expected": number,
        "button": _("Release no. %(number)s") % {"number": number + 1},
        "recipients": recipients_in_words(audience, others, managers),
        "others": [notice.who for notice in others],
        "previews": notices.previews(others),
        "to_mend": _to_mend(cohort),
        "unreached": unreached_in_words([*audience.unreached, *unreached]),
        **shown(change),
    }


def _to_mend(cohort: Cohort) -> list[Fact]:
    """What should be mended first; that the timetable is not released is what this page is for."""
    here = reverse("timetable_release", args=[cohort.pk])
    return [fact for fact in to_mend(cohort, timezone.now()) if fact.url != here]


def recipients_in_words(audience: Audience, others: Sequence[Notice] = (), managers: int = 0) -> str:
    """How many people a release would write to: participants, trainers who are none, hosts, other managers."""
    numbers = {"participants": audience.participants, "trainers": audience.trainers}
    people = people_in_words({**numbers, "hosts": len(others), "managers": managers})
    return (
        _("Told by letter: %(people)s.") % {"people": people}
        if people
        else _("Nobody will be told by letter.")
    )


def people_in_words(numbers: Mapping[str, int]) -> str:
    """How many there are of each; empty for nobody."""
    if not any(numbers.values()):
        return ""
    hosts = ngettext("%(number)s host", "%(number)s hosts", numbers["hosts"])
    colleagues = ngettext("%(number)s other manager", "%(number)s other managers", numbers["managers"])
    people = [
        ngettext("%(number)s participant", "%(number)s participants", numbers["participants"])
        % {"number": numbers["participants"]},
        ngettext("%(number)s trainer", "%(number)s trainers", numbers["trainers"])
        % {"number": numbers["trainers"]},
        *([hosts % {"number": numbers["hosts"]}] if numbers["hosts"] else []),
        *([colleagues % {"number": numbers["managers"]}] if numbers["managers"] else []),
    ]
    return ", ".join(people)
