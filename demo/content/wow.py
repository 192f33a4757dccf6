"""«WOW-громади», Lviv: the programme, who stands behind it, where it meets and who teaches.

Source: the announcement by the Institute of City, republished on a portal for municipalities (2021).
"""

from .samples import LVIV
from .shapes import Design, Dossier, Organisation, Partner, Programme, Project, Room, Text, Trainer, Venue
from .wow_communication import COMMUNICATION
from .wow_investment import INVESTMENT
from .wow_medicine import MEDICINE
from .wow_sites import SITES

SHELTER = Text(
    "Укриття — у цокольному поверсі, вхід із вестибюля (зразок).",
    "The shelter is on the lower ground floor, by the lobby (sample).",
    "Schron w przyziemiu, wejście z holu (przykład).",
)

ORGANISATIONS = {
    "city_institute": Organisation(
        name=Text(
            "Львівська комунальна установа «Інститут міста»",
            "Lviv municipal institution “City Institute”",
            "Lwowska instytucja komunalna „Instytut Miasta”",
        ),
        short=Text("Інститут міста", "City Institute", "Instytut Miasta"),
        kind="institution",
    ),
    "education_institute": Organisation(
        name=Text(
            "Громадська організація «Інститут просвіти»",
            "NGO “Institute of Enlightenment”",
            "Organizacja społeczna „Instytut Oświaty”",
        ),
        short=Text("Інститут просвіти", "Institute of Enlightenment", "Instytut Oświaty"),
        kind="ngo",
    ),
    "hanns_seidel": Organisation(
        name=Text(
            "Представництво Фонду Ганнса Зайделя в Україні",
            "Hanns Seidel Foundation, Office in Ukraine",
            "Przedstawicielstwo Fundacji Hannsa Seidla w Ukrainie",
        ),
        kind="foundation",
    ),
    "hospital": Organisation(
        name=Text(
            "Лікарня швидкої медичної допомоги у Львові",
            "Emergency hospital in Lviv",
            "Szpital ratunkowy we Lwowie",
        ),
        kind="institution",
    ),
}

PARTNERS = (
    Partner("city_institute", "implementer"),
    Partner("education_institute", "implementer"),
    Partner("hanns_seidel", "supporter"),
    Partner("hospital", "host", residency="medicine"),
)

PROJECT = Project(
    title=Text("Проєкт «WOW-громади»", "Project “WOW-hromady”", "Projekt „WOW-hromady”"),
    sentence=Text(
        "Проєкт реалізують Львівська комунальна установа «Інститут міста» та Громадська організація «Інститут "
        "просвіти» за підтримки Представництва Фонду Ганнса Зайделя в Україні.",
        "The project is carried out by the Lviv municipal institution “City Institute” and the NGO “Institute of "
        "Enlightenment” with the support of the Hanns Seidel Foundation, Office in Ukraine.",
        "Projekt realizują Lwowska instytucja komunalna „Instytut Miasta” i organizacja społeczna „Instytut "
        "Oświaty” przy wsparciu Przedstawicielstwa Fundacji Hannsa Seidla w Ukrainie.",
    ),
)

VENUES = {
    "institute": Venue(
        name=Text("Інститут міста", "City Institute", "Instytut Miasta"),
        town=LVIV,
        host="city_institute",
        address=Text("вул. Зразкова, 1 (зразок)", "1 Zrazkova Street (sample)", "ul. Zrazkova 1 (przykład)"),
        contact="Марта Зразкова, manager@demo.example",
        entry=Text(
            "Вхід з двору, ліфт є. Назвіть на вході резиденцію (зразок).",
            "Come in from the courtyard; there is a lift. Name the residency at the door (sample).",
            "Wejście od podwórza, jest winda. Przy wejściu proszę podać nazwę rezydencji (przykład).",
        ),
        shelter=SHELTER,
        dossier=Dossier(shelter_capacity=80, shelter_step_free="yes"),
        rooms={
            "hall": Room(Text("Велика зала (зразок)", "Great hall (sample)", "Duża sala (przykład)"), 60),
            "workshop": Room(
                Text("Майстерня (зразок)", "Workshop room (sample)", "Pracownia (przykład)"), 30
            ),
        },
    ),
    "hospital": Venue(
        dossier=SITES["hospital"],
        name=ORGANISATIONS["hospital"].name,
        town=LVIV,
        host="hospital",
        is_host_site=True,
        address=Text("вул. Зразкова, 9 (зразок)", "9 Zrazkova Street (sample)", "ul. Zrazkova 9 (przykład)"),
        contact="Приймальня, hospital@demo.example",
        entry=Text(
            "Потрібен документ з фотографією. До відділень заходимо у бахілах (зразок).",
            "Bring an identity document with a photograph. Shoe covers are worn in the wards (sample).",
            "Potrzebny jest dokument ze zdjęciem. Na oddziały wchodzimy w ochraniaczach (przykład).",
        ),
        shelter=SHELTER,
        rooms={
            "conference": Room(
                Text("Конференц-зала (зразок)", "Conference room (sample)", "Sala konferencyjna (przykład)"),
                40,
            ),
        },
    ),
    "associations": Venue(
        dossier=SITES["associations"],
        name=Text(
            "Простір об’єднань мешканців (зразок)",
            "A space of residents’ associations (sample)",
            "Przestrzeń stowarzyszeń mieszkańców (przykład)",
        ),
        town=LVIV,
        host="education_institute",
        is_host_site=True,
        address=Text(
            "вул. Зразкова, 12 (зразок)", "12 Zrazkova Street (sample)", "ul. Zrazkova 12 (przykład)"
        ),
        contact="associations@demo.example",
        shelter=SHELTER,
    ),
    "reception": Venue(
        dossier=SITES["reception"],
        name=Text(
            "Центр зв’язку з мешканцями (зразок)",
            "Residents’ contact centre (sample)",
            "Centrum kontaktu z mieszkańcami (przykład)",
        ),
        town=LVIV,
        host="city_institute",
        is_host_site=True,
        address=Text("пл. Зразкова, 2 (зразок)", "2 Zrazkova Square (sample)", "pl. Zrazkova 2 (przykład)"),
        contact="reception@demo.example",
        shelter=SHELTER,
    ),
    "works": Venue(
        dossier=SITES["works"],
        name=Text(
            "Місцеве підприємство (зразок)",
            "A local business (sample)",
            "Lokalne przedsiębiorstwo (przykład)",
        ),
        town=LVIV,
        is_host_site=True,
        address=Text(
            "вул. Зразкова, 40 (зразок)", "40 Zrazkova Street (sample)", "ul. Zrazkova 40 (przykład)"
        ),
        contact="works@demo.example",
        entry=Text(
            "Закрите взуття обов’язкове (зразок).",
            "Closed shoes are a must (sample).",
            "Wymagane pełne obuwie (przykład).",
        ),
        shelter=SHELTER,
    ),
    "site": Venue(
        dossier=SITES["site"],
        name=Text(
            "Інвестиційна ділянка (зразок)", "An investment site (sample)", "Teren inwestycyjny (przykład)"
        ),
        town=LVIV,
        is_host_site=True,
        address=Text(
            "вул. Зразкова, 77 (зразок)", "77 Zrazkova Street (sample)", "ul. Zrazkova 77 (przykład)"
        ),
        contact="site@demo.example",
        shelter=SHELTER,
    ),
}

TRAINERS = {
    "facilitator": Trainer(
        name=Text("Тарас Зразковий", "Taras Zrazkovyi", "Taras Zrazkowy"),
        role=Text("тренер (зразок)", "trainer (sample)", "trener (przykład)"),
        about=Text(
            "Вигадана особа. Веде майстерні та тренінги, стежить, щоб кожна громада встигла сказати своє.",
            "A fictional person. Leads workshops and trainings and sees that every municipality has its say.",
            "Postać fikcyjna. Prowadzi warsztaty i szkolenia, dba o to, by każda gmina zabrała głos.",
        ),
        organisation="city_institute",
        account="trainer",
    ),
    "communicator": Trainer(
        name=Text("Олена Прикладна", "Olena Prykladna", "Ołena Prykładna"),
        role=Text(
            "тренерка з комунікацій (зразок)",
            "communications trainer (sample)",
            "trenerka komunikacji (przykład)",
        ),
        about=Text(
            "Вигадана особа. Вчить говорити про рішення громади так, щоб їх зрозуміли й обговорили.",
            "A fictional person. Teaches how to speak of a council’s decisions so that people follow and respond.",
            "Postać fikcyjna. Uczy mówić o decyzjach gminy tak, by mieszkańcy je rozumieli i o nich rozmawiali.",
        ),
        organisation="education_institute",
    ),
    "economist": Trainer(
        name=Text("Марко Умовний", "Marko Umovnyi", "Marko Umowny"),
        role=Text(
            "тренер з економічного розвитку (зразок)",
            "economic development trainer (sample)",
            "trener rozwoju gospodarczego (przykład)",
        ),
        about=Text(
            "Вигадана особа. Допомагає громадам готувати пропозиції для інвесторів і партнерів.",
            "A fictional person. Helps municipalities prepare offers for investors and partners.",
            "Postać fikcyjna. Pomaga gminom przygotować oferty dla inwestorów i partnerów.",
        ),
    ),
    "management": Trainer(
        name=Text("Топменеджмент лікарні", "The hospital’s top management", "Kadra zarządzająca szpitala"),
        role=Text("господарі резиденції", "hosts of the residency", "gospodarze rezydencji"),
        about=Text(
            "Команда, яка протягом двох днів ділиться управлінським досвідом лікарні.",
            "The team that shares the hospital’s management experience for two days.",
            "Zespół, który przez dwa dni dzieli się doświadczeniem w zarządzaniu szpitalem.",
        ),
        organisation="hospital",
    ),
}

WOW = Programme(
    slug="wow-hromady",
    name=Text("WOW-громади", "WOW-hromady", "WOW-hromady"),
    summary=Text(
        "Резиденції ідей у Львові: два дні майстерень, тренінгів і навчальних візитів для фахівців та фахівчинь "
        "місцевого самоврядування. Громади говорять між собою і показують одна одній, що в них уже працює. "
        "WOW розшифровують як «work on wonders» — робота над дивами.",
        "Residencies of ideas in Lviv: two days of workshops, trainings and field visits for people who work in "
        "local self-government. Municipalities talk to each other and show what already works. "
        "WOW stands for “work on wonders”.",
        "Rezydencje idei we Lwowie: dwa dni warsztatów, szkoleń i wizyt studyjnych dla osób pracujących "
        "w samorządach. Gminy rozmawiają ze sobą i pokazują, co już u nich działa. "
        "WOW to skrót od „work on wonders”, czyli praca nad cudami.",
    ),
    organiser="city_institute",
    contact_email="wow@demo.example",
    contact_phone="+380 44 000 0001",
    time_zone="Europe/Kyiv",
    manager="manager",
    organisations=ORGANISATIONS,
    partners=PARTNERS,
    project=PROJECT,
    venues=VENUES,
    trainers=TRAINERS,
    residencies=(COMMUNICATION, INVESTMENT, MEDICINE),
    design=Design(
        name=Text(
            "Сертифікат про підвищення кваліфікації",
            "Certificate of professional development",
            "Zaświadczenie o podniesieniu kwalifikacji",
        ),
        kind="qualification",
        language="uk",
        issuer="city_institute",
        signatories="Олеся Зразкова-Підписна | директорка (зразок)\nОстап Зразковий | голова правління (зразок)",
        legal_basis="Постанова Кабінету Міністрів України від 6 лютого 2019 року № 106",
    ),
)
