"""Accounts, the register of communities, organisations."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.words.addresses import EmailAddressField, email_address
from foundation.words.derived import DerivedText
from foundation.words.fields import LineField, validate_latin
from foundation.words.folding import FoldedField, folded_words
from foundation.words.names import NameField
from foundation.words.order import InOrder, OrderKeyField
from foundation.words.phones import PhoneField

from .communities.labels import label
from .consents.models import Consent  # noqa: F401 — Django finds an app's tables from here
from .countries import CountryField
from .erased import words_for_nobody
from .vocative import vocative


class Language(models.TextChoices):
    """Languages of the interface, of letters and of certificates."""

    UKRAINIAN = "uk", "Українська"
    ENGLISH = "en", "English"
    POLISH = "pl", "Polski"


class Digest(models.TextChoices):
    """How often who manages a programme is written to about what waits there."""

    DAILY = "daily", _("once a day, in the morning")
    AT_ONCE = "at_once", _("at once, at most every ten minutes")
    NEVER = "never", _("never")


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an e-mail address is kept in its one spelling."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make and save an account; without a password only a code by mail signs in."""
        user = self.model(email=email_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account that may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail, however it is spelt."""
        return self.get(email=email_address(username or ""))


class OrganisationKind(models.TextChoices):
    """What an organisation is: one that takes part as such, and one that a person comes from."""

    COUNCIL = "council", _("local council or its department")
    INSTITUTION = "institution", _("public institution")
    NGO = "ngo", _("non-governmental organisation")
    FOUNDATION = "foundation", _("foundation or donor")
    BUSINESS = "business", _("business")
    OTHER = "other", pgettext_lazy("organisation", "other")


def kinds_with_none() -> list[tuple[str, str]]:
    """The kinds for a form that does not insist."""
    return [("", _("not said")), *OrganisationKind.choices]  # type: ignore[list-item]


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Known by e-mail only; there is no user name."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = EmailAddressField(_("e-mail"), unique=True, max_length=254)
    # Both are empty until somebody signs in to an account made for them.
    given_name = NameField(pgettext_lazy("person", "given name"), max_length=100, blank=True)
    family_name = NameField(pgettext_lazy("person", "family name"), max_length=100, blank=True)
    has_one_name = models.BooleanField(
        _("has one name only"),
        default=False,
        help_text=_("So the given name or the family name stays empty."),
    )
    patronymic = NameField(_("patronymic"), max_length=100, blank=True)
    # Where the name stands in a list, and by what words it is found; both follow from it.
    name_key = OrderKeyField(of="official_name", db_index=True)
    name_words = FoldedField(of="official_name", max_length=310)
    # By which two accounts may be one person's: both names in any order and spelling, and the mailbox of the address.
    same_name = FoldedField(of="names_in_any_order", max_length=210, db_index=True)
    mailbox = DerivedText(of="own_mailbox", max_length=254, db_index=True)
    latin_name = NameField(
        _("name in Latin letters"),
        max_length=200,
        blank=True,
        validators=[validate_latin],
        help_text=_("As in your passport; printed on documents in English and Polish."),
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.UKRAINIAN)
    # Asked of who manages a programme.
    digest = models.CharField(
        _("letters about what waits for you"),
        max_length=10,
        choices=Digest,
        default=Digest.DAILY,
        db_default=Digest.DAILY,
    )
    phone = PhoneField(_("phone"), max_length=40, blank=True)
    # Applications start from these, and each keeps what it was sent with.
    community = models.ForeignKey(
        "Community", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("community")
    )
    # Of who comes from no community.
    country = CountryField(_("country"), blank=True, default="", db_default="")
    organisation = LineField(_("organisation"), max_length=250, blank=True)
    organisation_kind = models.CharField(
        _("kind of organisation"),
        max_length=20,
        choices=OrganisationKind,
        blank=True,
        default="",
        db_default="",
    )
    position = LineField(_("position"), max_length=200, blank=True)
    is_staff = models.BooleanField(_("may enter the back office"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # For the personal calendar; renewing it makes the old address stop.
    calendar_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Since when the row is nobody's: what points at it stays, the person is gone (ADR 0039).
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_without_case"),
            models.CheckConstraint(
                condition=Q(has_one_name=False) | Q(given_name="") | Q(family_name=""),
                name="user_has_one_name_or_two",
                violation_error_message=_("Who has one name only has no other: leave one of the two empty."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(given_name="", family_name="", patronymic="", latin_name="", phone="", is_active=False),
                name="user_erased_is_nobody",
                violation_error_message=_("This account was erased: nobody can have it again."),
            ),
        ]

    def __str__(self) -> str:
        return f"U-{self.pk}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with the name and the address what follows from them."""
        changed = set(update_fields or ())
        if not changed.isdisjoint({"given_name", "family_name", "patronymic"}):
            changed |= {"name_key", "name_words", "same_name"}
        if "email" in changed:
            changed.add("mailbox")
        super().save(*args, update_fields=None if update_fields is None else changed, **kwargs)

    def clean(self) -> None:
        """Keep the address in its one spelling."""
        super().clean()
        self.email = email_address(self.email)

    @property
    def names_in_any_order(self) -> str:
        """Both names as words in the order of letters; a patronymic is written by one and left out by another."""
        return " ".join(sorted(folded_words(f"{self.family_name} {self.given_name}")))

    @property
    def own_mailbox(self) -> str:
        """The address without what many providers overlook: full stops, and what stands behind a plus."""
        name, _at, domain = self.email.lower().partition("@")
        return f"{name.partition('+')[0].replace('.', '')}@{domain}"

    def get_full_name(self) -> str:
        """Given name and family name, as one is spoken of; the e-mail address while there is no name.

        Of who is erased, the account's number: their address leads nowhere.
        """
        if self.erased_at is not None:
            return words_for_nobody(self.pk)
        return f"{self.given_name} {self.family_name}".strip() or self.email

    def get_short_name(self) -> str:
        """The given name, or the only one; the e-mail address while there is none."""
        return self.given_name or self.family_name or self.email

    def greeting_name(self) -> str:
        """How a letter greets the person: by given name, in Ukrainian in the vocative; by the only name as it is.

        In Polish without a name: it would have a vocative too, which a name alone does not give away.
        """
        if self.language == Language.POLISH:
            return ""
        is_declined = self.given_name and self.language == Language.UKRAINIAN
        return vocative(self.given_name) if is_declined else self.get_short_name()

    @property
    def is_named(self) -> bool:
        """Whether we know how the person is called: by two names, or by the only one."""
        if self.has_one_name:
            return bool(self.given_name or self.family_name)
        return bool(self.given_name and self.family_name)

    @property
    def official_name(self) -> str:
        """Family name first with the patronymic, as personnel offices write it."""
        return " ".join(part for part in (self.family_name, self.given_name, self.patronymic) if part)

    @property
    def listed_name(self) -> str:
        """As lists call the person: the official name, if there is one; of who is erased, the account's number."""
        return self.official_name if self.erased_at is None else words_for_nobody(self.pk)

    # Wagtail's own screens ask for these two names.
    @property
    def first_name(self) -> str:
        """The given name, under the name that Wagtail asks for."""
        return self.given_name

    @property
    def last_name(self) -> str:
        """The family name, under the name that Wagtail asks for."""
        return self.family_name


class FormerCalendar(models.Model):
    """An address that a personal calendar had once: programs that still ask for it are told to stop."""

    token = models.UUIDField(primary_key=True, editable=False)
    renewed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("former address of a calendar")
        verbose_name_plural = _("former addresses of calendars")

    def __str__(self) -> str:
        return f"FC-{self.renewed_at:%Y%m%d%H%M%S}"


def by_name(way: str = "") -> tuple[str, ...]:
    """How lists of people are ordered: by family name, or by the only name. `way` leads to the person."""
    return (f"{way}name_key",)


def named(typed: str, way: str = "") -> Q:
    """Rows whose person's name has all the words that were typed, in any order and spelling; none if there are none.

    `way` leads to the person.
    """
    words = folded_words(typed)
    found = Q(*(Q(**{f"{way}name_words__contains": word}) for word in words))
    return found if words else Q(pk__in=())


def display_name(user: User) -> str:
    """How allauth's pages name the person."""
    return user.get_full_name()


class Community(models.Model):
    """A unit of local self-government, by its official code. Rows are never deleted: applications point at them."""

    class Scheme(models.TextChoices):
        KATOTTH = "katotth", "КАТОТТГ"
        TERYT = "teryt", "TERYT"

    class Kind(models.TextChoices):
        HROMADA = "hromada", _("hromada")
        GMINA = "gmina", _("gmina")

    scheme = models.CharField(max_length=10, choices=Scheme)
    code = models.CharField(max_length=19)
    country = CountryField()
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=120)
    district = models.CharField(max_length=120, blank=True)
    seat = models.CharField(max_length=200, blank=True)
    search_key = models.CharField(max_length=400, db_index=True)
    is_hidden = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)
    register_date = models.DateField()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = [InOrder("name"), InOrder("region"), "pk"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="community_code_once")]

    def __str__(self) -> str:
        return label(self, "uk")


class Organisation(models.Model):
    """A council, department, hospital, association, foundation or business that takes part as such."""

    Kind = OrganisationKind

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LineField(pgettext_lazy("organisation", "name"), max_length=250)
    short_name = LineField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    country = CountryField(_("country"), default="UA")
    community = models.ForeignKey(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("community"),
    )
    identifier = LineField(
        _("official number"),
        max_length=20,
        blank=True,
        help_text=_("ЄДРПОУ in Ukraine, NIP in Poland."),
    )
    website = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [InOrder("name"), "pk"]

    def __str__(self) -> str:
        return self.name
