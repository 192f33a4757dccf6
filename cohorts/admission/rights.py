"""Rights on applications."""

from residencies.rights import EDITORS, MANAGERS, READERS, SEES_NEEDS, grant

# Who applied, from where, and how each day stands.
grant("applications.view", *READERS)
grant("applications.see_contacts", *EDITORS)
# Food, health and access.
grant("applications.see_needs", *MANAGERS, SEES_NEEDS)
grant("applications.decide", *MANAGERS)
