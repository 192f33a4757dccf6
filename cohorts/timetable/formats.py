"""The formats of sessions that a new site begins with; managers add their own."""

from django.db import transaction

from .models import SessionFormat

# Short name: Ukrainian, English, Polish, whether it counts as training.
FORMATS: dict[str, tuple[str, str, str, bool]] = {
    "workshop": ("майстерня", "workshop", "warsztat", True),
    "training": ("тренінг", "training", "szkolenie", True),
    "open-lecture": ("відкрита лекція", "open lecture", "wykład otwarty", True),
    "panel": ("панельна дискусія", "panel", "panel", True),
    "public-discussion": ("публічне обговорення", "public discussion", "dyskusja publiczna", True),
    "working-meeting": ("робоча зустріч", "working meeting", "spotkanie robocze", True),
    "field-visit": ("навчальний візит", "field visit", "wizyta studyjna", True),
    "presentation": ("презентація", "presentation", "prezentacja", True),
    "exhibition": ("виставка", "exhibition", "wystawa", False),
    "opening": ("відкриття", "opening", "inauguracja", False),
    "signing": ("підписання", "signing", "podpisanie", False),
    "networking": ("нетворкінг", "networking", "nawiązywanie kontaktów", False),
    "break": ("перерва", "break", "przerwa", False),
}


@transaction.atomic
def make_formats() -> None:
    """Make the formats that are missing; the names of those that are there stay as managers wrote them."""
    for slug, (uk, en, pl, is_taught) in FORMATS.items():
        names = {"name_uk": uk, "name_en": en, "name_pl": pl}
        SessionFormat.objects.get_or_create(slug=slug, defaults={"is_taught": is_taught, **names})
