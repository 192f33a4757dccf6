"""Rights on letters: they carry addresses and what people were told."""

from residencies.rights import EDITORS, MANAGERS, grant

grant("letters.view", *EDITORS)
grant("letters.send", *MANAGERS)
