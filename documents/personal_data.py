"""What documents hold of a person, what of it goes when they are erased, and what a donor's report still needs."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging import outbox
from people.models import User
from people.person import Held, HeldFile
from people.personal_data.files import delete_after_commit, held_file
from people.personal_data.words import described, in_words

from . import letters
from .gathering import organisation_of, thawed
from .models import Addressee, Dispatch, Document, Drawing, SignedCopy
from .services.invitations import institution_key
from .services.keeping import delete_copies, not_needed

# What is left of a paper: that there was one of this number and code, and whether it is in force.
_NOTHING_SAID: Mapping[str, object] = {
    "facts": {},
    "addressee_position": "",
    "addressee_name": "",
    "coordinator_email": "",
    "order_number": "",
    "order_date": None,
    "void_reason": "",
}


# ---------------------------------------------------------------- held
def held(user: User) -> Sequence[Held]:
    """Papers, drafts among them, with what went where and the files; three queries for any number."""
    rows = (
        Document.objects.filter(participant__user=user)
        .select_related("drawing", "participant__cohort__residency__programme")
        .prefetch_related("dispatches")
        .order_by("-pk")
    )
    papers = [_paper(row) for row in rows]
    sent = [_dispatch(row, each) for row in rows for each in row.dispatches.all()]
    drawn = [held_file(_name(row), row.drawn.file) for row in rows if row.drawn]
    return [Held(_("Papers for your institution"), [*papers, *sent], drawn), *_copies(user)]


def _name(row: Document) -> str:
    return f"{row.kind}-{row.number or row.public_id.hex[:8]}.pdf"


def _paper(row: Document) -> dict[str, str]:
    """What it says of the person; to whom it is addressed and who signs it stands on the paper itself."""
    facts = thawed(row)
    said = (
        {
            _("Name"): facts.person,
            _("Position"): facts.position,
            _("Organisation"): facts.organisation,
            _("Days"): ", ".join(in_words(day.date) for day in facts.days),
        }
        if facts is not None
        else {}
    )
    found = {
        **described(row, "kind", "number", "dated", "state"),
        _("Residency"): str(row.participant.cohort.residency),
        **said,
        **described(row, "sent_at", "order_number", "order_date", "void_at", "void_reason"),
    }
    return {name: words for name, words in found.items() if words}


def _dispatch(row: Document, dispatch: Dispatch) -> dict[str, str]:
    return {
        _("Paper"): f"{row.get_kind_display()} {row.number}".rstrip(),
        **described(dispatch, "date", "way"),
    }


def _copies(user: User) -> Sequence[Held]:
    rows = SignedCopy.objects.filter(document__participant__user=user).select_related(
        "document__participant__cohort__project"
    )
    found = [
        {
            _("Paper"): f"{row.document.get_kind_display()} {row.document.number}".rstrip(),
            _("File"): row.file_name,
            **described(row, "signed_at"),
            _("Came in"): in_words(row.added_at),
        }
        for row in rows
    ]
    return [Held(_("Signed copies of your papers"), found, [_copy(row) for row in rows], _stays(rows))]


def _copy(row: SignedCopy) -> HeldFile:
    return held_file(f"signed-{row.file_name}", row.file)


def _stays(rows: Iterable[SignedCopy]) -> str:
    """On which ground copies stay, and until when if somebody has written it; empty if none does."""
    today = timezone.localdate()
    projects = [row.document.participant.cohort.project for row in rows]
    dates = [project.keep_until for project in projects if project is not None]
    known = sorted(date for date in dates if date is not None and date >= today)
    if None in dates:
        return _(
            "Signed copies stay as long as the agreement with the donor asks for the papers of the project; then they"
            " are deleted."
        )
    if not known:
        return ""
    words = _(
        "Signed copies stay until %(date)s: until then the agreement with the donor asks for the papers of the project."
        " Then they are deleted."
    )
    return words % {"date": in_words(known[-1])}


# ---------------------------------------------------------------- erased
def erase(user: User) -> None:
    """Empty the papers, with all that went with them; what a donor's report rests on stays until its time.

    A paper that was sent keeps number, code and state: whoever has it in hand reads on the check page whether it is
    genuine. What was never sent goes whole. Files go after commit.
    """
    papers = Document.objects.filter(participant__user=user)
    # Held, so that no worker stores a file meanwhile that nobody would find again.
    rows = list(
        papers.select_for_update(of=("self",)).select_related(
            "participant__user", "participant__application", "participant__cohort__residency"
        )
    )
    drawings = Drawing.objects.filter(document__in=rows).select_for_update(of=("self",))
    delete_after_commit([row.file for row in drawings])
    Drawing.objects.filter(document__in=rows).delete()
    delete_copies(not_needed(SignedCopy.objects.filter(document__in=rows)))
    Dispatch.objects.filter(document__in=rows).delete()
    for row in rows:
        outbox.forget_one(letters.key_for_coordinator(row))
    _forget_addressees(rows)
    papers.filter(sent_at=None).delete()
    papers.update(**_NOTHING_SAID)


def _forget_addressees(rows: Sequence[Document]) -> None:
    """To whom papers for the person's institution go is typed anew for the next one: it names where they work."""
    known = Q(pk__in=())
    for row in rows:
        key = institution_key(organisation_of(row.participant))
        known |= Q(programme=row.participant.cohort.residency.programme_id, institution=key)
    Addressee.objects.filter(known).delete()
