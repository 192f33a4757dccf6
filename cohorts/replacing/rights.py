"""Rights on replacements."""

from residencies.rights import EDITORS, MANAGERS, grant

# Who is to come for whom, with telephones: also for whoever calls.
grant("replacements.view", *EDITORS)
# Write down who is named, approve, take back.
grant("replacements.decide", *MANAGERS)
