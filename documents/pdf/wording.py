"""The fixed words of the papers, in the document's language.

They are not in the gettext catalogues on purpose: a document's language is not the reader's, and a paper drawn again
after years must say what it said. These tables belong to schema 1 of the facts and never change; other words are
another schema. The head's order is the ground of a trip in Ukraine, where no travel certificate is made out any more;
in Poland the employer's „polecenie wyjazdu służbowego” is. Meals that are given lower the daily allowance in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of one language."""

    no_number: str
    number: str
    of_date: str
    made: str
    to_head: str
    invitation: str
    invites: str
    attestation: str
    attests: str
    person: str
    position: str
    organisation: str
    residency: str
    programme: str
    quotes: tuple[str, str]
    aim: str
    default_aim: str
    dates: tuple[str, str]
    next_day: str
    place: str
    who_pays: str
    what: Mapping[str, str]
    payers: Mapping[str, str]
    no_sums: str
    ground: str
    contact: str
    presence: str
    attended: str
    as_of: str
    seal: str
    check: str
    draft: str


UKRAINIAN = Wording(
    no_number="№ ________________ від ________________",
    number="№",
    of_date="від",
    made="Складено",
    to_head="Керівникові установи",
    invitation="Запрошення",
    invites="Запрошуємо взяти участь у резиденції та просимо направити у службове відрядження:",
    attestation="Довідка про участь",
    attests="Видано для звіту про відрядження. Засвідчуємо присутність на заходах резиденції:",
    person="Учасник / учасниця",
    position="Посада",
    organisation="Місце роботи",
    residency="Резиденція",
    programme="Програма",
    quotes=("«", "»"),
    aim="Мета",
    default_aim="участь у резиденції, навчання та обмін досвідом",
    dates=("Дата й години", "Дати й години"),
    next_day="наступного дня",
    place="Місце",
    who_pays="Хто оплачує",
    what={
        "travel_there": "проїзд туди",
        "travel_back": "проїзд назад",
        "breakfast": "сніданок",
        "lunch": "обід",
        "dinner": "вечеря",
        "lodging": "проживання (ніч)",
    },
    payers={"organiser": "організатор", "sender": "сторона, що відряджає"},
    no_sums="Харчування, яке забезпечують організатор і партнери, враховується під час розрахунку добових.",
    ground="Підставою для відрядження є наказ (розпорядження) керівника; посвідчення про відрядження не оформлюється.",
    contact="Питання щодо участі",
    presence="Присутність",
    attended="заняття, на яких відмічено присутність: {present} із {marked}",
    as_of="Станом на",
    seal="М. П. (за наявності)",
    check="Перевірити справжність",
    draft="Проєкт",
)

POLISH = Wording(
    no_number="Nr ________________ z dnia ________________",
    number="Nr",
    of_date="z dnia",
    made="Sporządzono",
    to_head="Do kierownika jednostki",
    invitation="Zaproszenie",
    invites="Zapraszamy do udziału w rezydencji i prosimy o wydanie polecenia wyjazdu służbowego dla osoby:",
    attestation="Zaświadczenie o udziale",
    attests="Wydano do rozliczenia podróży służbowej. Zaświadczamy obecność na zajęciach rezydencji:",
    person="Uczestnik / uczestniczka",
    position="Stanowisko",
    organisation="Miejsce pracy",
    residency="Rezydencja",
    programme="Program",
    quotes=("„", "”"),
    aim="Cel",
    default_aim="udział w rezydencji, szkolenie i wymiana doświadczeń",
    dates=("Data i godziny", "Daty i godziny"),
    next_day="następnego dnia",
    place="Miejsce",
    who_pays="Kto ponosi koszty",
    what={
        "travel_there": "przejazd tam",
        "travel_back": "przejazd z powrotem",
        "breakfast": "śniadanie",
        "lunch": "obiad",
        "dinner": "kolacja",
        "lodging": "nocleg",
    },
    payers={"organiser": "organizator", "sender": "jednostka delegująca"},
    no_sums="Wyżywienie zapewnione przez organizatora i partnerów pomniejsza dietę.",
    ground="Podstawą podróży służbowej jest polecenie wyjazdu służbowego wydane przez pracodawcę.",
    contact="Pytania dotyczące udziału",
    presence="Obecność",
    attended="zajęcia z odnotowaną obecnością: {present} z {marked}",
    as_of="Stan na",
    seal="Pieczęć",
    check="Sprawdź autentyczność",
    draft="Projekt",
)

ENGLISH = Wording(
    no_number="No. ________________ of ________________",
    number="No.",
    of_date="of",
    made="Made on",
    to_head="To the head of the institution",
    invitation="Invitation",
    invites="We invite the person named below to our residency and ask you to send them on an official trip:",
    attestation="Attestation of participation",
    attests="Issued for the travel report. We attest presence at the sessions of the residency:",
    person="Participant",
    position="Position",
    organisation="Place of work",
    residency="Residency",
    programme="Programme",
    quotes=("“", "”"),
    aim="Aim",
    default_aim="taking part in the residency, training and exchange of experience",
    dates=("Date and hours", "Dates and hours"),
    next_day="next day",
    place="Place",
    who_pays="Who pays",
    what={
        "travel_there": "the way there",
        "travel_back": "the way back",
        "breakfast": "breakfast",
        "lunch": "lunch",
        "dinner": "dinner",
        "lodging": "night",
    },
    payers={"organiser": "the organiser", "sender": "the sending institution"},
    no_sums="Meals given by the organiser and partners are taken into account in the daily allowance.",
    ground="The order of the head of the institution is the ground of the trip.",
    contact="Questions",
    presence="Presence",
    attended="sessions at which presence was marked: {present} of {marked}",
    as_of="As of",
    seal="Seal",
    check="Check that it is genuine",
    draft="Draft",
)

WORDINGS = {"uk": UKRAINIAN, "pl": POLISH, "en": ENGLISH}
