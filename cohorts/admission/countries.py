"""Countries that people come from, by ISO 3166-1 code, named in the reader's language.

The neighbours and partners of the programmes first; whoever comes from farther away chooses the last line.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# User-assigned in ISO 3166-1: no country will ever have it.
ELSEWHERE = "XX"

NEAR = {"UA": _("Ukraine"), "PL": _("Poland")}
OTHERS = {
    "AT": _("Austria"),
    "BE": _("Belgium"),
    "BG": _("Bulgaria"),
    "CA": _("Canada"),
    "HR": _("Croatia"),
    "CZ": _("Czechia"),
    "DK": _("Denmark"),
    "EE": _("Estonia"),
    "FI": _("Finland"),
    "FR": _("France"),
    "GE": pgettext_lazy("country", "Georgia"),
    "DE": _("Germany"),
    "GR": _("Greece"),
    "HU": _("Hungary"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "LV": _("Latvia"),
    "LT": _("Lithuania"),
    "MD": _("Moldova"),
    "NL": _("Netherlands"),
    "NO": _("Norway"),
    "PT": _("Portugal"),
    "RO": _("Romania"),
    "RS": _("Serbia"),
    "SK": _("Slovakia"),
    "SI": _("Slovenia"),
    "ES": _("Spain"),
    "SE": _("Sweden"),
    "CH": _("Switzerland"),
    "TR": _("Türkiye"),
    "GB": _("United Kingdom"),
    "US": _("United States"),
}


def choices() -> list[tuple[str, object]]:
    """What the list of countries offers, sorted by name in the present language."""
    others = sorted(OTHERS.items(), key=lambda pair: str(pair[1]))
    return [("", _("Choose a country")), *NEAR.items(), *others, (ELSEWHERE, _("another country"))]


def name_of(code: str) -> str:
    """The country's name in the present language; the code itself for one that the list lacks."""
    names = {**NEAR, **OTHERS, ELSEWHERE: _("another country")}
    return str(names.get(code, code))
