"""Facts for programs that read pages: a block of JSON-LD, which no policy takes for a script, for it is not run."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# As Django's own `json_script` does: nothing in a block ends it.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def linked_data(facts: dict[str, Any]) -> SafeString:
    """The block that says these facts."""
    said = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(said))  # noqa: S308
