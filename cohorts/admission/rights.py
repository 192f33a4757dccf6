"""Rights on applications."""

from residencies.rights import EDITORS, MANAGERS, READERS, SEES_NEEDS, grant

# Who applied, from where, and how each day stands.
grant("applications.view", *READERS)
grant("applications.see_contacts", *EDITORS)
# What people wrote of themselves, as a column among others.
grant("applications.see_motivation", *MANAGERS, SEES_NEEDS)
grant("applications.decide", *MANAGERS)
