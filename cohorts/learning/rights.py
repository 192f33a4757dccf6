"""Rights on materials."""

import rules

from cohorts.attendance.rights import leads
from residencies.rights import MANAGERS, READERS, grant, has_role

grant("materials.view", *READERS)
# Giving one to a session, a new version of it, taking it back: those who lead the session, and managers.
rules.add_perm("materials.publish", has_role(*MANAGERS) | leads)
