"""Rights on certificates."""

from residencies.rights import MANAGERS, READERS, grant

grant("certificates.view", *READERS)
# The signed files themselves.
grant("certificates.download", *MANAGERS)
# Issuing, replacing, revoking, and the rule by which one is earned.
grant("certificates.issue", *MANAGERS)
grant("designs.view", *READERS)
grant("designs.change", *MANAGERS)
