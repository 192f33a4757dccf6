"""Rights on a cohort and its days."""

from residencies.rights import EDITORS, MANAGERS, READERS, grant

grant("cohorts.view", *READERS)
# How people can be reached.
grant("cohorts.see_contacts", *EDITORS)
# Also publishing it, cancelling it, putting it into the archive, the places of its days and their queues.
grant("cohorts.change", *MANAGERS)
# Letters about what waits in one's cohorts, as often as one chooses.
grant("digest.receive", *MANAGERS)
