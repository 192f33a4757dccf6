"""What attendance has of a person: at which sessions they were, and sheets that they may have signed."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cohorts.choices.queries.attending import in_their_groups
from cohorts.models import Cohort, Place
from people.models import User
from people.person import Held, PersonPart
from people.personal_data.words import described, in_words

from .models import Presence, SignedSheet
from .services.keeping import kept_until


class Presences(PersonPart):
    """Marks and signed sheets. Marks are of nobody once the account is empty: hours are counted from them."""

    def held(self, user: User) -> Sequence[Held]:
        """Each mark; and the sheets, a part for each cohort, for they are kept until a date of its own. Two queries.

        Of a sheet that it is there, and since when: the pages have signatures of everybody.
        """
        of_cohort: dict[Cohort, list[SignedSheet]] = {}
        for sheet in _sheets_of(user):
            of_cohort.setdefault(sheet.day.cohort, []).append(sheet)
        title = _("Sheets with signatures: %(cohort)s")
        sheets = [
            Held(title % {"cohort": cohort}, [_sheet(each) for each in own], stays=_what_stays(cohort))
            for cohort, own in of_cohort.items()
        ]
        return [Held(_("Presence"), [_mark(row) for row in _marks_of(user)]), *sheets]


def _marks_of(user: User) -> QuerySet[Presence]:
    rows = Presence.objects.filter(participant__user=user)
    return rows.select_related("session__day__cohort__residency").order_by("session__day__date", "pk")


def _mark(row: Presence) -> dict[str, str]:
    return {
        _("Residency"): row.session.day.cohort.residency.name,
        _("Session"): row.session.title,
        _("Date"): in_words(row.session.day.date),
        **described(row, "was_present"),
        _("Recorded at"): in_words(row.recorded_at),
        _("How it was recorded"): str(row.get_method_display()),
    }


def _sheets_of(user: User) -> QuerySet[SignedSheet]:
    """The sheets of days on which the person came, and of visits to which they did; earlier ones and drafts too."""
    mine = {"participant__user": user}
    held_day = Exists(Place.objects.filter(pool=OuterRef("day__pool"), **mine))
    marked_that_day = Exists(Presence.objects.filter(session__day=OuterRef("day"), **mine))
    marked_there = Exists(Presence.objects.filter(session=OuterRef("session"), **mine))
    options = in_their_groups().filter(session=OuterRef("session"))
    chose_it = Exists(options.filter(pool__places__participant__user=user))
    of_day = Q(session=None) & (held_day | marked_that_day)
    of_visit = Q(session__isnull=False) & (marked_there | chose_it | (held_day & ~Exists(options)))
    rows = SignedSheet.objects.filter(of_day | of_visit)
    return rows.select_related("day__cohort__residency", "day__cohort__project", "session").order_by("pk")


def _sheet(row: SignedSheet) -> dict[str, str]:
    found = {_("Date"): in_words(row.day.date)}
    if row.session is not None:
        found[_("Field visit")] = row.session.title
    found[_("Taken in at")] = in_words(row.added_at)
    if row.kept_at is not None:
        found[_("Kept as the original since")] = in_words(row.kept_at)
    if row.superseded_at is not None:
        found[_("Superseded by a later one at")] = in_words(row.superseded_at)
    return found


def _what_stays(cohort: Cohort) -> str:
    """Until when, by what `services.keeping.forget_originals` does."""
    if (until := kept_until(cohort)) is not None:
        words = _(
            "Your name and signature on these sheets stay until %(date)s: they show who was there, and the donor’s"
            " report rests on that. Then the sheets are deleted."
        )
        return words % {"date": in_words(until)}
    return _(
        "Your name and signature on these sheets stay: they show who was there, and certificates rest on that. The"
        " organiser has set no date yet until which it keeps them."
    )
