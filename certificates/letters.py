"""Letters about certificates: their facts are rows of the register, which never change, by id."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter

from .addresses import holder_url
from .models import Batch, Certificate


class _OfCertificate(Kind):
    """Facts: the `certificate`, by id."""

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The certificate, and where its holder finds it."""
        rows = Certificate.objects.select_related("participant__cohort__residency")
        certificate = rows.get(pk=facts["certificate"])
        return {
            "certificate": certificate,
            "number": certificate.number,
            "cohort": certificate.participant.cohort,
            "button_url": holder_url(certificate, language),
        }


class CertificateIssued(_OfCertificate):
    """It is signed and can be downloaded."""

    name = "certificate_issued"
    title = pgettext_lazy("letter", "Certificate ready")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """And the number of the one that it replaces."""
        context = super().context(facts, language)
        return {**context, "replaces": context["certificate"].facts["replaces"]}


class CertificateRevoked(_OfCertificate):
    """It is not valid any more, for good."""

    name = "certificate_revoked"
    title = pgettext_lazy("letter", "Certificate revoked")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Why, and when, by the cohort's clock."""
        context = super().context(facts, language)
        certificate = context["certificate"]
        return {
            **context,
            "reason": certificate.end_reason,
            "ended_on": timezone.localdate(certificate.ended_at, context["cohort"].zone),
        }


class BatchFailed(Kind):
    """To whoever started a batch: it was given up. Facts: the `batch`, by id."""

    name = "batch_failed"
    title = pgettext_lazy("letter", "Certificates could not be finished")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Which one, and where to let it go on."""
        batch = Batch.objects.select_related("cohort__residency").get(pk=facts["batch"])
        return {
            "cohort": batch.cohort,
            "button_url": f"{settings.SITE_URL}/admin/batches/{batch.public_id}/",
        }


def issued(certificate: Certificate) -> Letter:
    """To the holder; the certificate came with its person and its cohort's residency."""
    return _to_the_holder(CertificateIssued, certificate)


def revoked(certificate: Certificate) -> Letter:
    """To the holder, with the reason that the certificate keeps."""
    return _to_the_holder(CertificateRevoked, certificate)


def _to_the_holder(kind: type[Kind], certificate: Certificate) -> Letter:
    return outbox.compose(
        kind,
        key=f"{kind.name}:{certificate.pk}",
        recipient=certificate.participant.user,
        programme_id=certificate.owning_programme_id,
        cohort_id=certificate.participant.cohort_id,
        facts={"certificate": certificate.pk},
    )


def failed(batch: Batch) -> Letter:
    """To whoever started it, once for each time that it was given up: it can be started anew."""
    return outbox.compose(
        BatchFailed,
        key=f"{BatchFailed.name}:{batch.pk}:{batch.finished_at:%Y%m%d%H%M%S%f}",
        recipient=batch.started_by,
        programme_id=batch.owning_programme_id,
        cohort_id=batch.cohort_id,
        facts={"batch": batch.pk},
    )
