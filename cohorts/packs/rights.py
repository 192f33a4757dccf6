"""Rights on day packs."""

from residencies.rights import EDITORS, grant

# Names on paper: badges, sheets for signature. Lists of passengers, gates and hotels ask for the rights of their rooms.
grant("packs.make", *EDITORS)
