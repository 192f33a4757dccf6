"""How long signed copies of an erased person's papers are kept."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from people.personal_data.files import delete_after_commit

from ..models import SignedCopy


def not_needed(copies: QuerySet[SignedCopy]) -> QuerySet[SignedCopy]:
    """Those on which no donor's report rests any more.

    With a funding project that is from the date on until which its papers are kept, and as long as nobody has written
    one, never; without a project, at once.
    """
    project = "document__participant__cohort__project"
    no_more = Q(**{project: None}) | Q(**{f"{project}__keep_until__lt": timezone.localdate()})
    return copies.filter(no_more)


def delete_copies(copies: QuerySet[SignedCopy]) -> int:
    """Delete these copies; their files go after commit. Inside a transaction."""
    rows = list(copies.select_for_update(of=("self",)))
    delete_after_commit([row.file for row in rows])
    SignedCopy.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@transaction.atomic
def forget_copies() -> int:
    """Delete signed copies of erased people's papers once no donor asks for them. Returns how many.

    Called by the clock; harmless twice. Side effect: files go after commit.
    """
    erased = SignedCopy.objects.filter(document__participant__user__erased_at__isnull=False)
    return delete_copies(not_needed(erased))
