"""«Бізнес. Інвестиції. Міжнародна співпраця»: the source gives the title alone, so every session is a sample."""

from decimal import Decimal

from . import samples
from .shapes import Course, Day, Residency, Session, Text

DAY_1 = Day(
    title=Text("Бізнес та інвестиції", "Business and investment", "Biznes i inwestycje"),
    hours=Decimal("6.0"),
    sessions=(
        samples.opening("09:30", "10:00", venue="institute"),
        Session(
            title=Text(
                "Розмова громади з місцевим бізнесом",
                "How a municipality talks with local business",
                "Rozmowa gminy z lokalnym biznesem",
            ),
            format="workshop",
            unit="business",
            starts="10:00",
            ends="11:30",
            room="institute/workshop",
            trainers=("facilitator",),
            is_sample=True,
        ),
        samples.coffee("11:30", "12:00", venue="institute"),
        Session(
            title=Text(
                "Інвестиційна пропозиція громади",
                "A municipality’s offer to investors",
                "Oferta inwestycyjna gminy",
            ),
            summary=Text(
                "Ділянка, мережі, люди, строки: що інвестор хоче бачити на одній сторінці.",
                "Land, utilities, people, time: what an investor wants to see on one page.",
                "Teren, media, ludzie, terminy: co inwestor chce zobaczyć na jednej stronie.",
            ),
            format="training",
            unit="investment",
            starts="12:00",
            ends="13:30",
            room="institute/hall",
            trainers=("economist",),
            is_required=True,
            is_sample=True,
        ),
        samples.lunch("13:30", "14:15", venue="institute"),
        Session(
            title=Text(
                "Візит: місцеве підприємство", "Visit: a local business", "Wizyta: lokalne przedsiębiorstwo"
            ),
            format="field-visit",
            unit="business",
            starts="15:00",
            ends="16:30",
            venue="works",
            group="visit",
            is_sample=True,
        ),
        Session(
            title=Text(
                "Візит: інвестиційна ділянка", "Visit: an investment site", "Wizyta: teren inwestycyjny"
            ),
            format="field-visit",
            unit="investment",
            starts="15:00",
            ends="16:30",
            venue="site",
            group="visit",
            is_sample=True,
        ),
        samples.exchange("17:30", "18:30", venue="institute"),
    ),
)

DAY_2 = Day(
    title=Text("Міжнародна співпраця", "International cooperation", "Współpraca międzynarodowa"),
    hours=Decimal("6.0"),
    sessions=(
        Session(
            title=Text(
                "Громади-партнери: від листа до спільного проєкту",
                "Partner municipalities: from a letter to a joint project",
                "Gminy partnerskie: od listu do wspólnego projektu",
            ),
            format="training",
            unit="cooperation",
            starts="09:30",
            ends="11:00",
            room="institute/hall",
            trainers=("economist",),
            is_required=True,
            is_sample=True,
        ),
        Session(
            title=Text(
                "Як читати умови гранту", "How to read the terms of a grant", "Jak czytać warunki grantu"
            ),
            format="workshop",
            unit="cooperation",
            starts="11:15",
            ends="12:45",
            room="institute/workshop",
            trainers=("economist", "facilitator"),
            is_sample=True,
        ),
        samples.lunch("12:45", "13:45", venue="institute"),
        Session(
            title=Text("Переговори: гра в ролях", "Negotiations: a role play", "Negocjacje: gra w role"),
            format="workshop",
            unit="investment",
            starts="13:45",
            ends="15:15",
            room="institute/workshop",
            trainers=("facilitator",),
            is_sample=True,
        ),
        samples.plan(
            Text("План на пів року", "A plan for six months", "Plan na pół roku"),
            "15:30",
            "16:30",
            venue="institute",
        ),
    ),
)

INVESTMENT = Residency(
    slug="investment",
    theme="investment",
    name=Text(
        "Бізнес. Інвестиції. Міжнародна співпраця",
        "Business. Investment. International cooperation",
        "Biznes. Inwestycje. Współpraca międzynarodowa",
    ),
    summary=Text(
        "Як громаді домовлятися з місцевим бізнесом, готувати пропозицію для інвестора і працювати з партнерами з "
        "інших країн.",
        "How a municipality deals with local business, prepares an offer for investors and works with partners from "
        "other countries.",
        "Jak gmina dogaduje się z lokalnym biznesem, przygotowuje ofertę dla inwestora i współpracuje z partnerami "
        "z innych krajów.",
    ),
    audience=Text(
        "Для фахівців і фахівчинь органів місцевого самоврядування, які дбають про економічний розвиток і партнерства.",
        "People in local self-government who answer for economic development and partnerships.",
        "Dla osób z samorządów, które odpowiadają za rozwój gospodarczy i partnerstwa.",
    ),
    course=Course(
        title=Text(
            "Економічний розвиток громади та міжнародне партнерство",
            "Economic development of a municipality and international partnership",
            "Rozwój gospodarczy gminy i partnerstwo międzynarodowe",
        ),
        outcomes=Text(
            "Веде розмову з місцевим бізнесом про потреби обох сторін\n"
            "Складає інвестиційну пропозицію громади на одну сторінку\n"
            "Знаходить громаду-партнера і починає спільний проєкт\n"
            "Оцінює умови гранту до подання заявки",
            "Talks with local business about what both sides need\n"
            "Writes a municipality’s offer to investors on one page\n"
            "Finds a partner municipality and begins a joint project\n"
            "Weighs the terms of a grant before applying",
            "Rozmawia z lokalnym biznesem o potrzebach obu stron\n"
            "Układa ofertę inwestycyjną gminy na jedną stronę\n"
            "Znajduje gminę partnerską i zaczyna wspólny projekt\n"
            "Ocenia warunki grantu przed złożeniem wniosku",
        ),
        hours=Decimal("12.0"),
        ects=Decimal("0.40"),
        approved_by=Text("Інститут міста (зразок)", "City Institute (sample)", "Instytut Miasta (przykład)"),
        units={
            "business": Text("Бізнес у громаді", "Business in a municipality", "Biznes w gminie"),
            "investment": Text("Інвестиції в громаду", "Investment in a municipality", "Inwestycje w gminie"),
            "cooperation": Text(
                "Міжнародна співпраця", "International cooperation", "Współpraca międzynarodowa"
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
        "Чернетка інвестиційної пропозиції своєї громади\n"
        "Контакти колег, з якими можна подати заявку на спільний проєкт",
        "A certificate of professional development: 12 hours, 0.4 ECTS credits (sample)\n"
        "A draft of your municipality’s offer to investors\n"
        "Colleagues with whom to apply for a joint project",
        "Zaświadczenie o podniesieniu kwalifikacji: 12 godzin, 0,4 punktu ECTS (przykład)\n"
        "Szkic oferty inwestycyjnej swojej gminy\n"
        "Kontakty do osób, z którymi można złożyć wspólny wniosek",
    ),
    cost=samples.FREE,
    notes=samples.MEETING_POINT,
    release_note=samples.HOURS_ARE_SAMPLES,
)
