"""Rights on presence."""

from typing import Any

import rules

from cohorts.timetable.models import Session
from residencies.rights import EDITORS, READERS, Role, grant, has_role

teaches = has_role(Role.TRAINER)


@rules.predicate
def leads(actor: Any, session: Any) -> bool:
    """The actor is one of the session's trainers, and still a trainer of its programme."""
    if not isinstance(session, Session) or not teaches(actor, session):
        return False
    return session.trainers.filter(user_id=actor.pk).exists()


grant("presence.view", *READERS)
# Signatures, and pages on their way; that a sheet is kept, everybody reads who reads presence.
grant("sheets.view", *EDITORS)
grant("sheets.change", *EDITORS)
# Leaders of a session mark it on the site, the programme's own people anywhere.
rules.add_perm("presence.mark", has_role(*EDITORS) | leads)
