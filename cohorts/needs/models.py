"""What people say that they need, a row for each question, and the meals of each day with who gives them."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort, Day, Participant
from foundation.words.addresses import EmailAddressField
from foundation.words.fields import LineField
from foundation.words.translated import Words
from residencies.known_names import in_readers_language
from residencies.models import ScopedModel, Venue

MOST_PORTIONS = 10_000


class Question(models.TextChoices):
    """What those who come are asked."""

    DIET = "diet", pgettext_lazy("question", "Food")
    ACCESS = "access", pgettext_lazy("question", "Accessibility")
    TRAVEL = "travel", pgettext_lazy("question", "Travel")


class Need(models.Model):
    """One person's answer to one question, for one cohort: it is carried over to no other, and to nobody else.

    No row: not answered yet. That somebody needs nothing is an answer.
    """

    class Kind(models.TextChoices):
        NOTHING = "nothing", pgettext_lazy("need", "nothing special")
        VEGETARIAN = "vegetarian", pgettext_lazy("need", "vegetarian")
        VEGAN = "vegan", pgettext_lazy("need", "vegan")
        NO_PORK = "no_pork", pgettext_lazy("need", "no pork")
        NO_GLUTEN = "no_gluten", pgettext_lazy("need", "no gluten")
        NO_LACTOSE = "no_lactose", pgettext_lazy("need", "no lactose")
        OTHER = "other", pgettext_lazy("need", "something else")

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="needs")
    question = models.CharField(max_length=6, choices=Question)
    kind = models.CharField(max_length=10, choices=Kind)
    text = LineField(max_length=500, blank=True)
    answered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "question"], name="need_once"),
            models.CheckConstraint(
                condition=Q(question=Question.DIET) | Q(kind__in=["nothing", "other"]),
                name="need_kinds_are_of_food",
            ),
            models.CheckConstraint(
                condition=(~Q(kind="nothing") | Q(text="")) & (~Q(kind="other") | ~Q(text="")),
                name="need_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"NE-{self.pk}"

    @property
    def words(self) -> str:
        """The answer in the reader's language, with what the person added."""
        if self.kind == self.Kind.OTHER:
            return str(self.text)
        label = str(self.get_kind_display())
        return f"{label}; {self.text}" if self.text else label


class Meal(ScopedModel):
    """A meal of a day: when, where, by whom it is given, and how many were ordered and served."""

    rights = "meals"

    class Kind(models.TextChoices):
        BREAKFAST = "breakfast", pgettext_lazy("meal", "breakfast")
        LUNCH = "lunch", pgettext_lazy("meal", "lunch")
        DINNER = "dinner", pgettext_lazy("meal", "dinner")
        COFFEE = "coffee", pgettext_lazy("meal", "coffee break")

    class GivenBy(models.TextChoices):
        ORGANISER = "organiser", pgettext_lazy("meal", "the organiser")
        OTHER = "other", pgettext_lazy("meal", "a host or a partner")
        NOBODY = "nobody", pgettext_lazy("meal", "nobody: people eat at their own cost")

    programme_path = "day__cohort__residency__programme_id"
    day = models.ForeignKey(Day, models.PROTECT, related_name="meals", verbose_name=_("day"))
    kind = models.CharField(_("meal"), max_length=9, choices=Kind)
    starts = models.TimeField(pgettext_lazy("of a meal", "at"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="meals", verbose_name=_("venue")
    )
    place = LineField(pgettext_lazy("of a meal", "where"), max_length=200, blank=True)
    given_by = models.CharField(
        _("given by"), max_length=9, choices=GivenBy, default=GivenBy.ORGANISER, db_default="organiser"
    )
    giver = LineField(_("name of the host or the partner"), max_length=200, blank=True)
    ordered = models.PositiveIntegerField(
        _("ordered"), null=True, blank=True, validators=[MaxValueValidator(MOST_PORTIONS)]
    )
    served = models.PositiveIntegerField(
        _("served"), null=True, blank=True, validators=[MaxValueValidator(MOST_PORTIONS)]
    )

    known: Mapping[str, Words] = MappingProxyType({})

    class Meta:
        verbose_name = _("meal")
        verbose_name_plural = _("meals")
        ordering = ["day__date", "starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "starts"], name="meal_once"),
            models.CheckConstraint(
                condition=(Q(given_by="other") & ~Q(giver="")) | (~Q(given_by="other") & Q(giver="")),
                name="meal_names_its_giver",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.starts:%H:%M}"

    @property
    def date(self) -> dt.date:
        """The date of its day."""
        return self.day.date

    @property
    def is_given(self) -> bool:
        """Whether somebody gives it, so that it lowers the per diem."""
        return self.given_by != self.GivenBy.NOBODY

    @property
    def giver_words(self) -> str:
        """Who gives it, in the reader's language; a host or a partner by name, in other languages where it is on file.

        Rows of `queries.meals.named_meals_of` know them.
        """
        return in_readers_language(self.giver, self.known) or str(self.get_given_by_display())

    @property
    def where(self) -> str:
        """The venue and the words beside it."""
        return ", ".join(filter(None, (str(self.venue) if self.venue else "", self.place)))


class Caterer(ScopedModel):
    """Where those who cook are written to: of each host or partner by name, and of the organiser with no name."""

    rights = "meals"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="caterers")
    giver = LineField(max_length=200, blank=True)
    email = EmailAddressField(_("e-mail"))

    class Meta:
        verbose_name = _("caterer")
        verbose_name_plural = _("caterers")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "giver"], name="caterer_once")]

    def __str__(self) -> str:
        return f"CA-{self.pk}"
