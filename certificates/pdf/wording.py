"""The fixed words of the sheet, in the document's language.

They are not in the gettext catalogues on purpose: a document's language is not the reader's, and a
certificate drawn again after years must say what it said. These tables belong to schema 1 of the facts and
never change; other words are another schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Forms = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of one language. Mappings of forms have the keys "f", "m" and "" (gender not known)."""

    titles: Mapping[str, str | Forms]
    intro: str
    acts: Mapping[str, Forms]
    quotes: tuple[str, str]
    topic: str
    programme: str
    contents: Forms
    lengths: Forms
    approved: str
    dates: tuple[str, str]
    place: str
    volume: str
    credits: str
    form: str
    forms: Forms
    assessment: str
    legal_basis: str
    outcomes: str
    taught: str
    and_more: str
    number: str
    issued: str
    identifier: str
    licence: str
    replaces: str
    signed: str
    check: str
    trial: str
    trial_note: str
    specimen: str
    hours: Mapping[int, tuple[str, str, str, str]]
    minutes: Mapping[int, str]
    ects: tuple[str, str, str, str]
    decimal_comma: bool = True


def _acts(feminine: str, masculine: str, rest: str) -> Forms:
    """Past tense in both genders, and side by side where the gender is not known."""
    return {
        "f": f"{feminine} {rest}",
        "m": f"{masculine} {rest}",
        "": f"{masculine} / {feminine} {rest}",
    }


UKRAINIAN = Wording(
    titles={
        "qualification": "Сертифікат про підвищення кваліфікації",
        "participation": {
            "f": "Сертифікат учасниці",
            "m": "Сертифікат учасника",
            "": "Сертифікат учасника / учасниці",
        },
        "exchange": "Сертифікат про обмін досвідом",
        "zaswiadczenie": "Свідоцтво про завершення навчання",
    },
    intro="Цей документ засвідчує, що",
    acts={
        "qualification": _acts("підвищила", "підвищив", "кваліфікацію за програмою"),
        "participation": _acts("взяла", "взяв", "участь у програмі"),
        "exchange": _acts("взяла", "взяв", "участь в обміні досвідом за програмою"),
        "zaswiadczenie": _acts("завершила", "завершив", "навчання за програмою"),
    },
    quotes=("«", "»"),
    topic="Тема:",
    programme="програма підвищення кваліфікації",
    contents={"": "", "general": "загальна", "special": "спеціальна"},
    lengths={"": "", "short": "короткострокова", "certificate": "сертифікатна"},
    approved="затверджено:",
    dates=("Дата", "Дати"),
    place="Місце",
    volume="Обсяг",
    credits="Кредити",
    form="Форма навчання",
    forms={"in_person": "очна", "mixed": "змішана", "remote": "дистанційна"},
    assessment="Оцінювання",
    legal_basis="Правова підстава:",
    outcomes="Результати навчання",
    taught="Теми занять",
    and_more="Повний перелік — на сторінці перевірки.",
    number="Реєстраційний номер",
    issued="Видано",
    identifier="код",
    licence="Ліцензія:",
    replaces="Видано замість документа №",
    signed="Документ підписано електронним підписом; перевірити:",
    check="Перевірити",
    trial="Пробний підпис",
    trial_note="ключ створено лише для ознайомлення",
    specimen="Зразок",
    hours={
        45: (
            "академічна година",
            "академічні години",
            "академічних годин",
            "академічної години",
        ),
        60: ("година", "години", "годин", "години"),
    },
    minutes={45: "по 45 хвилин", 60: "по 60 хвилин"},
    ects=("кредит ЄКТС", "кредити ЄКТС", "кредитів ЄКТС", "кредиту ЄКТС"),
)

POLISH = Wording(
    titles={
        "qualification": "Zaświadczenie o podniesieniu kwalifikacji",
        "participation": "Zaświadczenie o udziale",
        "exchange": "Zaświadczenie o wymianie doświadczeń",
        "zaswiadczenie": "Zaświadczenie o ukończeniu szkolenia",
    },
    intro="Zaświadcza się, że",
    acts={
        "qualification": _acts("podniosła", "podniósł", "kwalifikacje zawodowe w ramach programu"),
        "participation": _acts("wzięła", "wziął", "udział w programie"),
        "exchange": _acts("wzięła", "wziął", "udział w wymianie doświadczeń w ramach programu"),
        "zaswiadczenie": _acts("ukończyła", "ukończył", "szkolenie w ramach programu"),
    },
    quotes=("„", "”"),
    topic="Temat:",
    programme="program doskonalenia zawodowego",
    contents={"": "", "general": "ogólny", "special": "specjalistyczny"},
    lengths={"": "", "short": "krótkoterminowy", "certificate": "certyfikatowy"},
    approved="zatwierdzenie:",
    dates=("Data", "Daty"),
    place="Miejsce",
    volume="Wymiar",
    credits="Punkty ECTS",
    form="Forma",
    forms={"in_person": "stacjonarna", "mixed": "mieszana", "remote": "zdalna"},
    assessment="Sposób zaliczenia",
    legal_basis="Podstawa prawna:",
    outcomes="Efekty uczenia się",
    taught="Tematy zajęć",
    and_more="Pełna lista na stronie weryfikacji.",
    number="Numer w rejestrze",
    issued="Wydano",
    identifier="",
    licence="Licencja:",
    replaces="Wydano w miejsce dokumentu nr",
    signed="Dokument podpisano elektronicznie; weryfikacja:",
    check="Weryfikacja",
    trial="Podpis próbny",
    trial_note="klucz utworzono wyłącznie na próbę",
    specimen="Wzór",
    hours={
        45: (
            "godzina dydaktyczna",
            "godziny dydaktyczne",
            "godzin dydaktycznych",
            "godziny dydaktycznej",
        ),
        60: ("godzina", "godziny", "godzin", "godziny"),
    },
    minutes={45: "po 45 minut", 60: "po 60 minut"},
    ects=("punkt ECTS", "punkty ECTS", "punktów ECTS", "punktu ECTS"),
)

ENGLISH = Wording(
    titles={
        "qualification": "Certificate of professional development",
        "participation": "Certificate of participation",
        "exchange": "Certificate of exchange of experience",
        "zaswiadczenie": "Certificate of completion",
    },
    intro="This is to certify that",
    acts={
        "qualification": dict.fromkeys(("f", "m", ""), "completed professional development in the programme"),
        "participation": dict.fromkeys(("f", "m", ""), "took part in the programme"),
        "exchange": dict.fromkeys(("f", "m", ""), "took part in an exchange of experience in the programme"),
        "zaswiadczenie": dict.fromkeys(("f", "m", ""), "completed the training of the programme"),
    },
    quotes=("‘", "’"),
    topic="Theme:",
    programme="professional development programme",
    contents={"": "", "general": "general", "special": "special"},
    lengths={"": "", "short": "short", "certificate": "certificate"},
    approved="approved by:",
    dates=("Date", "Dates"),
    place="Place",
    volume="Hours",
    credits="Credits",
    form="Form",
    forms={"in_person": "in person", "mixed": "blended", "remote": "online"},
    assessment="Assessment",
    legal_basis="Legal basis:",
    outcomes="Learning outcomes",
    taught="Topics of the sessions",
    and_more="The full list is on the verification page.",
    number="Register number",
    issued="Issued",
    identifier="",
    licence="Licence:",
    replaces="Issued in place of document No.",
    signed="This document is signed electronically; verify it at",
    check="Verify",
    trial="Trial signature",
    trial_note="the key was made for trying out only",
    specimen="Specimen",
    hours={
        45: ("academic hour", "academic hours", "academic hours", "academic hours"),
        60: ("hour", "hours", "hours", "hours"),
    },
    minutes={45: "of 45 minutes", 60: "of 60 minutes"},
    ects=("ECTS credit", "ECTS credits", "ECTS credits", "ECTS credits"),
    decimal_comma=False,
)

WORDINGS: Mapping[str, Wording] = {"uk": UKRAINIAN, "pl": POLISH, "en": ENGLISH}


def standard_title(kind: str, language: str, gender: str = "") -> str:
    """The document's title for its kind; in the holder's grammatical form where the language has one."""
    title = WORDINGS[language].titles[kind]
    return title if isinstance(title, str) else title[gender]
