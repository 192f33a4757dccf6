"""Words that forms of several rooms say of plain writing."""

from django.utils.translation import gettext_lazy as _

PLAIN_WRITING = _(
    "An empty line begins a new paragraph. A line that begins with ## is a heading, with - an item of a list, with > a"
    " quotation. **Two stars** make bold, *one star* slanted, [words](https://…) a link."
)
