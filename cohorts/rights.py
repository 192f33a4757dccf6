"""Rights on a cohort and its days."""

from residencies.rights import MANAGERS, READERS, grant

grant("cohorts.view", *READERS)
# Also publishing it, cancelling it, putting it into the archive, and the places of its days.
grant("cohorts.change", *MANAGERS)
