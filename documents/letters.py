"""Letters about documents: their facts are rows, by id."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext_lazy

from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter

from .addresses import own_url
from .keys import key_of
from .models import Document


class _OfDocument(Kind):
    """Facts: the `document`, by id."""

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The document, its cohort, and where the person finds it."""
        rows = Document.objects.select_related("participant__user", "participant__cohort__residency")
        document = rows.get(pk=facts["document"])
        return {
            "document": document,
            "number": document.number,
            "cohort": document.participant.cohort,
            "button_url": own_url(document, language),
        }


class InvitationReady(_OfDocument):
    """It is drawn and can be downloaded."""

    name = "invitation_ready"
    title = pgettext_lazy("letter", "Invitation for the head of the institution")


class InvitationForCoordinator(_OfDocument):
    """To whoever carries papers to the head of the institution; the link opens the file."""

    name = "invitation_for_coordinator"
    title = pgettext_lazy("letter", "Invitation, to the coordinator")
    holds_key = True

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Whose invitation it is, and the link that opens it."""
        context = super().context(facts, language)
        with translation.override(language):
            path = reverse("documents:by_key", args=[key_of(context["document"])])
        person = context["document"].participant.user.get_full_name()
        return {**context, "person": person, "button_url": f"{settings.SITE_URL}{path}"}


class DocumentVoid(_OfDocument):
    """It does not hold any more."""

    name = "document_void"
    title = pgettext_lazy("letter", "Invitation void")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Why."""
        context = super().context(facts, language)
        return {**context, "reason": context["document"].void_reason}


class AttestationReady(_OfDocument):
    """It is drawn and can be downloaded."""

    name = "attestation_ready"
    title = pgettext_lazy("letter", "Attestation of participation ready")


def _to_person(kind: type[Kind], document: Document) -> Letter:
    return outbox.compose(
        kind,
        key=f"{kind.name}:{document.pk}",
        recipient=document.participant.user,
        programme_id=document.owning_programme_id,
        cohort_id=document.participant.cohort_id,
        facts={"document": document.pk},
    )


def ready(document: Document) -> list[Letter]:
    """To the person; of an invitation, to the coordinator too, if one was named."""
    if document.kind == Document.Kind.ATTESTATION:
        return [_to_person(AttestationReady, document)]
    found = [_to_person(InvitationReady, document)]
    if document.coordinator_email:
        found.append(
            outbox.compose(
                InvitationForCoordinator,
                key=key_for_coordinator(document),
                recipient=None,
                address=document.coordinator_email,
                language=document.language,
                programme_id=document.owning_programme_id,
                cohort_id=document.participant.cohort_id,
                facts={"document": document.pk},
            )
        )
    return found


def key_for_coordinator(document: Document) -> str:
    """The key of the letter to the coordinator who was named for the document."""
    return f"{InvitationForCoordinator.name}:{document.pk}"


def voided(document: Document) -> Letter:
    """To the person, with the reason that the document keeps."""
    return _to_person(DocumentVoid, document)
