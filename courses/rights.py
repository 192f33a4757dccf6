"""Rights on what is taught."""

from residencies.rights import MANAGERS, READERS, grant

grant("courses.view", *READERS)
grant("courses.change", *MANAGERS)
# An account named on a profile becomes a trainer of the programme.
grant("trainers.view", *READERS)
grant("trainers.change", *MANAGERS)
