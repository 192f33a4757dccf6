"""Titles of pages, as long as lists of results show them."""

# With “ · Svitlytsia” after it, under 70 characters.
LONGEST_TITLE = 56


def shortened(text: str, most: int) -> str:
    """The text, cut at a word where it is longer; the sign of omission counts too."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole = cut.rpartition(" ")[0] if text[most - 1] != " " else cut
    return (whole or cut).rstrip(" ,;:·–—-") + "…"
