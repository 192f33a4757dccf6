"""Words of lists for partners."""

from collections.abc import Iterable

from django import template

register = template.Library()


@register.filter
def in_a_line(cells: Iterable[str]) -> str:
    """The cells of a line one after another; those that say nothing leave no gap."""
    return " · ".join(filter(None, cells))
