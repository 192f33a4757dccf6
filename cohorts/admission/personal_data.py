"""What admission holds of a person: what they wrote, what was decided, and what the office noted of them."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, ProtectedError, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort
from cohorts.personal_data import called, called_as, said
from cohorts.personal_data import hindrances as of_places
from messaging import outbox
from people.communities.labels import label
from people.countries import country_name
from people.models import User
from people.person import Held, Hindrance
from people.personal_data.services import NotNow
from people.personal_data.words import described

from . import letters
from .models import Application, Call, DayRequest, LateDoor, Note
from .services.day_requests import hold_days
from .services.locking import lock_applications
from .services.pending import forget_pending

_WRITTEN = ("phone", "organisation", "organisation_kind", "position", "motivation")
# Save these, an application says nothing of who sent it; the receipt number leads to nobody any more.
_NOTHING: dict[str, Any] = {
    **dict.fromkeys((*_WRITTEN, "organisation_words", "country"), ""),
    "community": None,
}


# ---------------------------------------------------------------- what is held
def held(user: User) -> list[Held]:
    """Applications with the days that they ask for, notes and calls about them, days opened for the person alone."""
    cohorts = called(Cohort.objects.filter(participants__user=user))
    own = Application.objects.filter(participant__user=user).select_related("participant", "community")
    applications = {row.pk: row for row in own.order_by("pk")}
    about = {pk: {_("Residency"): cohorts[row.participant.cohort_id]} for pk, row in applications.items()}
    language = get_language() or user.language
    answers = [{**about[pk], **_answers(row, language)} for pk, row in applications.items()]
    requests = DayRequest.objects.filter(application__in=applications).select_related(
        "day__cohort", "pending"
    )
    days = [
        {**about[row.application_id], **_day(row, applications[row.application_id])}
        for row in requests.order_by("pk")
    ]
    notes = Note.objects.filter(application__in=applications).order_by("pk")
    calls = Call.objects.filter(application__in=applications).order_by("pk")
    return [
        Held(_("Your applications"), answers),
        Held(_("Days for which you applied"), days),
        Held(
            _("Notes of the organisers about your applications"),
            [{**about[row.application_id], **_note(row)} for row in notes],
        ),
        Held(
            _("Calls about your applications"), [{**about[row.application_id], **_call(row)} for row in calls]
        ),
        Held(_("Days that were opened for you after their deadline"), _doors(user)),
    ]


def _answers(row: Application, language: str) -> dict[str, str]:
    return {
        **described(row, "receipt", "state"),
        **said({_("Begun at"): row.created_at}),
        **described(row, "sent_at", "changed_at", *_WRITTEN),
        **said(
            {
                _("Community"): label(row.community, language) if row.community else "",
                _("Country"): country_name(row.country) if row.country else "",
            }
        ),
    }


def _day(row: DayRequest, application: Application) -> dict[str, str]:
    """A day; in a draft its state says nothing yet.

    A decision that is not sent is told once the day is over and nothing comes of it; before, nobody reads of it.
    """
    is_draft = application.state == Application.State.DRAFT
    unsent = row.unsent if row.unsent and row.day.is_over_at(timezone.now()) else None
    return {
        **said({_("Day"): row.day.date}),
        **described(row, *([] if is_draft else ["state"]), "waits_if_full", "reason", "decided_at"),
        **said(
            {
                _("Decided and not sent"): unsent.get_decision_display() if unsent else "",
                _("Reason of that"): unsent.reason if unsent else "",
            }
        ),
    }


def _note(row: Note) -> dict[str, str]:
    return said({_("Written at"): row.at, _("Note"): row.text})


def _call(row: Call) -> dict[str, str]:
    return {
        **said({_("Called at"): row.at}),
        **described(row, "outcome", "call_back_at"),
        **said({_("Note"): row.note}),
    }


def _doors(user: User) -> list[dict[str, str]]:
    rows = list(_doors_of(user).select_related("day").order_by("pk"))
    cohorts = called(Cohort.objects.filter(days__in=[row.day_id for row in rows]))
    return [
        {
            **said({_("Residency"): cohorts[row.day.cohort_id], _("Day"): row.day.date}),
            **described(row, "address", "until", "reason"),
            **said(
                {
                    _("Opened at"): row.opened_at,
                    _("Taken back at"): row.closed_at,
                    _("Why it was taken back"): row.why_closed,
                }
            ),
        }
        for row in rows
    ]


def _doors_of(user: User) -> QuerySet[LateDoor]:
    """By the present address; by a former one, where a letter told the account of it."""
    return LateDoor.objects.filter(Q(address=user.email) | Q(pk__in=letters.doors_told_of(user)))


# ---------------------------------------------------------------- what stands against erasing, and erasing
def hindrances(user: User) -> list[Hindrance]:
    """Each application that is under consideration for a day to come; two queries."""
    now = timezone.now()
    asked = DayRequest.objects.filter(
        application__participant__user=user,
        application__state=Application.State.SENT,
        state=DayRequest.State.ASKED,
        day__called_off_at=None,
    ).exclude(day__cohort__state=Cohort.State.CANCELLED)
    rows = asked.select_related("application", "day__cohort__residency").prefetch_related("day__cohort__days")
    words = _("Withdraw your application to “%(residency)s” first: it is under consideration.")
    in_order = rows.order_by("application", "day__date")
    found = {row.application.public_id: row.day.cohort for row in in_order if not row.day.is_over_at(now)}
    return [
        Hindrance(
            words % {"residency": called_as(cohort)}, reverse("admission:application", args=[public_id])
        )
        for public_id, cohort in found.items()
    ]


def erase(user: User) -> None:
    """Take what the person wrote and what was written of them; drafts go whole.

    Days applied for, and what was decided about them, stay as numbers of nobody, and so do sent applications, with
    nothing in them. Raises `NotNow` for an application that was being sent meanwhile. Side effects: decisions that are
    not sent are dropped, with the places that they kept.
    """
    rows = lock_applications(Application.objects.filter(participant__user=user).values_list("pk", flat=True))
    # Once more, with the applications held: whoever was just sending one came first.
    if found := [*of_places(user), *hindrances(user)]:
        raise NotNow(found)
    requests = DayRequest.objects.filter(application__in=rows)
    _drop_undecided(requests.filter(pending__isnull=False).select_related("day"), rows)
    for model in (Note, Call):
        model.objects.filter(application__in=rows).delete()
    _drop_drafts([row for row in rows.values() if row.state == Application.State.DRAFT])
    requests.update(reason="")
    # Of another version, so that nothing comes in by a form that the person has open in another window.
    Application.objects.filter(pk__in=rows).update(**_NOTHING, version=F("version") + 1)
    _drop_doors(user)


def _drop_undecided(requests: Iterable[DayRequest], applications: Mapping[int, Application]) -> None:
    """Nobody was told of these decisions, nor of the places that they kept."""
    found = list(requests)
    for row in found:
        row.application = applications[row.application_id]
    if found:
        hold_days(found)
        forget_pending(found)


def _drop_drafts(rows: Iterable[Application]) -> None:
    """Nobody but the person has seen them; who had nothing else in the cohort does not belong to it any more."""
    for row in rows:
        row.day_requests.all().delete()
        row.delete()
        # What rooms above keep of the participant, or moves of an earlier application, hold the row.
        with suppress(ProtectedError), transaction.atomic():
            row.participant.delete()


def _drop_doors(user: User) -> None:
    """With the letters that told of them, to an address that may have had no account; lines of the log lose why."""
    doors = list(_doors_of(user))
    for door in doors:
        for kind in (letters.StillOpen, letters.ClosedAgain):
            outbox.forget(f"{kind.name}:{door.pk}:")
    lines = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(LateDoor),
        object_id__in=[str(door.pk) for door in doors],
    )
    for line in lines:
        kept = {name: value for name, value in line.data.items() if name != "reason"}
        ModelLogEntry.objects.filter(pk=line.pk).update(data=kept)
    LateDoor.objects.filter(pk__in=[door.pk for door in doors]).delete()
