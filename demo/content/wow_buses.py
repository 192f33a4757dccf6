"""Buses to the field visits of the WOW cohorts: stops with minutes from the one before. Samples throughout."""

from .shapes import Text
from .story_shapes import Bus
from .wow import VENUES

INSTITUTE = Text("Інститут міста (зразок)", "City Institute (sample)", "Instytut Miasta (przykład)")
SQUARE = Text("Площа Зразкова (зразок)", "Sample Square (sample)", "plac Zrazkowa (przykład)")
STATION = Text("Головний вокзал (зразок)", "Main railway station (sample)", "Dworzec Główny (przykład)")
# Stops at the sites that are visited are called as the sites are.
RECEPTION, ASSOCIATIONS, HOSPITAL, WORKS, SITE = (
    VENUES[key].name for key in ("reception", "associations", "hospital", "works", "site")
)
AT_THE_INSTITUTE = Text(
    "Перед входом до Інституту міста (зразок).",
    "In front of the City Institute’s entrance (sample).",
    "Przed wejściem do Instytutu Miasta (przykład).",
)
AT_THE_STATION = Text(
    "Площа перед вокзалом, біля головного входу (зразок).",
    "The square before the station, at the main entrance (sample).",
    "Plac przed dworcem, przy głównym wejściu (przykład).",
)

FOR_COMMUNICATION = (
    Bus(
        ("Візит: як місто слухає мешканців", "Візит: у гостях в об’єднань мешканців"),
        "11:00",
        (
            (INSTITUTE, 0),
            (RECEPTION, 8),
            (ASSOCIATIONS, 7),
        ),
        meeting=AT_THE_INSTITUTE,
        back="13:05",
    ),
)
FOR_MEDICINE_TO_COME = (
    Bus(
        ("Навчальний візит: нові відділення лікарні",),
        "08:45",
        ((STATION, 0), (HOSPITAL, 25)),
        meeting=AT_THE_STATION,
        back="17:10",
    ),
)
FOR_MEDICINE = (
    Bus(
        ("Навчальний візит: нові відділення лікарні",),
        "08:45",
        (
            (STATION, 0),
            (SQUARE, 10),
            (HOSPITAL, 15),
        ),
        meeting=AT_THE_STATION,
        # After the exchange of experience, which the second release moved.
        back="17:30",
        missed=1,
    ),
    Bus(
        ("Візит: шлях пацієнта у приймальному відділенні", "Візит: як працює операційний блок"),
        "08:45",
        ((STATION, 0), (HOSPITAL, 25)),
        meeting=AT_THE_STATION,
        back="16:40",
    ),
)
FOR_INVESTMENT = (
    Bus(
        ("Візит: місцеве підприємство", "Візит: інвестиційна ділянка"),
        "14:15",
        (
            (INSTITUTE, 0),
            (WORKS, 20),
            (SITE, 10),
        ),
        meeting=AT_THE_INSTITUTE,
        back="16:35",
        missed=1,
    ),
)
