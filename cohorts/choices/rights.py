"""Rights on choosing among parallel sessions."""

from residencies.rights import MANAGERS, READERS, grant

# How full each session is, who has not chosen, what an allocation gives to whom.
grant("choices.view", *READERS)
# Settings, allocations, places given by hand, telling everybody.
grant("choices.change", *MANAGERS)
