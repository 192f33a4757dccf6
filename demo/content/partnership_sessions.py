"""The two days of «Сила партнерства» and where they take place: panels in one hall, then eight hubs at once."""

from decimal import Decimal

from .shapes import NOTHING, Day, Session, Text, Venue

KYIV = Text("Київ", "Kyiv", "Kijów")

SHELTER = Text(
    "Укриття — у підвалі будівлі, вхід із двору, 60 місць (зразок).",
    "The shelter is in the basement, entered from the courtyard, 60 people (sample).",
    "Schron w piwnicy budynku, wejście od podwórza, 60 miejsc (przykład).",
)
NAMED_HUBS = {
    "hub-1": Text(
        "VcentriHUB, Шевченківський район",
        "VcentriHUB, Shevchenkivskyi district",
        "VcentriHUB, dzielnica Szewczenkowska",
    ),
    "hub-2": Text(
        "VcentriHUB, Голосіївський район",
        "VcentriHUB, Holosiivskyi district",
        "VcentriHUB, dzielnica Hołosijowska",
    ),
    "hub-3": Text(
        "VcentriHUB, Оболонський район", "VcentriHUB, Obolonskyi district", "VcentriHUB, dzielnica Obołońska"
    ),
}
UNNAMED_HUBS = {
    f"hub-{number}": Text(
        f"Відкритий простір №\u00a0{number}",
        f"Open space no.\u00a0{number}",
        f"Otwarte miejsce nr\u00a0{number}",
    )
    for number in range(4, 9)
}


def _hub_venue(name: Text, number: int, *, host: str = "") -> Venue:
    return Venue(
        name=name,
        town=KYIV,
        host=host,
        is_host_site=True,
        address=Text(
            f"вул. Зразкова, {number} (зразок)",
            f"{number} Zrazkova Street (sample)",
            f"ul. Zrazkova {number} (przykład)",
        ),
        contact=f"hub{number}@demo.example",
        shelter=SHELTER,
    )


VENUES = {
    "summit": Venue(
        name=Text(
            "Головна зала саміту (зразок)",
            "The summit’s main hall (sample)",
            "Główna sala szczytu (przykład)",
        ),
        town=KYIV,
        address=Text("пл. Зразкова, 1 (зразок)", "1 Zrazkova Square (sample)", "pl. Zrazkova 1 (przykład)"),
        contact="summit@demo.example",
        shelter=SHELTER,
    ),
    **{
        key: _hub_venue(name, int(key.removeprefix("hub-")), host="department")
        for key, name in NAMED_HUBS.items()
    },
    **{
        key: _hub_venue(name.as_sample(), int(key.removeprefix("hub-"))) for key, name in UNNAMED_HUBS.items()
    },
}

PANEL_SUMMARY = Text(
    "Як відкриті простори стають дедалі потрібнішими, що вони дають людям і як змінюють життя міста. Говорять "
    "представники й представниці міського самоврядування України, Польщі та Великої Британії. Окремих тем і "
    "спікерів джерело не називає.",
    "How open spaces come to be needed more and more, what they give people and how they change a city’s life. "
    "Speakers come from city councils of Ukraine, Poland and Great Britain. The source names neither the panels’ "
    "topics nor the speakers.",
    "Jak otwarte miejsca stają się coraz potrzebniejsze, co dają ludziom i jak zmieniają życie miasta. Mówią "
    "osoby z samorządów miejskich Ukrainy, Polski i Wielkiej Brytanii. Źródło nie podaje tematów paneli ani nazwisk.",
)


def _panel(number: int, words: Text, starts: str, ends: str) -> Session:
    return Session(
        title=words,
        summary=PANEL_SUMMARY if number == 1 else NOTHING,
        format="panel",
        unit="panels",
        starts=starts,
        ends=ends,
        venue="summit",
    )


def _hub_session(key: str, name: Text, *, is_named: bool) -> Session:
    return Session(
        title=name,
        summary=Text(
            "Простір показує себе й проводить панельну дискусію на тему, яку обрав сам.",
            "The space shows itself and holds a panel on a topic of its own choice.",
            "Miejsce pokazuje siebie i prowadzi panel na temat, który samo wybrało.",
        ),
        format="field-visit",
        unit="hubs",
        starts="11:00",
        ends="14:00",
        venue=key,
        hosts=("department",) if is_named else (),
        group="hub",
        is_sample=not is_named,
    )


DAY_1 = Day(
    title=Text(
        "Панельні дискусії та виставка хабів", "Panels and the exhibition of hubs", "Panele i wystawa hubów"
    ),
    hours=Decimal("6.0"),
    sessions=(
        _panel(
            1,
            Text("Велика панельна дискусія 1", "Large panel discussion 1", "Duża dyskusja panelowa 1"),
            "10:00",
            "11:30",
        ),
        _panel(
            2,
            Text("Велика панельна дискусія 2", "Large panel discussion 2", "Duża dyskusja panelowa 2"),
            "11:45",
            "13:15",
        ),
        Session(
            title=Text("Виставка хабів", "Exhibition of hubs", "Wystawa hubów"),
            format="exhibition",
            starts="13:15",
            ends="14:45",
            venue="summit",
        ),
        _panel(
            3,
            Text("Велика панельна дискусія 3", "Large panel discussion 3", "Duża dyskusja panelowa 3"),
            "14:45",
            "16:15",
        ),
        Session(
            title=Text(
                "Інтерактивне голосування: найкращі відкриті простори",
                "Interactive voting: the best open spaces",
                "Interaktywne głosowanie: najlepsze otwarte miejsca",
            ),
            format="voting",
            starts="16:30",
            ends="17:00",
            venue="summit",
        ),
    ),
)
DAY_2 = Day(
    title=Text("Вісім хабів одночасно", "Eight hubs at the same time", "Osiem hubów jednocześnie"),
    hours=Decimal("4.0"),
    sessions=(
        *(_hub_session(key, name, is_named=True) for key, name in NAMED_HUBS.items()),
        *(_hub_session(key, name, is_named=False) for key, name in UNNAMED_HUBS.items()),
    ),
)
