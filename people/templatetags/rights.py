"""Rights in templates."""

from typing import Any

from django import template
from django.template.context import Context

from people.rights import may as actor_may

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Context, right: str, row: Any = None) -> bool:
    """Whether whoever asks for the page has the right on the row: `{% may "cohorts.change" cohort as may_change %}`."""
    return actor_may(context["request"].user, right, row)
