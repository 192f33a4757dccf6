"""„Miejsca Otwarte”, the 7th national conference, Kraków, end of November 2023.

Source: the organisers' report of 13 December 2023. It gives no days of the month (23 and 24 November are samples), no
hours, and does not say which panels were held at the same time (three rounds of three are a sample).
"""

from decimal import Decimal

from .open_places_sessions import DAY_1, DAY_2, GROUPS, TOWN, VENUES
from .shapes import (
    Course,
    Design,
    Organisation,
    Partner,
    Programme,
    Project,
    Residency,
    Text,
    same,
)

ORGANISATIONS = {
    "bis": Organisation(
        name=same("Fundacja Biuro Inicjatyw Społecznych"),
        kind="ngo",
        country="PL",
        website="https://www.bis-krakow.pl/",
    ),
    "warsaw": Organisation(
        name=same("Miasto Stołeczne Warszawa"),
        kind="council",
        country="PL",
        website="https://www.um.warszawa.pl/",
    ),
    "krakow": Organisation(name=same("Urząd Kraków PL"), kind="council", country="PL"),
    "active_citizens": Organisation(
        name=Text(
            "Програма «Активні громадяни — Регіональний фонд» (фінансують Ісландія, Ліхтенштейн і Норвегія: Фонди ЄЕЗ "
            "і Норвезькі фонди)",
            "Active Citizens Fund – Regional (financed by Iceland, Liechtenstein and Norway: EEA and Norway Grants)",
            "Program Aktywni Obywatele – Fundusz Regionalny (finansują Islandia, Liechtenstein i Norwegia: Fundusze "
            "EOG i Fundusze Norweskie)",
        ),
        kind="foundation",
        country="PL",
    ),
    "voivodeship": Organisation(
        name=Text("Малопольське воєводство", "Małopolska Voivodeship", "Województwo Małopolskie"),
        kind="council",
        country="PL",
    ),
    "content_partners": Organisation(
        name=Text(
            "Понад 20 громадських організацій, самоврядувань і державних установ з усієї Польщі",
            "Over 20 NGOs, local authorities and public institutions from all over Poland",
            "Ponad 20 organizacji pozarządowych, samorządów i instytucji publicznych z całej Polski",
        ),
        kind="other",
        country="PL",
    ),
    "skawina": Organisation(name=same("Gmina Skawina"), kind="council", country="PL"),
    "zaciecie": Organisation(name=same("Stowarzyszenie Zacięcie"), kind="ngo", country="PL"),
    "debniki": Organisation(name=same("Fundacja Kocham Dębniki"), kind="ngo", country="PL"),
    "ib": Organisation(name=same("Fundacja Internationaler Bund Polska"), kind="ngo", country="PL"),
    "mops": Organisation(
        name=same("Miejski Ośrodek Pomocy Społecznej w Krakowie"), kind="institution", country="PL"
    ),
    "ngo_centre": Organisation(
        name=same("Ośrodek wspierania Organizacji Pozarządowych"), kind="institution", country="PL"
    ),
}

HOSTS = ("bis", "skawina", "zaciecie", "debniki", "ib", "mops", "ngo_centre")
PARTNERS = (
    Partner("bis", "organiser"),
    Partner("warsaw", "co_organiser"),
    Partner("krakow", "co_organiser"),
    Partner("active_citizens", "funder"),
    Partner("voivodeship", "funder"),
    Partner("content_partners", "content_partner"),
    *(Partner(host, "host", residency="miejsca-otwarte") for host in HOSTS),
)

CONFERENCE = Residency(
    slug="miejsca-otwarte",
    theme="open-spaces",
    name=Text(
        "7-ма Всепольська конференція «Miejsca Otwarte» («Відкриті місця»)",
        "7th National Conference “Miejsca Otwarte” (Open Places)",
        "7. Ogólnopolska Konferencja „Miejsca Otwarte”",
    ),
    summary=Text(
        "Про місця, де зустрічаються сусіди, і про тих, хто їх тримає відкритими. Перший день — візити до Кракова й "
        "околиць, другий — відкриття, сесії натхнення та дев’ять панелей. Гасло: «Miejsca Otwarte na zmianę».",
        "On places where neighbours meet and the people who keep them open. The first day: study visits in and around "
        "Kraków; the second: the inauguration, inspiration sessions and nine panels. Motto: “Miejsca Otwarte na "
        "zmianę” (Open Places, open to change).",
        "O miejscach sąsiedzkich spotkań i o tych, którzy je prowadzą. Pierwszego dnia wizyty studyjne w Krakowie "
        "i okolicy, drugiego inauguracja, sesje inspiracyjne i dziewięć paneli. Hasło: „Miejsca Otwarte na zmianę”.",
    ),
    audience=Text(
        "Для працівників і працівниць самоврядувань і місцевих установ, громадських організацій, місцевого бізнесу.",
        "Staff of local government and local institutions, NGOs, local business.",
        "Dla osób pracujących w samorządach i instytucjach lokalnych, organizacji pozarządowych, lokalnego biznesu.",
    ),
    course=Course(
        title=Text("Програма конференції", "The conference’s programme", "Program konferencji"),
        outcomes=Text(
            "Порівнює відкриті місця різних міст і знаходить те, що підійде своїй громаді (зразок)\n"
            "Поповнює набір методів для роботи з сусідами (зразок)",
            "Compares open places of different cities and finds what suits one’s own community (sample)\n"
            "Adds to one’s tools for working with neighbours (sample)",
            "Porównuje miejsca otwarte w różnych miastach i znajduje to, co pasuje do własnej społeczności (przykład)\n"
            "Rozwija narzędziownik pracy z sąsiadami (przykład)",
        ),
        hours=Decimal("14.0"),
        ects=None,
        approved_by=Text("", "", ""),
        units={
            "visits": Text(
                "Навчальні візити й майстерня", "Study visits and a workshop", "Wizyty studyjne i warsztat"
            ),
            "inspiration": Text("Сесії натхнення", "Inspiration sessions", "Sesje inspiracyjne"),
            "panels": Text("Панелі", "Panels", "Panele"),
        },
    ),
    days=(DAY_1, DAY_2),
    groups=GROUPS,
    venue="conference",
    town=TOWN,
    gains=Text(
        "Досвід місць, відкритих для мешканців, з усієї Польщі\n"
        "Набір методів для аніматорів і аніматорок спільнот\n"
        "Знайомства в мережі відкритих місць",
        "The experience of places open to residents all over Poland\n"
        "Tools for community animators\n"
        "Acquaintances in the network of open places",
        "Doświadczenia miejsc otwartych dla mieszkańców z całej Polski\n"
        "Narzędziownik animatorki i animatora\n"
        "Znajomości w sieci miejsc otwartych",
    ),
    cost=Text("Безкоштовно (зразок)", "Free of charge (sample)", "Bezpłatnie (przykład)"),
    notes=Text(
        "На візити вирушаємо о 13:15 від головної зали, до Скавіни — автобусом (зразок).",
        "We set out for the visits at 13:15 from the main hall; a bus goes to Skawina (sample).",
        "Na wizyty wyruszamy o 13:15 sprzed głównej sali, do Skawiny autobusem (przykład).",
    ),
    release_note=Text(
        "Дні, години та поділ панелей на раунди — зразок: джерело їх не називає.",
        "Days, hours and the rounds of panels are samples: the source gives none.",
        "Dni, godziny i podział paneli na rundy są przykładowe: źródło ich nie podaje.",
    ),
    working_language="pl",
)

OPEN_PLACES = Programme(
    slug="miejsca-otwarte",
    name=Text("Відкриті місця (Miejsca Otwarte)", "Open Places (Miejsca Otwarte)", "Miejsca Otwarte"),
    summary=Text(
        "Польська мережа відкритих місць: будинки сусідства, центри місцевої активності, світлиці. Раз на рік вони "
        "збираються на конференцію.",
        "Poland’s network of open places: neighbourhood houses, local activity centres, community rooms. Once a year "
        "they meet for a conference.",
        "Polska sieć miejsc otwartych: domy sąsiedzkie, centra aktywności lokalnej, świetlice. Raz w roku spotykają "
        "się na konferencji.",
    ),
    organiser="bis",
    contact_email="miejsca@demo.example",
    contact_phone="+48 12 000 00 03",
    time_zone="Europe/Warsaw",
    manager="manager.krakow",
    organisations=ORGANISATIONS,
    partners=PARTNERS,
    project=Project(
        title=same("7. Ogólnopolska Konferencja „Miejsca Otwarte”"),
        sentence=Text(
            "Конференцію співфінансовано з дотації програми «Активні громадяни — Регіональний фонд», яку фінансують "
            "Ісландія, Ліхтенштейн і Норвегія з Фондів ЄЕЗ і Норвезьких фондів. Проєкт реалізовано також за "
            "фінансової підтримки Малопольського воєводства.",
            "The conference is co-financed by a grant of the Active Citizens Fund – Regional, financed by Iceland, "
            "Liechtenstein and Norway from the EEA and Norway Grants. The project is also carried out with the "
            "financial support of the Małopolska Voivodeship.",
            "Konferencja jest współfinansowana z dotacji Programu Aktywni Obywatele – Fundusz Regionalny, "
            "finansowanego przez Islandię, Liechtenstein i Norwegię z Funduszy EOG i Funduszy Norweskich. Projekt "
            "realizowany jest także przy wsparciu finansowym Województwa Małopolskiego.",
        ),
    ),
    venues=VENUES,
    trainers={},
    residencies=(CONFERENCE,),
    design=Design(
        name=same("Zaświadczenie"),
        kind="zaswiadczenie",
        language="pl",
        issuer="bis",
        signatories="Anna Przykładowa | prezeska zarządu (przykład)",
    ),
)
