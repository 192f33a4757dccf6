"""«Сила партнерства», the summit of open community spaces, Kyiv, 20–21 April 2023.

Source: the city's news of 5 April 2023. It names three of the eight hubs, no panel and no speaker.
"""

from decimal import Decimal

from .partnership_sessions import DAY_1, DAY_2, KYIV, VENUES
from .samples import HOURS_ARE_SAMPLES
from .shapes import (
    NOTHING,
    Course,
    Organisation,
    Partner,
    Programme,
    Project,
    Residency,
    Text,
    same,
)

ORGANISATIONS = {
    "department": Organisation(
        name=Text(
            "Департамент суспільних комунікацій КМДА",
            "Department of Public Communications, Kyiv City State Administration",
            "Departament Komunikacji Społecznej Kijowskiej Miejskiej Administracji Państwowej",
        ),
        kind="council",
    ),
    "isar": Organisation(name=Text("ІСАР Єднання", "ISAR Ednannia", "ISAR Ednannia"), kind="ngo"),
    "ucipr": Organisation(
        name=Text(
            "Український незалежний центр політичних досліджень",
            "Ukrainian Center for Independent Political Research",
            "Ukraińskie Niezależne Centrum Badań Politycznych",
        ),
        short=Text("УНЦПД", "UCIPR", "UCIPR"),
        kind="ngo",
    ),
    "cedem": Organisation(
        name=Text(
            "Центр демократії та верховенства права",
            "Centre for Democracy and Rule of Law",
            "Centrum Demokracji i Praworządności",
        ),
        short=Text("ЦЕДЕМ", "CEDEM", "CEDEM"),
        kind="ngo",
    ),
    "usaid": Organisation(
        name=Text(
            "Агентство США з міжнародного розвитку",
            "United States Agency for International Development",
            "Agencja Stanów Zjednoczonych ds. Rozwoju Międzynarodowego",
        ),
        short=same("USAID"),
        kind="foundation",
        country="US",
    ),
    "council_of_europe": Organisation(
        name=Text(
            "Офіс Ради Європи в Україні",
            "Council of Europe Office in Ukraine",
            "Biuro Rady Europy w Ukrainie",
        ),
        kind="other",
    ),
    "cities": Organisation(
        name=Text("Асоціація міст України", "Association of Ukrainian Cities", "Związek Miast Ukrainy"),
        kind="ngo",
    ),
}

PARTNERS = (
    Partner("department", "organiser"),
    Partner("isar", "partner"),
    Partner("ucipr", "consortium"),
    Partner("cedem", "consortium"),
    Partner("usaid", "funder"),
    Partner("council_of_europe", "supporter"),
    Partner("cities", "supporter"),
)

PROJECT = Project(
    title=Text(
        "Ініціатива секторальної підтримки громадянського суспільства",
        "Ukraine Civil Society Sectoral Support Activity",
        "Inicjatywa Sektorowego Wsparcia Społeczeństwa Obywatelskiego",
    ),
    sentence=Text(
        "За підтримки ІСАР Єднання у межах проєкту «Ініціатива секторальної підтримки громадянського суспільства», що "
        "реалізується ІСАР Єднання у консорціумі з Українським незалежним центром політичних досліджень (УНЦПД) та "
        "Центром демократії та верховенства права (ЦЕДЕМ) завдяки щирій підтримці американського народу, наданій "
        "через Агентство США з міжнародного розвитку.",
        "With the support of ISAR Ednannia within the project “Ukraine Civil Society Sectoral Support Activity”, "
        "implemented by ISAR Ednannia in a consortium with the Ukrainian Center for Independent Political Research "
        "(UCIPR) and the Centre for Democracy and Rule of Law (CEDEM), made possible by the sincere support of the "
        "American people through the United States Agency for International Development.",
        "Przy wsparciu ISAR Ednannia w ramach projektu „Inicjatywa Sektorowego Wsparcia Społeczeństwa Obywatelskiego”, "
        "realizowanego przez ISAR Ednannia w konsorcjum z Ukraińskim Niezależnym Centrum Badań Politycznych (UCIPR) "
        "i Centrum Demokracji i Praworządności (CEDEM) dzięki szczeremu wsparciu narodu amerykańskiego, udzielonemu "
        "za pośrednictwem Agencji Stanów Zjednoczonych ds. Rozwoju Międzynarodowego.",
    ),
)

SUMMIT = Residency(
    slug="syla-partnerstva",
    theme="open-spaces",
    name=Text(
        "Саміт відкритих громадських просторів «Сила партнерства»",
        "Summit of open community spaces “The Power of Partnership”",
        "Szczyt otwartych miejsc spotkań „Siła partnerstwa”",
    ),
    summary=Text(
        "Зустріч тих, хто створює громадські простори, з усієї України та дружніх країн Європи: один день дискусій "
        "і один день у восьми хабах Києва.",
        "A meeting of people who create community spaces, from all over Ukraine and friendly European countries: "
        "a day of discussions and a day in eight hubs of Kyiv.",
        "Spotkanie osób, które tworzą miejsca spotkań, z całej Ukrainy i zaprzyjaźnionych krajów Europy: dzień "
        "dyskusji i dzień w ośmiu hubach Kijowa.",
    ),
    audience=Text(
        "Для тих, хто створює громадські простори й розвиває громади, міжнародних партнерів, громадських організацій.",
        "People who create community spaces and develop communities, international partners, NGOs.",
        "Dla osób tworzących miejsca spotkań i rozwijających społeczności, partnerów zagranicznych, organizacji.",
    ),
    course=Course(
        title=Text("Програма саміту", "The summit’s programme", "Program szczytu"),
        outcomes=Text(
            "Порівнює роботу відкритих просторів різних міст і країн (зразок)\n"
            "Пропонує, як використати відкритий простір для публічних послуг (зразок)",
            "Compares how open spaces work in different cities and countries (sample)\n"
            "Proposes how an open space can serve public services (sample)",
            "Porównuje pracę otwartych miejsc w różnych miastach i krajach (przykład)\n"
            "Proponuje, jak otwarte miejsce może służyć usługom publicznym (przykład)",
        ),
        hours=Decimal("10.0"),
        ects=None,
        approved_by=NOTHING,
        units={
            "panels": Text("Панельні дискусії", "Panel discussions", "Dyskusje panelowe"),
            "hubs": Text("У хабах", "In the hubs", "W hubach"),
        },
    ),
    days=(DAY_1, DAY_2),
    groups={"hub": Text("Один із восьми хабів", "One of eight hubs", "Jeden z ośmiu hubów")},
    venue="summit",
    town=KYIV,
    gains=Text(
        "Досвід міст України, Польщі та Великої Британії\n"
        "Партнерства, які тривають після саміту\n"
        "Пропозиції, як відкриті простори можуть допомагати з публічними послугами",
        "The experience of cities in Ukraine, Poland and Great Britain\n"
        "Partnerships that last beyond the summit\n"
        "Proposals for how open spaces can help with public services",
        "Doświadczenia miast Ukrainy, Polski i Wielkiej Brytanii\n"
        "Partnerstwa, które trwają po szczycie\n"
        "Propozycje, jak otwarte miejsca mogą wspierać usługi publiczne",
    ),
    cost=Text("Безкоштовно (зразок)", "Free of charge (sample)", "Bezpłatnie (przykład)"),
    notes=Text(
        "Другого дня приходьте одразу до хабу, який обрали (зразок).",
        "On the second day go straight to the hub of your choice (sample).",
        "Drugiego dnia prosimy przyjść od razu do wybranego hubu (przykład).",
    ),
    release_note=HOURS_ARE_SAMPLES,
)

PARTNERSHIP = Programme(
    slug="syla-partnerstva",
    name=Text("Сила партнерства", "The Power of Partnership", "Siła partnerstwa"),
    summary=Text(
        "Відкриті громадські простори України та Європи діляться досвідом і шукають партнерів. Столична мережа "
        "VcentriHUB — три хаби, понад 2500 заходів і 83 000 учасників за три роки.",
        "Open community spaces of Ukraine and Europe share experience and look for partners. The capital’s network "
        "VcentriHUB has three hubs, over 2,500 events and 83,000 participants in three years.",
        "Otwarte miejsca spotkań Ukrainy i Europy dzielą się doświadczeniem i szukają partnerów. Stołeczna sieć "
        "VcentriHUB to trzy huby, ponad 2500 wydarzeń i 83 000 uczestników w trzy lata.",
    ),
    organiser="department",
    contact_email="syla@demo.example",
    contact_phone="+380 44 000 0002",
    time_zone="Europe/Kyiv",
    manager="manager.kyiv",
    organisations=ORGANISATIONS,
    partners=PARTNERS,
    project=PROJECT,
    venues=VENUES,
    trainers={},
    residencies=(SUMMIT,),
)
