"""What programmes have of a person: their roles."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import User
from people.person import Held, Hindrance, PersonPart
from people.personal_data.words import described

from .models import Membership
from .queries import managed_alone
from .services.roles import leave_all


class Roles(PersonPart):
    """What the person does in which programme."""

    def held(self, user: User) -> Sequence[Held]:
        """One row for each role; one query."""
        rows = Membership.objects.filter(user=user).select_related("programme").order_by("pk")
        return [Held(_("Your roles in programmes"), list(map(_in_words, rows)))]

    def hindrances(self, user: User) -> Sequence[Hindrance]:
        """Programmes that would be left without a manager; one query."""
        words = _("“%(programme)s” has no other manager. Give this role to somebody else first.")
        return [
            Hindrance(
                words % {"programme": programme.name},
                f"{reverse('membership:add')}?programme={programme.pk}",
            )
            for programme in managed_alone(user)
        ]

    def hold(self, user: User) -> None:
        """The managers of programmes that the person manages: of two who go at once, the second one stays."""
        managers = Membership.objects.filter(role=Membership.Role.MANAGER)
        own = managers.filter(user=user).values("programme")
        list(managers.filter(programme__in=own).select_for_update(of=("self",), no_key=True).order_by("pk"))

    def erase(self, user: User) -> None:
        """All roles go, and the way into the back office with them."""
        leave_all(actor=None, user=user)


def _in_words(row: Membership) -> dict[str, str]:
    programme = {_("Programme"): row.programme.name}
    seen = described(row, "sees_needs") if row.sees_needs else {}
    return {**programme, **described(row, "role"), **seen}
