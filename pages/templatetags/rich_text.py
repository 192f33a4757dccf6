"""Text that editors wrote, on the way to a page."""

import nh3
from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText, expand_db_html

register = template.Library()

# What an editor's toolbar can make (`blocks.RICH_TEXT`), and nothing else.
_RICH_TAGS = {"a", "b", "br", "em", "i", "li", "ol", "p", "strong", "ul"}


@register.filter
def rich(value: RichText) -> SafeString:
    """An editor's text as HTML. Cleaned on the way out too: what came into the database some other way is inert."""
    html = nh3.clean(
        expand_db_html(value.source),
        tags=_RICH_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return SafeString(html)
