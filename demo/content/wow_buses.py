"""Buses to the field visits of the WOW cohorts: stops with minutes from the one before. Samples throughout."""

from .shapes import Text
from .story_shapes import Bus

INSTITUTE = Text("Інститут міста (зразок)", "City Institute (sample)", "Instytut Miasta (przykład)")
SQUARE = Text("Площа Зразкова (зразок)", "Sample Square (sample)", "plac Zrazkowa (przykład)")
STREET = Text("Вулиця Прикладна, 9 (зразок)", "Prykladna St, 9 (sample)", "ul. Prykładna 9 (przykład)")
STATION = Text("Головний вокзал (зразок)", "Main railway station (sample)", "Dworzec Główny (przykład)")
HOSPITAL = Text(
    "Лікарня, корпус 2 (зразок)", "Hospital, building 2 (sample)", "Szpital, budynek 2 (przykład)"
)
WORKS = Text("Прохідна підприємства (зразок)", "Works gate (sample)", "Brama zakładu (przykład)")
SITE = Text("Ділянка (зразок)", "The plot (sample)", "Działka (przykład)")

FOR_COMMUNICATION = (
    Bus(
        ("Візит: як місто слухає мешканців", "Візит: у гостях в об’єднань мешканців"),
        "10:50",
        (
            (INSTITUTE, 0),
            (SQUARE, 10),
            (STREET, 10),
        ),
    ),
)
FOR_MEDICINE_TO_COME = (
    Bus(
        ("Навчальний візит: нові відділення лікарні",),
        "11:00",
        ((STATION, 0), (HOSPITAL, 25)),
    ),
)
FOR_MEDICINE = (
    Bus(
        ("Навчальний візит: нові відділення лікарні",),
        "11:00",
        (
            (STATION, 0),
            (SQUARE, 10),
            (HOSPITAL, 15),
        ),
        missed=1,
    ),
    Bus(
        ("Візит: шлях пацієнта у приймальному відділенні", "Візит: як працює операційний блок"),
        "10:30",
        ((STATION, 0), (HOSPITAL, 25)),
    ),
)
FOR_INVESTMENT = (
    Bus(
        ("Візит: місцеве підприємство", "Візит: інвестиційна ділянка"),
        "14:00",
        (
            (INSTITUTE, 0),
            (WORKS, 20),
            (SITE, 10),
        ),
        missed=1,
    ),
)
