"""How a community is called on a page, in a letter and on a certificate, in each language."""

from typing import Protocol

from . import polish
from .romanise import romanise

CRIMEA = "Автономна Республіка Крим"
_CRIMEA_ABROAD = {"en": "Autonomous Republic of Crimea", "pl": "Autonomiczna Republika Krymu"}
_CITY = {"uk": "місто {}", "en": "City of {}", "pl": "miasto {}"}
_SETTLEMENTS = {
    "місто": {"en": "town", "pl": "miasto"},
    "селище": {"en": "settlement", "pl": "osiedle"},
    "село": {"en": "village", "pl": "wieś"},
}


class Named(Protocol):
    """What a label is made of: a row of the register, saved or not."""

    country: str
    name: str
    region: str
    district: str
    seat: str


def label(community: Named, language: str) -> str:
    """Name and region: «Яворівська громада, Львівська область», “Yavorivska hromada, Lvivska oblast”.

    In English the name is romanised by resolution 55; Polish has „hromada jaworiwska, obwód lwowski”.
    A gmina is called the same in all three languages. A few communities of one region share a name: see `detail`.
    """
    if community.country != "UA":
        return f"Gmina {community.name}, {community.region}"
    if _is_city(community):
        return _CITY.get(language, _CITY["en"]).format(_spelt(community.name, language))
    if language == "pl":
        return f"{polish.hromada(community.name, community.region)}, {region_name(community, language)}"
    word = "громада" if language == "uk" else "hromada"
    return f"{_spelt(community.name, language)} {word}, {region_name(community, language)}"


def region_name(community: Named, language: str) -> str:
    """The region as it is said: «Львівська область», “Lvivska oblast”, „obwód lwowski”, „małopolskie”."""
    if community.country != "UA":
        return community.region
    if community.region == CRIMEA:
        return community.region if language == "uk" else _CRIMEA_ABROAD.get(language, _CRIMEA_ABROAD["en"])
    if _is_city(community):
        return _spelt(community.region, language)
    if language == "pl":
        return polish.oblast(community.region)
    return f"{_spelt(community.region, language)} {'область' if language == 'uk' else 'oblast'}"


def detail(community: Named, language: str) -> str:
    """What tells two communities of one label apart: «Сумський район, село Миколаївка». May be empty."""
    parts = []
    if community.country == "UA" and community.district and language == "pl":
        parts.append(polish.raion(community.district))
    elif community.country == "UA" and community.district:
        parts.append(f"{_spelt(community.district, language)} {'район' if language == 'uk' else 'raion'}")
    elif community.district:
        parts.append(f"powiat {community.district}")
    if community.seat:
        parts.append(_seat(community.seat.split(", ")[0], language))
    return ", ".join(parts)


def choice_label(community: Named, language: str) -> str:
    """Label and detail on one line, for a list from which one is picked: no two communities share it."""
    more = detail(community, language)
    return f"{label(community, language)} ({more})" if more else label(community, language)


def _is_city(community: Named) -> bool:
    """Kyiv and Sevastopol are regions of their own and lie in no raion; Lvivska hromada lies in one."""
    return community.name == community.region and not community.district


def _spelt(name: str, language: str) -> str:
    if language == "pl":
        return polish.CITIES.get(name) or polish.spell(name)
    return name if language == "uk" else romanise(name)


def _seat(seat: str, language: str) -> str:
    kind, _, name = seat.partition(" ")
    if language == "uk" or kind not in _SETTLEMENTS:
        return _spelt(seat, language)
    words = _SETTLEMENTS[kind]
    return f"{words.get(language, words['en'])} {_spelt(name, language)}"
