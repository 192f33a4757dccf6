"""The vocative: how a Ukrainian letter addresses somebody by given name («Олено», «Андрію»).

Endings by the Ukrainian orthography of 2019, paragraphs on the vocative singular. What does not look like a Ukrainian
name stays as it is: a name left alone is better than a wrong one.
"""

_IRREGULAR = {
    "ігор": "ігорю", "лев": "леве", "любов": "любове", "олег": "олеже", "ілля": "ілле", "петро": "петре",
    "нінель": "нінель", "марго": "марго", "федір": "федоре", "яків": "якове", "антін": "антоне",
    "прокіп": "прокопе", "сидір": "сидоре", "адель": "адель", "ніколь": "ніколь",
}  # fmt: skip
_VOWELS = "аеєиіїоуюя"
_HUSHING = "жчшщ"
_SURNAMES = (
    *(
        "енко",
        "ук",
        "юк",
        "як",
        "ич",
        "ий",
        "ська",
        "цька",
        "зька",
        "ова",
        "єва",
        "іва",
        "ів",
        "їв",
        "шин",
        "ко",
    ),
)
_LETTERS = frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’'ʼ")


def vocative(name: str) -> str:
    """“Олена” → “Олено”, “Андрій” → “Андрію”; anything with other letters, or of several words, unchanged."""
    low = name.casefold()
    if not low or not set(low) <= _LETTERS:
        return name
    if low in _IRREGULAR:
        return name[0] + _IRREGULAR[low][1:]
    last, before = low[-1], low[-2:-1]
    ending = {
        "а": "е" if before and before in _HUSHING else "о",
        "я": "є" if before and before in _VOWELS + "’'ʼ" else "ю",
        "о": "у" if before == "к" else "е",
        "й": "ю",
        "ь": "ю",
    }.get(last)
    if ending:
        return name[:-1] + ending
    return name if last in _VOWELS else name + ("у" if last in "кгґх" else "е")


def addressed(name: str, language: str) -> str:
    """How a letter in that language greets somebody whose whole name was typed in one line: «Оксано Сторожук».

    A name that begins with what looks like a surname, or is no two words, is left as it is.
    """
    given, _space, family = name.partition(" ")
    if language != "uk" or not family or " " in family or given.casefold().endswith(_SURNAMES):
        return name
    return f"{vocative(given)} {family}"
