"""What the back office has of a person who works there."""

from collections.abc import Sequence

from people.models import User
from people.person import Held, PersonPart

from . import personal_data


class BackOffice(PersonPart):
    """Saved filters, lists taken out, Wagtail's own settings of the person."""

    def held(self, user: User) -> Sequence[Held]:
        """All of it; a constant number of queries."""
        return personal_data.held(user)

    def erase(self, user: User) -> None:
        """All of it goes, with its files."""
        personal_data.erase(user)
