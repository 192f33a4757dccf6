"""A venue's dossier: as a release freezes it, and as readers are told it, one fact after another."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cohorts.dossier import NO_DOSSIER, Dossier
from foundation.words.tappable import tappable
from foundation.words.translated import NO_WORDS, Words, words
from residencies.models import Venue


class Line(NamedTuple):
    """A fact of a dossier: what it is, and its words, which are somebody's in several languages or the site's own."""

    term: str
    words: Words = NO_WORDS
    text: str = ""
    url: str = ""

    def in_(self, language: str) -> str:
        """The fact as plain text: of a link its address."""
        return self.url or self.text or self.words.in_(language).text

    @property
    def html(self) -> SafeString:
        """A fact of the site's own: the map, and what can be called, as links."""
        return format_html('<a href="{}">{}</a>', self.url, self.text) if self.url else tappable(self.text)


def dossier_of(venue: Venue | None) -> Dossier:
    """What accepted people may know of a venue; nothing of its contact person."""
    if venue is None:
        return NO_DOSSIER
    return Dossier(
        document=words(venue, "document"),
        clothing=words(venue, "clothing"),
        gear=words(venue, "gear"),
        photographs=venue.photographs,
        step_free=venue.step_free,
        emergency=venue.emergency,
        shelter_capacity=venue.shelter_capacity,
        shelter_step_free=venue.shelter_step_free,
        latitude=_number(venue.latitude),
        longitude=_number(venue.longitude),
    )


def _number(value: object) -> str:
    """“50.4501”: a number that was just typed and one that comes from the database read alike."""
    return "" if value is None else f"{float(str(value)):.5f}"


def entry_lines(dossier: Dossier) -> list[Line]:
    """What to bring, to wear and to expect at the door; in the present language."""
    return [line for line in _entry(dossier) if line.words or line.text]


def _entry(dossier: Dossier) -> Iterator[Line]:
    query = f"mlat={dossier.latitude}&mlon={dossier.longitude}#map=17/{dossier.latitude}/{dossier.longitude}"
    map_url = f"https://www.openstreetmap.org/?{query}" if dossier.latitude else ""
    yield Line(_("On the map"), text=_("Open the map") if map_url else "", url=map_url)
    yield Line(_("Document to show"), dossier.document)
    yield Line(_("Clothing and shoes"), dossier.clothing)
    yield Line(_("Protective gear"), dossier.gear)
    yield Line(
        _("Photographs"),
        text={
            Venue.Photographs.YES: _("You may take photographs."),
            Venue.Photographs.ASK: _("Ask before you take photographs."),
            Venue.Photographs.NO: _("No photographs are taken here."),
        }.get(dossier.photographs, ""),  # type: ignore[call-overload]  # an empty choice is none of them
    )
    yield Line(_("Step-free way in"), text=_step_free(dossier.step_free))


def safety_lines(dossier: Dossier) -> list[Line]:
    """The shelter in figures, and whom to call; in the present language."""
    return [line for line in (*_shelter(dossier), _emergency(dossier)) if line.text]


def emergency_lines(dossier: Dossier) -> list[Line]:
    """Whom to call; in the present language."""
    line = _emergency(dossier)
    return [line] if line.text else []


def shelter_figures(dossier: Dossier) -> str:
    """“for 80 people, step-free: yes”: what stands below the words about the shelter; in the present language."""
    held, answer = dossier.shelter_capacity, _step_free(dossier.shelter_step_free)
    capacity = (
        ngettext("for %(count)s person", "for %(count)s people", held) % {"count": held} if held else ""
    )
    step_free = _("step-free: %(answer)s") % {"answer": answer} if answer else ""
    return ", ".join(filter(None, (capacity, step_free)))


def _shelter(dossier: Dossier) -> Iterator[Line]:
    held = dossier.shelter_capacity
    yield Line(_("People in the shelter"), text="" if held is None else str(held))
    yield Line(_("Shelter is step-free"), text=_step_free(dossier.shelter_step_free))


def _emergency(dossier: Dossier) -> Line:
    return Line(_("In an emergency"), text=dossier.emergency)


def all_lines(dossier: Dossier) -> list[Line]:
    """Every fact in the same order, what is not known too: for comparing two dossiers."""
    return [*_entry(dossier), *_shelter(dossier), _emergency(dossier)]


def _step_free(choice: str) -> str:
    words_of = {
        Venue.StepFree.YES: pgettext("step-free", "yes"),
        Venue.StepFree.PARTLY: pgettext("step-free", "in part"),
        Venue.StepFree.NO: pgettext("step-free", "no"),
    }
    return words_of.get(choice, "")  # type: ignore[call-overload]  # an empty choice is none of them
