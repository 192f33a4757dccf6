"""Numbered papers that can be checked: invitations to the head of an institution, attestations of presence.

Sending freezes everything printed as JSON; drawing comes after and can be repeated. A paper that was sent is never
changed or deleted: it is void for good, and another one may take its place.
"""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort, Participant
from cohorts.provisions import Payer, What
from foundation.files.storage import private_storage
from foundation.words.addresses import EmailAddressField
from foundation.words.fields import LineField, ProseField
from foundation.work import Work
from people.models import Language, Organisation, User
from residencies.models import Programme, ScopedModel

# In place of a language: each paper is in the one that its person reads.
PERSONS_LANGUAGE = "person"
MAX_LINE = 250


class InvitationSettings(ScopedModel):
    """What invitations of a cohort say beside what the cohort itself says, and who signs."""

    rights = "documents"
    programme_path = "cohort__residency__programme_id"
    cohort = models.OneToOneField(
        Cohort, models.CASCADE, related_name="invitation_settings", verbose_name=_("cohort")
    )
    language = models.CharField(
        _("language"),
        max_length=6,
        choices=[*Language.choices, (PERSONS_LANGUAGE, _("that of the person"))],
        default=Language.UKRAINIAN,
    )
    aim = LineField(_("aim of the trip"), max_length=MAX_LINE, blank=True)
    signatory = LineField(_("who signs"), max_length=120, blank=True)
    office = LineField(_("their office"), max_length=200, blank=True)
    # Raised by every write, of who pays too.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("settings of invitations")
        verbose_name_plural = _("settings of invitations")

    def __str__(self) -> str:
        return f"IS-{self.pk}"


class CohortTerm(ScopedModel):
    """Who pays for one thing on one date, as everybody of a cohort is told; never a sum."""

    rights = "documents"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="terms", verbose_name=_("cohort"))
    date = models.DateField(_("date"))
    what = models.CharField(_("what"), max_length=12, choices=What)
    payer = models.CharField(_("who pays"), max_length=9, choices=Payer)
    partner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partner")
    )

    class Meta:
        verbose_name = _("who pays")
        verbose_name_plural = _("who pays")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "date", "what"], name="term_once"),
            models.CheckConstraint(
                condition=Q(payer="partner", partner__isnull=False)
                | (~Q(payer="partner") & Q(partner__isnull=True)),
                name="term_names_its_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"CT-{self.pk}"


class Addressee(ScopedModel):
    """To whom papers for an institution go, remembered from the last one: position and name in the dative."""

    rights = "documents"
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="addressees")
    # The institution's name as it is compared: small letters, single spaces, no quotation marks.
    institution = models.CharField(max_length=MAX_LINE)
    position = models.CharField(max_length=MAX_LINE, blank=True)
    name = models.CharField(max_length=MAX_LINE, blank=True)
    coordinator_email = EmailAddressField(blank=True, default="")

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        constraints = [
            models.UniqueConstraint(fields=["programme", "institution"], name="addressee_once"),
        ]

    def __str__(self) -> str:
        return f"AD-{self.pk}"


def new_code() -> str:
    """A code that cannot be guessed: 128 random bits, 32 characters."""
    return secrets.token_hex(16)


class Document(ScopedModel):
    """A paper about one participant. `facts` is everything printed, frozen when it was sent."""

    rights = "documents"

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        ATTESTATION = "attestation", _("attestation of participation")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("document", "draft")
        SENT = "sent", pgettext_lazy("document", "sent")
        SIGNED = "signed", pgettext_lazy("document", "signed copy is here")
        ORDERED = "ordered", pgettext_lazy("document", "order received")
        VOID = "void", pgettext_lazy("document", "void")

    programme_path = "participant__cohort__residency__programme_id"
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="papers", verbose_name=_("participant")
    )
    kind = models.CharField(_("kind of document"), max_length=11, choices=Kind, default=Kind.INVITATION)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Of the organiser's own chancery; left empty, there is a line to write them on by hand.
    number = LineField(_("outgoing number"), max_length=40, blank=True)
    dated = models.DateField(_("date of the number"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.UKRAINIAN)
    addressee_position = LineField(_("position, in the dative"), max_length=MAX_LINE, blank=True)
    addressee_name = LineField(_("name, in the dative"), max_length=MAX_LINE, blank=True)
    coordinator_email = EmailAddressField(_("e-mail of the coordinator"), blank=True, default="")
    facts = models.JSONField(null=True, blank=True, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    order_number = LineField(_("number of the order"), max_length=60, blank=True)
    order_date = models.DateField(_("date of the order"), null=True, blank=True)
    void_at = models.DateTimeField(_("void since"), null=True, blank=True, editable=False)
    void_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = ProseField(_("reason"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind"], condition=~Q(state="void"), name="document_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(state="void", void_at__isnull=False)
                | (~Q(state="void") & Q(void_at__isnull=True)),
                name="document_void_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "void"]) | Q(facts__isnull=False, sent_at__isnull=False),
                name="document_sent_has_facts",
            ),
        ]

    def __str__(self) -> str:
        return f"DOC-{self.pk}"

    @property
    def is_in_force(self) -> bool:
        """Whether it was sent and not voided: what the check page calls genuine."""
        return self.state not in {self.State.DRAFT, self.State.VOID}

    @property
    def drawn(self) -> "Drawing | None":
        """Its file, if the worker has drawn it."""
        drawing = getattr(self, "drawing", None)
        return drawing if drawing is not None and drawing.file else None


class DocumentCounter(models.Model):
    """The last number of an attestation that an organiser gave in a year. Locked to give the next one."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="document_counter_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.year}"


def drawing_path(drawing: "Drawing", filename: str) -> str:
    """A folder for each document, a name from the content."""
    return f"documents/{drawing.document.public_id}/{drawing.sha256[:32]}.pdf"


class Drawing(Work):
    """The work of drawing one document, and the file that came of it."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="drawing")
    file = models.FileField(storage=private_storage, upload_to=drawing_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")

    def __str__(self) -> str:
        return f"DR-{self.pk}"


class Dispatch(models.Model):
    """One time that a paper went to its institution: when, to whom, by which way, and who noted it.

    The letter with the link that the site itself writes is in the list of letters; this is what people do besides.
    """

    class Way(models.TextChoices):
        EMAIL = "email", pgettext_lazy("way of sending", "by e-mail")
        POST = "post", pgettext_lazy("way of sending", "by post")
        BY_HAND = "by_hand", pgettext_lazy("way of sending", "by hand")
        EXCHANGE = "exchange", pgettext_lazy("way of sending", "by the exchange of electronic documents")

    document = models.ForeignKey(Document, models.PROTECT, related_name="dispatches")
    date = models.DateField(_("sent on"))
    to_whom = LineField(_("to whom"), max_length=MAX_LINE)
    way = models.CharField(_("how"), max_length=8, choices=Way, default=Way.EMAIL)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("dispatch of a paper")
        verbose_name_plural = _("dispatches of papers")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "date", "to_whom", "way"], name="dispatch_noted_once")
        ]

    def __str__(self) -> str:
        return f"DI-{self.pk}"


def copy_path(copy: "SignedCopy", filename: str) -> str:
    """A folder for each document, a name from the content: what somebody called it never names a file here."""
    return f"documents/{copy.document.public_id}/signed-{copy.sha256[:32]}"


class SignedCopy(models.Model):
    """A signed copy as it came in, kept as it is. Whose signature it is, and when, is read and not checked."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="copies")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(storage=private_storage, upload_to=copy_path)
    file_name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    signer = models.CharField(_("signed by"), max_length=250, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["document", "sha256"], name="signed_copy_once")]

    def __str__(self) -> str:
        return f"SC-{self.pk}"
