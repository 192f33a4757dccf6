"""Ukrainian names as Polish readers know them: oblasts by their Polish names, the rest spelt by Polish rules.

Not by way of English: «Яворівська» is „jaworiwska”, never “Yavorivska”.
"""

import unicodedata

from foundation.words.fields import APOSTROPHES

# Oblasts as Polish speaks of them, in the masculine of „obwód”, by their Ukrainian names.
OBLASTS = {
    "Вінницька": "winnicki",
    "Волинська": "wołyński",
    "Дніпропетровська": "dniepropetrowski",
    "Донецька": "doniecki",
    "Житомирська": "żytomierski",
    "Закарпатська": "zakarpacki",
    "Запорізька": "zaporoski",
    "Івано-Франківська": "iwanofrankiwski",
    "Київська": "kijowski",
    "Кіровоградська": "kirowohradzki",
    "Луганська": "ługański",
    "Львівська": "lwowski",
    "Миколаївська": "mikołajowski",
    "Одеська": "odeski",
    "Полтавська": "połtawski",
    "Рівненська": "rówieński",
    "Сумська": "sumski",
    "Тернопільська": "tarnopolski",
    "Харківська": "charkowski",
    "Херсонська": "chersoński",
    "Хмельницька": "chmielnicki",
    "Черкаська": "czerkaski",
    "Чернівецька": "czerniowiecki",
    "Чернігівська": "czernihowski",
}
CITIES = {"Київ": "Kijów", "Севастополь": "Sewastopol"}

_LETTERS = {
    "а": "a", "б": "b", "в": "w", "г": "h", "ґ": "g", "д": "d", "е": "e", "ж": "ż", "з": "z", "и": "y",
    "і": "i", "ї": "ji", "й": "j", "к": "k", "л": "ł", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz", "щ": "szcz",
}  # fmt: skip
_IOTATED = {"є": "e", "ю": "u", "я": "a"}
_SOFT = {"з": "ź", "с": "ś", "ц": "ć", "н": "ń", "л": "l"}
_HARD_BEFORE_IOTA = "аеєиіїоуюяйь"  # after these, at a beginning and after an apostrophe the iota is heard


def oblast(name: str) -> str:
    """„obwód lwowski” of «Львівська»."""
    return f"obwód {OBLASTS.get(name) or adjective(name)}"


def hromada(name: str, region: str) -> str:
    """„hromada jaworiwska” of «Яворівська»; one that is called like its oblast has the Polish name of that."""
    if name == region and name in OBLASTS:
        return f"hromada {OBLASTS[name][:-1]}a"
    return f"hromada {adjective(name)}"


def raion(name: str) -> str:
    """„rejon jaworiwski” of «Яворівський»; those around the seat of an oblast by its Polish name."""
    return f"rejon {OBLASTS.get(f'{name[:-2]}а') or adjective(name)}"


def adjective(name: str) -> str:
    """A name that says of what something is, in small letters; a noun keeps its capital."""
    spelt = spell(name)
    return spelt.lower() if name.endswith(("ка", "кий")) else spelt


def spell(text: str) -> str:
    """The text with Ukrainian letters written by Polish rules; other letters stay."""
    return " ".join(_word(word) for word in unicodedata.normalize("NFC", text).split(" "))


def _word(word: str) -> str:
    if word.endswith("ий"):
        word = f"{word[:-2]}{'і' if word[-3:-2] in 'кгхКГХ' else 'и'}"
    letters = list(word)
    return "".join(_letter(letters, place) for place in range(len(letters)))


def _letter(letters: list[str], place: int) -> str:
    letter = letters[place]
    small = letter.lower()
    before = letters[place - 1].lower() if place else ""
    after = letters[place + 1].lower() if place + 1 < len(letters) else ""
    if small in APOSTROPHES:
        latin = ""
    elif small in _IOTATED:
        latin = _iota(before) + _IOTATED[small]
    elif small == "ь":
        latin = "i" if after == "о" and before != "л" else ""
    elif small == "л" and after in ("і", "є", "ю", "я", "ь"):
        latin = "l"
    elif small in _SOFT and after == "ь" and letters[place + 2 : place + 3] not in (["к"], ["о"]):
        latin = _SOFT[small]  # „-ski” and „-cki” are hard in Polish
    else:
        latin = _LETTERS.get(small, letter)
    return latin.capitalize() if letter != small else latin


def _iota(before: str) -> str:
    if not before.isalpha() or before in _HARD_BEFORE_IOTA or before in APOSTROPHES:
        return "j"
    return "" if before == "л" else "i"
