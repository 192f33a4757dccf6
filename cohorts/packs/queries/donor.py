"""What the donor of a cohort's project wants printed on its papers: lines of text, and a strip of logos."""

from django.utils.translation import gettext as _

from cohorts.models import Cohort
from foundation.words.translated import said

from ..pdf.facts import shown


def donor_lines(cohort: Cohort) -> tuple[str, ...]:
    """Who pays, as the donor wants it printed: the project's title, the donor's sentence, the agreement."""
    project = cohort.project
    if project is None:
        return ()
    number = project.agreement_number
    lines = (
        said(project, "title"),
        said(project, "sentence"),
        _("Agreement %(number)s") % {"number": number} if number else "",
    )
    return tuple(filter(None, map(shown, lines)))


def donor_logos(cohort: Cohort) -> bytes:
    """The donor's strip of logos; nothing without one, or where its file is gone. Two queries."""
    project = cohort.project
    if project is None or project.logos is None:
        return b""
    try:
        with project.logos.image.file.open() as file:
            return bytes(file.read())
    except FileNotFoundError:
        return b""
