"""A session that is a visit, and the sites that it comes to, one after another."""

import datetime as dt
import uuid
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts import hours
from cohorts.timetable.models import Session
from foundation.words.fields import LineField, ProseField
from people.models import Language
from residencies.models import ScopedModel, Venue

# Without a moment of its own, a visit's list of names is fixed so long before it starts.
FIXED_BEFORE = dt.timedelta(hours=24)
# A host's link outlives its visit by so much.
LINK_OUTLIVES = dt.timedelta(days=1)


class Hours(NamedTuple):
    """When a site is visited, on the clock of the place."""

    date: dt.date
    starts: dt.time
    ends: dt.time


# Most characters of each text of a site: what a form asks for, a service takes and the table keeps.
TEXTS = {
    "rules": 1000,
    "answer": 1000,
    "summary": 1500,
    "host_note": 2000,
    "went_well": 1000,
    "went_badly": 1000,
}


class Visit(ScopedModel):
    """What is planned of a session that goes to a site, beyond its line in the timetable."""

    rights = "visits"
    programme_path = "session__day__cohort__residency__programme_id"
    session = models.OneToOneField(
        Session, models.PROTECT, related_name="field_visit", verbose_name=_("session")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    names_until = models.DateTimeField(
        _("list of names stays open until"),
        null=True,
        blank=True,
        help_text=_(
            "From then on hosts get a fixed list, and what changes after it. Empty: 24 hours before."
        ),
    )

    class Meta:
        verbose_name = _("field visit")
        verbose_name_plural = _("field visits")
        ordering = ["session__day__date", "session__starts", "pk"]

    def __str__(self) -> str:
        return self.session.title

    @property
    def fixed_from(self) -> dt.datetime:
        """From which moment on lists of names are fixed ones."""
        return self.names_until or self.session.starts_at - FIXED_BEFORE

    @property
    def links_end_at(self) -> dt.datetime:
        """Until when hosts' links open."""
        return self.session.ends_at + LINK_OUTLIVES


class VisitSite(ScopedModel):
    """A site that a visit comes to: what is asked of its host, what the host answers, and how it went."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("visit", "not asked yet")
        ASKED = "asked", pgettext_lazy("visit", "asked")
        CONFIRMED = "confirmed", pgettext_lazy("visit", "confirmed")
        PROPOSED = "proposed", pgettext_lazy("visit", "another time proposed")
        DECLINED = "declined", pgettext_lazy("visit", "declined")

    rights = "visits"
    programme_path = "visit__session__day__cohort__residency__programme_id"
    visit = models.ForeignKey(
        Visit, models.CASCADE, related_name="visit_sites", verbose_name=_("field visit")
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, related_name="visit_sites", verbose_name=pgettext_lazy("visit", "site")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    arrives = models.TimeField(_("arrival"), null=True, blank=True)
    leaves = models.TimeField(_("departure"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("people on this visit"), null=True, blank=True)
    rules = ProseField(_("rules of this visit"), max_length=TEXTS["rules"], blank=True)
    # ------------------------------------------------------------ what the host says
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    # The hours that the host read when agreeing: others in the working copy since then are asked about anew.
    agreed_date = models.DateField(null=True, blank=True, editable=False)
    agreed_starts = models.TimeField(null=True, blank=True, editable=False)
    agreed_ends = models.TimeField(null=True, blank=True, editable=False)
    # The hours that the host read last: in the question, on the page answered from, or in a letter about a release.
    told_date = models.DateField(null=True, blank=True, editable=False)
    told_starts = models.TimeField(null=True, blank=True, editable=False)
    told_ends = models.TimeField(null=True, blank=True, editable=False)
    proposed_starts = models.TimeField(null=True, blank=True, editable=False)
    proposed_ends = models.TimeField(null=True, blank=True, editable=False)
    answer = ProseField(_("the host’s words"), max_length=TEXTS["answer"], blank=True, editable=False)
    # What the host would have the programme say; a manager takes it over.
    title = LineField(_("title"), max_length=250, blank=True, editable=False)
    summary = ProseField(_("summary"), max_length=TEXTS["summary"], blank=True, editable=False)
    text_language = models.CharField(max_length=2, choices=Language, blank=True, editable=False)
    # ------------------------------------------------------------ on the day and after it
    heads_in = models.PositiveSmallIntegerField(
        _("counted on arrival"), null=True, blank=True, editable=False
    )
    heads_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    heads_out = models.PositiveSmallIntegerField(
        _("counted on leaving"), null=True, blank=True, editable=False
    )
    heads_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    host_note = ProseField(_("the host’s note"), max_length=TEXTS["host_note"], blank=True, editable=False)
    went_well = ProseField(_("what went well"), max_length=TEXTS["went_well"], blank=True)
    went_badly = ProseField(_("what to do otherwise next time"), max_length=TEXTS["went_badly"], blank=True)

    class Meta:
        verbose_name = _("site of a visit")
        verbose_name_plural = _("sites of visits")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "venue"], name="visit_site_once"),
            models.CheckConstraint(
                condition=~Q(state="proposed")
                | Q(proposed_starts__isnull=False, proposed_ends__isnull=False),
                name="visit_site_proposal_has_hours",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(agreed_date__isnull=False, agreed_starts__isnull=False, agreed_ends__isnull=False),
                name="visit_site_confirmed_hours",
            ),
            models.CheckConstraint(
                condition=Q(*(Q(LessThanOrEqual(Length(text), most)) for text, most in TEXTS.items())),
                name="visit_site_texts_fit",
            ),
        ]

    def __str__(self) -> str:
        return str(self.venue)

    @property
    def hours(self) -> Hours:
        """When the group is there by the working copy: the site's own hours, or the session's."""
        session = self.visit.session
        return Hours(session.day.date, self.arrives or session.starts, self.leaves or session.ends)

    @property
    def has_own_hours(self) -> bool:
        """Whether an hour of its own stands for one of the session's."""
        return self.arrives is not None or self.leaves is not None

    @property
    def hours_in_words(self) -> str:
        """“10:00–11:30”."""
        return hours.hours_in_words(self.hours.starts, self.hours.ends)

    @property
    def proposed_in_words(self) -> str:
        """The hours that the host proposes; empty if there are none."""
        if self.proposed_starts is None or self.proposed_ends is None:
            return ""
        return hours.hours_in_words(self.proposed_starts, self.proposed_ends)

    @property
    def is_changed_since(self) -> bool:
        """Whether the host agreed to other hours than those that are planned now."""
        agreed = (self.agreed_date, self.agreed_starts, self.agreed_ends)
        return self.state == self.State.CONFIRMED and agreed != tuple(self.hours)

    @property
    def told(self) -> Hours | None:
        """The hours that the host read last; None for one who was not asked, or was told that nobody comes."""
        if self.told_date is None or self.told_starts is None or self.told_ends is None:
            return None
        return Hours(self.told_date, self.told_starts, self.told_ends)

    @told.setter
    def told(self, said: Hours | None) -> None:
        self.told_date, self.told_starts, self.told_ends = said or (None, None, None)

    @property
    def is_expecting(self) -> bool:
        """Whether the host was asked, and has neither declined nor been told that nobody comes."""
        return self.state not in {self.State.NEW, self.State.DECLINED} and self.told is not None

    @property
    def most(self) -> int | None:
        """How many people the site takes on this visit, as far as anybody said."""
        return self.capacity if self.capacity is not None else self.venue.capacity
