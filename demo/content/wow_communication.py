"""«Комунікація. Бо без неї ніяк»: the five topics are the source's; hours, visits and outcomes are samples."""

from decimal import Decimal

from . import samples
from .shapes import Course, Day, Residency, Session, Text

DAY_1 = Day(
    title=Text("Кампанії, медіа, мережі", "Campaigns, media, networks", "Kampanie, media, sieci"),
    hours=Decimal("6.0"),
    sessions=(
        samples.opening("09:30", "10:00", venue="institute"),
        Session(
            title=Text(
                "Побудова комунікаційних кампаній",
                "Building communication campaigns",
                "Budowanie kampanii komunikacyjnych",
            ),
            summary=Text(
                "Від рішення ради до розмови, у якій беруть участь люди: мета, аудиторія, повідомлення, канали.",
                "From a council’s decision to a conversation people join: aim, audience, message, channels.",
                "Od uchwały do rozmowy, w której biorą udział mieszkańcy: cel, odbiorcy, przekaz, kanały.",
            ),
            format="training",
            unit="campaigns",
            starts="10:00",
            ends="11:30",
            room="institute/hall",
            trainers=("communicator",),
            is_required=True,
        ),
        samples.coffee("11:30", "12:00", venue="institute"),
        Session(
            title=Text("Співпраця з медіа", "Working with the media", "Współpraca z mediami"),
            summary=Text(
                "Що цікаво редакції, а що — громаді, і як одна новина відповідає обом.",
                "What an editor wants, what residents want, and how one piece of news serves both.",
                "Czego szuka redakcja, czego mieszkańcy – i jak jedna wiadomość służy obu stronom.",
            ),
            format="workshop",
            unit="media",
            starts="12:00",
            ends="13:30",
            room="institute/workshop",
            trainers=("communicator",),
        ),
        samples.lunch("13:30", "14:30", venue="institute"),
        Session(
            title=Text(
                "Робота в соціальних мережах",
                "Working in social networks",
                "Praca w mediach społecznościowych",
            ),
            summary=Text(
                "Сторінка громади, якій відповідають: план публікацій, тон, коментарі, скарги.",
                "A page that people answer: a plan of posts, the tone, comments, complaints.",
                "Strona gminy, na którą ludzie odpowiadają: plan wpisów, ton, komentarze, skargi.",
            ),
            format="workshop",
            unit="networks",
            starts="14:30",
            ends="16:00",
            room="institute/workshop",
            trainers=("communicator", "facilitator"),
        ),
        samples.exchange("16:15", "17:15", venue="institute"),
    ),
)

DAY_2 = Day(
    title=Text("Наживо з мешканцями", "Face to face with residents", "Na żywo z mieszkańcami"),
    hours=Decimal("6.0"),
    sessions=(
        Session(
            title=Text(
                "Пряма комунікація з мешканцями",
                "Direct contact with residents",
                "Bezpośrednia komunikacja z mieszkańcami",
            ),
            summary=Text(
                "Зустріч, після якої люди знають, що буде далі: підготовка, незручні запитання, підсумок.",
                "A meeting after which people know what comes next: preparation, hard questions, a summing-up.",
                "Spotkanie, po którym wiadomo, co dalej: przygotowanie, trudne pytania, podsumowanie.",
            ),
            format="training",
            unit="residents",
            starts="09:30",
            ends="11:00",
            room="institute/hall",
            trainers=("facilitator",),
            is_required=True,
        ),
        Session(
            title=Text(
                "Візит: як місто слухає мешканців",
                "Visit: how a city listens to its residents",
                "Wizyta: jak miasto słucha mieszkańców",
            ),
            format="field-visit",
            unit="residents",
            starts="11:30",
            ends="13:00",
            venue="reception",
            hosts=("city_institute",),
            group="visit",
            is_sample=True,
        ),
        Session(
            title=Text(
                "Візит: у гостях в об’єднань мешканців",
                "Visit: with the residents’ associations",
                "Wizyta: u stowarzyszeń mieszkańców",
            ),
            format="field-visit",
            unit="associations",
            starts="11:30",
            ends="13:00",
            venue="associations",
            hosts=("education_institute",),
            group="visit",
            is_sample=True,
        ),
        samples.lunch("13:30", "14:15", venue="institute"),
        Session(
            title=Text(
                "Співпраця з об’єднаннями людей",
                "Working with associations of people",
                "Współpraca ze zrzeszeniami mieszkańców",
            ),
            summary=Text(
                "Громадські організації, ОСББ, молодіжні ради: що їм дати і про що домовитися.",
                "NGOs, co-owners of houses, youth councils: what to offer them and what to agree on.",
                "Organizacje, wspólnoty mieszkaniowe, rady młodzieży: co im zaproponować i na co się umówić.",
            ),
            format="workshop",
            unit="associations",
            starts="14:30",
            ends="16:00",
            room="institute/workshop",
            trainers=("communicator",),
        ),
        samples.plan(
            Text(
                "План комунікації для своєї громади",
                "A communication plan for your municipality",
                "Plan komunikacji dla swojej gminy",
            ),
            "16:15",
            "17:15",
            venue="institute",
        ),
    ),
)

COMMUNICATION = Residency(
    slug="communication",
    theme="communication",
    name=Text(
        "Комунікація. Бо без неї ніяк",
        "Communication. There is no way without it",
        "Komunikacja. Bo bez niej ani rusz",
    ),
    summary=Text(
        "Як влада і громада чують одна одну: кампанії, медіа, соціальні мережі, розмова наживо та співпраця "
        "з об’єднаннями людей. Які інструменти працюють і коли саме.",
        "How a council and its residents hear each other: campaigns, media, social networks, talking face to face "
        "and working with associations. Which tools work, and when.",
        "Jak władza i mieszkańcy słyszą się nawzajem: kampanie, prasa, media społecznościowe, rozmowa na żywo "
        "i współpraca ze zrzeszeniami. Które narzędzia działają i kiedy.",
    ),
    audience=Text(
        "Для фахівців і фахівчинь органів місцевого самоврядування, які говорять з мешканцями від імені громади.",
        "People in local self-government who speak with residents on behalf of their municipality.",
        "Dla osób z samorządów, które w imieniu gminy rozmawiają z mieszkańcami.",
    ),
    course=Course(
        title=Text(
            "Комунікація влади з громадою",
            "Communication between a council and its residents",
            "Komunikacja władzy z mieszkańcami",
        ),
        outcomes=Text(
            "Складає план комунікаційної кампанії: мета, аудиторія, повідомлення, канали\n"
            "Готує новину та відповідь на запит медіа\n"
            "Веде сторінку громади в соціальних мережах і відповідає на скарги\n"
            "Проводить зустріч з мешканцями й підсумовує домовленості\n"
            "Залучає об’єднання людей до спільної роботи",
            "Plans a communication campaign: aim, audience, message, channels\n"
            "Writes a piece of news and answers a media enquiry\n"
            "Runs a municipality’s page in social networks and answers complaints\n"
            "Holds a meeting with residents and sums up what was agreed\n"
            "Brings associations of people into joint work",
            "Planuje kampanię komunikacyjną: cel, odbiorcy, przekaz, kanały\n"
            "Przygotowuje wiadomość i odpowiedź na zapytanie mediów\n"
            "Prowadzi profil gminy w mediach społecznościowych i odpowiada na skargi\n"
            "Prowadzi spotkanie z mieszkańcami i podsumowuje ustalenia\n"
            "Włącza zrzeszenia mieszkańców we wspólną pracę",
        ),
        hours=Decimal("12.0"),
        ects=Decimal("0.40"),
        approved_by=Text("Інститут міста (зразок)", "City Institute (sample)", "Instytut Miasta (przykład)"),
        units={
            "campaigns": Text(
                "Побудова комунікаційних кампаній",
                "Building communication campaigns",
                "Budowanie kampanii komunikacyjnych",
            ),
            "media": Text("Співпраця з медіа", "Working with the media", "Współpraca z mediami"),
            "networks": Text(
                "Робота в соціальних мережах",
                "Working in social networks",
                "Praca w mediach społecznościowych",
            ),
            "residents": Text(
                "Пряма комунікація з мешканцями",
                "Direct contact with residents",
                "Bezpośrednia komunikacja z mieszkańcami",
            ),
            "associations": Text(
                "Співпраця з об’єднаннями людей",
                "Working with associations of people",
                "Współpraca ze zrzeszeniami mieszkańców",
            ),
        },
    ),
    days=(DAY_1, DAY_2),
    groups={
        "visit": Text(
            "Навчальний візит на вибір", "A field visit of your choice", "Wizyta studyjna do wyboru"
        )
    },
    venue="institute",
    town=samples.LVIV,
    gains=Text(
        "Сертифікат про підвищення кваліфікації: 12 годин, 0,4 кредиту ЄКТС (зразок)\n"
        "План комунікаційної кампанії для своєї громади\n"
        "Матеріали занять і контакти колег з інших громад",
        "A certificate of professional development: 12 hours, 0.4 ECTS credits (sample)\n"
        "A plan of a communication campaign for your municipality\n"
        "The materials, and colleagues from other municipalities to turn to",
        "Zaświadczenie o podniesieniu kwalifikacji: 12 godzin, 0,4 punktu ECTS (przykład)\n"
        "Plan kampanii komunikacyjnej dla swojej gminy\n"
        "Materiały z zajęć i kontakty do osób z innych gmin",
    ),
    cost=samples.FREE,
    notes=samples.MEETING_POINT,
    release_note=samples.HOURS_ARE_SAMPLES,
)
