"""Find a community by a few letters, however they are typed."""

from django.db.models import Case, IntegerField, Q, Value, When

from foundation.words.folding import folded_words
from people.models import Community

from .romanise import romanise

# A key looks like «|білоцерківська|білацерква|bilatserkva|/церква/tserkva/~київська~білоцерківський~»:
# between bars the names without spaces, after slashes what follows the first word of a name, after tildes
# where it lies.
_LONGEST_KEY = 400
_LONGEST_QUERY = 100
_COUNTRY_OF = {"громада": "UA", "hromada": "UA", "gmina": "PL"}
MOST = 50
# Said around the name of a community in letters and documents; nobody is found by them alone.
_GENERIC = (
    "громада територіальна міська селищна сільська тг отг мтг стг рада місто село селище смт м с "
    "область обл район gmina miasto powiat województwo hromada oblast raion city of"
)
_GENERIC_FOLDED = frozenset(folded_words(_GENERIC))


def search_key(name: str, region: str, district: str, seat: str = "") -> str:
    """What a community is found by: its name and settlements, these in Latin letters, where it lies.

    `seat` as in `Entry`. A city with special status (no district) is also found by the adjective that its
    documents use: «Київська».
    """
    names = [name, *(_without_kind(place) for place in seat.split(", ") if place)]
    if region == name and not district:
        names.append(f"{name}ська")
    spelt = [folded_words(each) for each in dict.fromkeys([*names, *map(romanise, names)])]
    whole = dict.fromkeys("".join(words) for words in spelt)
    later = dict.fromkeys("".join(words[start:]) for words in spelt for start in range(1, len(words)))
    places = dict.fromkeys("".join(folded_words(place)) for place in (region, district) if place)
    key = f"|{'|'.join(whole)}|/{'/'.join(later)}/~{'~'.join(places)}~"
    return key[:_LONGEST_KEY]


def find(query: str, *, limit: int = 12, country: str | None = None) -> list[Community]:
    """The communities that are offered and answer to the query, the likeliest first; one database query.

    Every word of the query must be found. First come those whose own name or town begins with it, then those
    whose central settlement, a village perhaps, is the query or begins with it, then those with a later word
    that does, then the rest, then those that only lie in a region or district of that name; within each Ukraine
    first and then by code, which goes by region. `limit` is at most 50. An empty query finds nothing.
    """
    query = query[:_LONGEST_QUERY]
    words = telling_words(query)
    if not words:
        return []
    offered = Community.objects.filter(is_current=True, is_hidden=False)
    country = country or _country_said(query)
    if country is not None:
        offered = offered.filter(country=country)
    for word in words:
        offered = offered.filter(search_key__contains=word)
    ranked = offered.annotate(rank=_rank(words)).order_by("rank", "-country", "code")
    likely: list[Community] = sorted(ranked[:MOST], key=lambda each: not _is_named(each, "".join(words)))
    return likely[: max(0, min(limit, MOST))]


def _is_named(community: Community, typed: str) -> bool:
    """Whether its own name or its town begins with what was typed, in its own letters or in Latin ones."""
    towns = [_without_kind(place) for place in community.seat.split(", ") if place.startswith("місто ")]
    names = [community.name, *towns]
    spelt = [*names, *map(romanise, names)]
    return any("".join(folded_words(name)).startswith(typed) for name in spelt)


def _country_said(query: str) -> str | None:
    said = {_COUNTRY_OF[word] for word in folded_words(query) if word in _COUNTRY_OF}
    return said.pop() if len(said) == 1 else None


def _rank(words: list[str]) -> Case:
    """0 is the likeliest. Spaces do not count: «Біла Церк», «біла-церк» and «білацерк» are one."""
    typed, first = "".join(words), words[0]
    steps = [f"|{typed}|", f"|{typed}", f"/{typed}", f"|{first}|", f"|{first}"]
    return Case(
        *(When(search_key__contains=step, then=Value(rank)) for rank, step in enumerate(steps)),
        When(Q(search_key__contains=f"~{typed}"), then=Value(len(steps) + 1)),
        default=Value(len(steps)),
        output_field=IntegerField(),
    )


def _without_kind(place: str) -> str:
    """«село Дуліби» without «село»."""
    return place.partition(" ")[2] or place


def telling_words(text: str) -> list[str]:
    """The folded words that tell one community from another: without «громада», «міська», “gmina”.

    If there are no others, all the words.
    """
    words = folded_words(text)
    return [word for word in words if word not in _GENERIC_FOLDED] or words
