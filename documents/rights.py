"""Rights on invitations and attestations."""

from residencies.rights import EDITORS, MANAGERS, READERS, grant

# Who is invited, and how far each invitation is.
grant("documents.view", *READERS)
# The papers themselves: to whom they are addressed and who pays for whom; signed copies.
grant("documents.download", *EDITORS)
# Drafts, who pays, signed copies and orders that have come in.
grant("documents.change", *EDITORS)
# Sending, voiding, attesting presence.
grant("documents.send", *MANAGERS)
