"""What day packs have of a person: those that they had made. Papers with their name go with them."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.work import WorkState
from people.models import User
from people.person import Held, PersonPart
from people.personal_data.files import delete_after_commit
from people.personal_data.words import described, in_words

from .models import Pack
from .pieces import BY_NAME


class Packs(PersonPart):
    """Papers for the days, kept for some hours."""

    def held(self, user: User) -> Sequence[Held]:
        """Which the person had made, without the files: these name everybody who comes. One query."""
        rows = Pack.objects.filter(made_by=user).select_related("cohort__residency").order_by("pk")
        return [Held(_("Day packs that you had made"), [_row(pack) for pack in rows])]

    def erase(self, user: User) -> None:
        """Delete their own, and whatever was drawn of cohorts of theirs: drawn anew it has their name no more.

        One that waits to be drawn is drawn without it. Side effect: files go after commit.
        """
        is_drawn = Q(cohort__participants__user=user) & ~Q(state=WorkState.QUEUED)
        theirs = Pack.objects.filter(Q(made_by=user) | is_drawn)
        # Held, so that no worker stores a file meanwhile that nobody would find again.
        packs = list(Pack.objects.filter(pk__in=theirs.values("pk")).select_for_update().order_by("pk"))
        delete_after_commit([pack.file for pack in packs])
        Pack.objects.filter(pk__in=[pack.pk for pack in packs]).delete()


def _row(pack: Pack) -> dict[str, str]:
    return {
        _("Residency"): pack.cohort.residency.name,
        **described(pack, "created_at"),
        _("What is in it"): ", ".join(str(BY_NAME[name].title) for name in pack.pieces),
        _("Can be fetched until"): in_words(pack.expires_at),
    }
