"""Completion, the register of certificates, their files and the keys that sign them.

Issuing commits a row with its number, its code and the facts that are printed. Drawing and signing come after and can
be repeated. A row is never deleted: it is valid, revoked for good, or replaced by another one.
"""

import secrets
import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort, Participant
from foundation.files.storage import private_storage
from foundation.stale import mark_of
from foundation.words.fields import LineField, ProseField
from foundation.words.order import InOrder
from foundation.work import Work
from people.models import Language, Organisation, User
from residencies.models import Programme, ScopedModel


class DocumentKind(models.TextChoices):
    """Kinds of documents of completion."""

    QUALIFICATION = "qualification", _("certificate of professional development")
    PARTICIPATION = "participation", _("certificate of participation")
    EXCHANGE = "exchange", _("certificate of exchange of experience")
    ZASWIADCZENIE = "zaswiadczenie", _("zaświadczenie (Poland)")


# In place of a language of the design: each sheet is in the one that its holder reads.
HOLDERS_LANGUAGE = "holder"


class Design(ScopedModel):
    """How a programme's certificates read: kind, language, who signs. Laws change, so all of it is data."""

    rights = "designs"
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="designs", verbose_name=_("programme")
    )
    name = LineField(pgettext_lazy("design", "name"), max_length=120)
    kind = models.CharField(_("kind of document"), max_length=20, choices=DocumentKind)
    language = models.CharField(
        _("language"),
        max_length=6,
        choices=[*Language.choices, (HOLDERS_LANGUAGE, _("that of the holder"))],
        default=Language.UKRAINIAN,
    )
    issuer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="certificate_designs",
        verbose_name=_("issuing organisation"),
    )
    licence = LineField(_("licence or accreditation"), max_length=250, blank=True)
    legal_basis = LineField(_("legal basis"), max_length=300, blank=True)
    signatories = ProseField(
        _("signatories"),
        max_length=1000,
        blank=True,
        help_text=_("One on each line: name, a vertical bar, office. Three at most."),
    )

    class Meta:
        verbose_name = _("certificate design")
        verbose_name_plural = _("certificate designs")
        ordering = [InOrder("name"), "pk"]

    def __str__(self) -> str:
        return self.name


class CompletionRule(ScopedModel):
    """What a participant of a cohort must have attended for a certificate."""

    rights = "certificates"
    programme_path = "cohort__residency__programme_id"
    cohort = models.OneToOneField(
        Cohort, models.CASCADE, related_name="completion_rule", verbose_name=_("cohort")
    )
    design = models.ForeignKey(
        Design,
        models.PROTECT,
        related_name="rules",
        verbose_name=_("certificate design"),
    )
    minimum_share = models.PositiveSmallIntegerField(
        _("share of sessions, %"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of the sessions of the days that a person holds; parallel sessions count as one."),
    )

    class Meta:
        verbose_name = _("completion rule")
        verbose_name_plural = _("completion rules")

    def __str__(self) -> str:
        return f"{self.cohort.slug} · {self.minimum_share} %"

    @property
    def mark(self) -> str:
        """The mark of the rule, empty while there is none: forms notice by it that somebody changed it."""
        return mark_of([self.design_id, self.minimum_share]) if self.pk else ""


class SigningKey(models.Model):
    """A key of an issuing organisation. The secret part is a file outside the database (PKCS#12, encrypted)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="signing_keys")
    key_id = models.CharField(max_length=64, unique=True)
    # With the chain, the key's own first. Renewed for the same key, the new one stands here.
    certificate_pem = models.TextField()
    expires_at = models.DateTimeField()
    is_trial = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(is_active=True),
                name="one_active_key_for_organisation",
            )
        ]

    def __str__(self) -> str:
        return self.key_id


class RegisterCounter(models.Model):
    """The last number given in an issuer's register in a year. Locked to give the next one."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.year}"


class Batch(Work, ScopedModel):
    """Issuing to all of a cohort who qualify, or drawing a single certificate: work whose progress can be watched."""

    rights = "certificates"

    class Purpose(models.TextChoices):
        ISSUE = "issue", _("certificates for all who qualify")
        REPLACE = "replace", _("a replacement")
        AGAIN = "again", _("a new one after a revocation")

    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="batches", verbose_name=_("cohort"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.ISSUE)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    total = models.PositiveIntegerField(default=0)
    # By the participant's id, the mark of the sheet as it was shown when the batch was started (`freezing.sheet_mark`).
    seen = models.JSONField(default=dict, db_default={}, editable=False)

    class Meta:
        verbose_name = _("batch of certificates")
        verbose_name_plural = _("batches of certificates")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(state__in=["queued", "running"], purpose="issue"),
                name="one_batch_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"B-{self.pk}"


def new_code() -> str:
    """A code that cannot be guessed: 128 random bits, 32 characters."""
    return secrets.token_hex(16)


class Certificate(ScopedModel):
    """A row of the register. `facts` is everything printed, as it was on the day of issue."""

    rights = "certificates"

    class State(models.TextChoices):
        VALID = "valid", pgettext_lazy("certificate", "valid")
        REVOKED = "revoked", pgettext_lazy("certificate", "revoked")
        REPLACED = "replaced", pgettext_lazy("certificate", "replaced")

    programme_path = "participant__cohort__residency__programme_id"
    participant = models.ForeignKey(
        Participant,
        models.PROTECT,
        related_name="certificates",
        verbose_name=_("participant"),
    )
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="certificates")
    issuer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="certificates",
        verbose_name=_("issuing organisation"),
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=40, unique=True)
    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.VALID)
    facts = models.JSONField()
    # The holder's family name, or the only one, as it is compared on the check page; see `names.py`.
    surname_key = models.CharField(max_length=120)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    ended_at = models.DateTimeField(_("revoked or replaced"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = ProseField(_("reason"), max_length=600, blank=True)
    # Why it could not be drawn, for the manager; empty when all is well.
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(state="valid"),
                name="one_valid_certificate",
            ),
            models.CheckConstraint(
                condition=Q(state="valid", ended_at__isnull=True)
                | (~Q(state="valid") & Q(ended_at__isnull=False)),
                name="certificate_end_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_delivered(self) -> bool:
        """Whether its signed file is there: until then it is issued, and nobody can rely on it."""
        return hasattr(self, "delivered")

    @property
    def state_in_words(self) -> str:
        """How it stands, for its holder and its managers: one without its signed file is not called valid yet."""
        if self.state == self.State.VALID and self.problem:
            return str(_("cannot be printed"))
        if self.state == self.State.VALID and not self.is_delivered:
            return str(_("being signed"))
        return str(self.get_state_display())


def certificate_path(delivered: "DeliveredFile", filename: str) -> str:
    """A folder for each certificate, a name from the content: what an interrupted run left behind can be told apart."""
    return f"certificates/{delivered.certificate.public_id}/{delivered.sha256[:32]}.pdf"


class DeliveredFile(models.Model):
    """The signed file of a certificate. Its hash is what the check page compares with."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="delivered")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="files")
    file = models.FileField(storage=private_storage, upload_to=certificate_path)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    delivered_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"F-{self.pk}"
