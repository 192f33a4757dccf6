"""Numbers of the sheet in words of the document's language, made of the fixed words in `wording`."""

from decimal import Decimal

from certificates.pdf.wording import WORDINGS


def plural_index(number: Decimal, language: str) -> int:
    """Which form of a noun follows the number: 0 one, 1 few, 2 many, 3 a fraction (CLDR plural rules)."""
    if number != number.to_integral_value():
        return 3
    whole = int(number)
    if language == "en":
        return 0 if whole == 1 else 2
    last, teens = whole % 10, whole % 100 in range(11, 15)
    if whole == 1 or (language == "uk" and last == 1 and not teens):
        return 0
    return 1 if last in (2, 3, 4) and not teens else 2


def figure(number: Decimal, language: str) -> str:
    """The digits as given, with the decimal mark of the language and never in powers of ten."""
    digits = format(number, "f")
    return digits.replace(".", ",") if WORDINGS[language].decimal_comma else digits


def plain(number: Decimal) -> Decimal:
    """The number without idle zeros: 12.0 is 12, 0.40 is 0.4."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def hours_phrase(hours: Decimal, minutes_per_hour: int, language: str) -> str:
    """«12 академічних годин (по 45 хвилин)»."""
    words = WORDINGS[language]
    noun = words.hours[minutes_per_hour][plural_index(hours, language)]
    minutes = words.minutes[minutes_per_hour]
    count = f"{figure(plain(hours), language)}\xa0{noun}"
    return f"{count} {minutes}" if language == "en" else f"{count} ({minutes})"


def ects_phrase(ects: Decimal, language: str) -> str:
    """«0,4 кредиту ЄКТС»: the programme's approved figure as given."""
    return f"{figure(ects, language)}\xa0{WORDINGS[language].ects[plural_index(ects, language)]}"
