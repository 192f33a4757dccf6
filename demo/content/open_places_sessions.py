"""The two days of „Miejsca Otwarte”: titles and hosts as the report gives them, hours as samples."""

from decimal import Decimal

from .shapes import NOTHING, Day, Session, Text, Venue, same

TOWN = Text("Краків", "Kraków", "Kraków")
SKAWINA = Text("гміна Скавіна", "gmina Skawina", "gmina Skawina")

# Key: what is visited, in three languages; who hosts; the town.
_SITES: dict[str, tuple[Text, str, Text]] = {
    "kozlowka": (
        Text(
            "Місце активності мешканців на Козлувці",
            "Residents’ activity place in Kozłówka",
            "Miejsce Aktywności Mieszkańców na Kozłówce",
        ),
        "bis",
        TOWN,
    ),
    "skawina": (
        Text("Центри культурної активності", "Cultural activity centres", "Centra Aktywności Kulturalnej"),
        "skawina",
        SKAWINA,
    ),
    "wall": (Text("«Наша стіна»", "“Our Wall” (Nasza Ściana)", "Nasza Ściana"), "zaciecie", TOWN),
    "debniki": (
        Text("Світлиця «Дембніки»", "Dębniki community room (świetlica)", "Świetlica Dębniki"),
        "debniki",
        TOWN,
    ),
    "integration": (
        Text(
            "Відкрите місце — Центр міжкультурної інтеграції",
            "Open Place – Centre for Intercultural Integration",
            "Miejsce Otwarte – Centrum Integracji Międzykulturowej",
        ),
        "ib",
        TOWN,
    ),
    "stream": (
        Text(
            "Програма місцевої активності «Над потоком»",
            "Local activity programme “By the Stream” (Nad Potokiem)",
            "Program Aktywności Lokalnej „Nad Potokiem”",
        ),
        "mops",
        TOWN,
    ),
}


def _venue(name: Text, town: Text, host: str) -> Venue:
    return Venue(
        name=name,
        town=town,
        host=host,
        is_host_site=True,
        address=Text("вул. Зразкова (зразок)", "ul. Przykładowa (sample)", "ul. Przykładowa (przykład)"),
        contact=f"{host.replace('_', '.')}@demo.example",
    )


VENUES = {
    "conference": Venue(
        name=Text(
            "Головна зала конференції (зразок)",
            "The conference’s main hall (sample)",
            "Główna sala konferencji (przykład)",
        ),
        town=TOWN,
        address=Text(
            "вул. Зразкова, 1 (зразок)", "ul. Przykładowa 1 (sample)", "ul. Przykładowa 1 (przykład)"
        ),
        contact="konferencja@demo.example",
    ),
    "ngo_centre": _venue(same("Ośrodek wspierania Organizacji Pozarządowych"), TOWN, "ngo_centre"),
    **{key: _venue(name, town, host) for key, (name, host, town) in _SITES.items()},
}

GROUPS = {
    "visit": Text(
        "Навчальний візит або майстерня на вибір",
        "A study visit or the workshop, of your choice",
        "Wizyta studyjna lub warsztat do wyboru",
    ),
    **{
        f"round-{number}": Text(
            f"Панелі, раунд {number} (поділ — зразок)",
            f"Panels, round {number} (grouping is a sample)",
            f"Panele, runda {number} (podział przykładowy)",
        )
        for number in (1, 2, 3)
    },
}


def _visit(key: str) -> Session:
    name, host, _town = _SITES[key]
    return Session(
        title=name,
        format="field-visit",
        unit="visits",
        starts="13:30",
        ends="16:30",
        venue=key,
        hosts=(host,),
        group="visit",
    )


def _inspiration(title: Text, starts: str, ends: str, summary: Text = NOTHING) -> Session:
    return Session(
        title=title,
        summary=summary,
        format="inspiration-session",
        unit="inspiration",
        starts=starts,
        ends=ends,
        venue="conference",
    )


def _panels(number: int, starts: str, ends: str, *titles: Text) -> tuple[Session, ...]:
    return tuple(
        Session(
            title=title,
            format="panel",
            unit="panels",
            starts=starts,
            ends=ends,
            venue="conference",
            group=f"round-{number}",
        )
        for title in titles
    )


DAY_1 = Day(
    title=Text(
        "Навчальні візити (день місяця — зразок)",
        "Study visits (the day of the month is a sample)",
        "Wizyty studyjne (dzień miesiąca przykładowy)",
    ),
    hours=Decimal("7.0"),
    sessions=(
        *(_visit(key) for key in _SITES),
        Session(
            title=Text(
                "Майстерня «People meet People»",
                "Workshop “People meet People”",
                "Warsztat „People meet People”",
            ),
            format="workshop",
            unit="visits",
            starts="13:30",
            ends="16:30",
            venue="ngo_centre",
            hosts=("ngo_centre",),
            group="visit",
        ),
        _inspiration(
            Text(
                "10 років мережі MAL у Варшаві",
                "Ten years of the MAL network in Warsaw",
                "10 lat sieci MAL w Warszawie",
            ),
            "17:00",
            "17:30",
        ),
        _inspiration(
            Text(
                "Старша пані у Відкритому місці. Як працювати з літніми людьми, щоб вони діяли для своєї спільноти?",
                "An older woman in an Open Place. How to work with older people so that they act for their community?",
                "Seniorka w Miejscu Otwartym. Jak współpracować z osobami starszymi, żeby działały na rzecz "
                "społeczności lokalnej?",
            ),
            "17:30",
            "18:00",
        ),
        _inspiration(
            Text(
                "Квартал «Відкритий Яздув» як лабораторія міської стійкості",
                "The Open Jazdów estate as a laboratory of urban resilience",
                "Osiedle Otwarty Jazdów, jako laboratorium miejskiej odporności",
            ),
            "18:00",
            "18:30",
        ),
        _inspiration(
            Text(
                "Пересувна світлиця і модульна світлиця. Як дають собі раду малі спільноти?",
                "A mobile and a modular community room. How do small communities manage?",
                "Świetlica mobilna i świetlica modułowa. Jak radzą sobie małe społeczności?",
            ),
            "18:30",
            "19:00",
        ),
        Session(
            title=Text(
                "Вечірня зустріч: знайомство спільнот Відкритих місць",
                "Evening meeting: communities of Open Places get to know each other",
                "Wieczorne spotkanie inspiracyjno-integracyjne: Sieciowanie przedstawicieli społeczności Miejsc "
                "Otwartych",
            ),
            format="networking",
            starts="19:30",
            ends="21:30",
            venue="conference",
        ),
    ),
)

DAY_2 = Day(
    title=Text(
        "Конференція (день місяця — зразок)",
        "The conference (the day of the month is a sample)",
        "Konferencja (dzień miesiąca przykładowy)",
    ),
    hours=Decimal("7.0"),
    sessions=(
        Session(
            title=Text("Відкриття конференції", "Inauguration of the conference", "Inauguracja konferencji"),
            format="opening",
            starts="09:00",
            ends="09:30",
            venue="conference",
        ),
        Session(
            title=Text(
                "Знайомство учасників", "Participants get to know each other", "Sieciowanie uczestników"
            ),
            format="networking",
            starts="09:30",
            ends="10:00",
            venue="conference",
        ),
        _inspiration(
            Text(
                "Світові тенденції, місцеві тенденції. Як передбачити зміну і підготуватися до неї?",
                "Global trends, local trends. How to foresee a change and prepare for it?",
                "Trendy globalne, trendy lokalne. Jak przewidzieć i przygotować się na zmianę?",
            ),
            "10:00",
            "10:45",
        ),
        _inspiration(
            Text(
                "Краківські сусіди 20-х років XXI століття — наживо й у фейсбуці",
                "Kraków neighbours of the 2020s – in person and on Facebook",
                "Krakowscy sąsiedzi lat 20. XXI wieku – w realu i na Facebooku",
            ),
            "10:45",
            "11:30",
        ),
        *_panels(
            1,
            "12:00",
            "13:15",
            Text(
                "Традиція community centers у світі, розвиток і виклики громадських центрів у Польщі",
                "The tradition of community centres in the world; their growth and challenges in Poland",
                "Tradycja community centers na świecie oraz rozwój i wyzwania centrów społecznościowych w Polsce",
            ),
            Text(
                "Відкриті місця, у яких знаходять себе люди з досвідом міграції",
                "Open places that take in people with experience of migration",
                "Miejsca otwarte jako miejsca włączania osób z doświadczeniem migracji",
            ),
            Text(
                "Стійка аніматорка, стійкий аніматор — як дбати про себе?",
                "The resilient animator – how to look after your own well-being?",
                "Odporna animatorka/odporny animator – jak dbać o swój dobrostan?",
            ),
        ),
        *_panels(
            2,
            "14:00",
            "15:15",
            Text(
                "Місцеве самоврядування творить Відкриті місця в малих гмінах",
                "Local government as a creator of Open Places in small gminy",
                "Lokalny samorząd jako kreator Miejsc Otwartych w małych gminach",
            ),
            Text(
                "Культурний центр самодопомоги — основа місцевої стійкості",
                "The Cultural Self-help Centre as a tool for building local resilience",
                "Kulturalne Centrum Samopomocy jako narzędzie budowania lokalnej rezyliencji",
            ),
            Text(
                "Мешканці — мешканцям: як ми підтримуємо сусідське волонтерство",
                "Residents for residents – how we support neighbourhood volunteering",
                "Mieszkańcy mieszkańcom – jak wspieramy wolontariat sąsiedzki",
            ),
        ),
        *_panels(
            3,
            "15:30",
            "16:45",
            Text(
                "Як будувати мережі відкритих місць у великих містах?",
                "How to build networks of open places in metropolitan areas?",
                "Jak budować sieci miejsc otwartych w metropoliach?",
            ),
            Text(
                "Чи мають сенс відкриті місця й центри місцевої активності?",
                "Does the work of open places and local activity centres make sense?",
                "Czy działalność miejsc otwartych, centrów aktywności lokalnej ma sens?",
            ),
            Text(
                "Зона сусідської активності: як залучити заклади культури до роботи з мешканцями і створення відкритих "
                "місць",
                "The Neighbourhood Activity Zone – bringing cultural institutions into work with residents and into "
                "making open places",
                "Strefa Aktywności Sąsiedzkiej – włączanie instytucji kultury w działania na rzecz aktywizacji "
                "mieszkańców i budowania miejsc otwartych",
            ),
        ),
    ),
)
