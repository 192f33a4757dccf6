"""«Медицина в громаді»: host, audience and the management topics are the source's; the rest is a sample."""

from decimal import Decimal

from . import samples
from .shapes import Course, Day, Residency, Session, Text

DAY_1 = Day(
    title=Text("Лікарня, яка розвивається", "A hospital that grows", "Szpital, który się rozwija"),
    hours=Decimal("6.0"),
    sessions=(
        samples.opening("09:30", "10:00", venue="hospital"),
        Session(
            title=Text(
                "Як лікарня стала такою: розмова з топменеджментом",
                "How the hospital got here: a talk with its top management",
                "Jak szpital do tego doszedł: rozmowa z kadrą zarządzającą",
            ),
            summary=Text(
                "За кілька років лікарня почала робити надскладні операції, зокрема трансплантації органів. "
                "Які рішення до цього привели.",
                "In a few years the hospital came to do highly complex operations, transplants among them. "
                "Which decisions led there.",
                "W kilka lat szpital doszedł do bardzo złożonych operacji, w tym przeszczepów. "
                "Jakie decyzje do tego doprowadziły.",
            ),
            format="open-lecture",
            unit="management",
            starts="10:00",
            ends="11:30",
            room="hospital/conference",
            trainers=("management",),
            hosts=("hospital",),
        ),
        Session(
            title=Text(
                "Навчальний візит: нові відділення лікарні",
                "Field visit: the hospital’s new departments",
                "Wizyta studyjna: nowe oddziały szpitala",
            ),
            format="field-visit",
            unit="departments",
            starts="11:45",
            ends="13:15",
            venue="hospital",
            trainers=("management",),
            hosts=("hospital",),
            is_required=True,
        ),
        samples.lunch("13:15", "14:15", venue="hospital"),
        Session(
            title=Text(
                "Відкриття сучасних відділень",
                "Opening modern departments",
                "Otwieranie nowoczesnych oddziałów",
            ),
            summary=Text(
                "Від задуму до першого пацієнта: приміщення, обладнання, гроші, люди. Кожна група рахує свій приклад.",
                "From the idea to the first patient: rooms, equipment, money, people. Each group works out a case.",
                "Od pomysłu do pierwszego pacjenta: pomieszczenia, sprzęt, pieniądze, ludzie. Każda grupa liczy własny "
                "przykład.",
            ),
            format="workshop",
            unit="departments",
            starts="14:15",
            ends="15:45",
            room="hospital/conference",
            trainers=("facilitator", "management"),
            hosts=("hospital",),
        ),
        samples.exchange("16:00", "17:00", venue="hospital"),
        Session(
            title=Text("Вечірня прогулянка Львовом", "An evening walk in Lviv", "Wieczorny spacer po Lwowie"),
            format="networking",
            starts="18:30",
            ends="20:00",
            is_sample=True,
        ),
    ),
)

DAY_2 = Day(
    title=Text("Ресурси й люди", "Resources and people", "Zasoby i ludzie"),
    hours=Decimal("6.0"),
    sessions=(
        Session(
            title=Text("Оптимізація ресурсів", "Making better use of resources", "Optymalizacja zasobów"),
            summary=Text(
                "Ліжка, черги, обладнання, закупівлі: де лікарня знаходить запас і як це видно з її цифр.",
                "Beds, queues, equipment, purchasing: where a hospital finds reserves and how its figures show them.",
                "Łóżka, kolejki, sprzęt, zakupy: gdzie szpital znajduje rezerwy i jak widać je w liczbach.",
            ),
            format="training",
            unit="resources",
            starts="09:30",
            ends="11:00",
            room="hospital/conference",
            trainers=("facilitator", "management"),
            hosts=("hospital",),
        ),
        Session(
            title=Text(
                "Візит: шлях пацієнта у приймальному відділенні",
                "Visit: a patient’s way through admissions",
                "Wizyta: droga pacjenta przez izbę przyjęć",
            ),
            format="field-visit",
            unit="resources",
            starts="11:15",
            ends="12:45",
            venue="hospital",
            hosts=("hospital",),
            group="department",
            is_sample=True,
        ),
        Session(
            title=Text(
                "Візит: як працює операційний блок",
                "Visit: how the operating theatres work",
                "Wizyta: jak działa blok operacyjny",
            ),
            format="field-visit",
            unit="departments",
            starts="11:15",
            ends="12:45",
            venue="hospital",
            hosts=("hospital",),
            group="department",
            is_sample=True,
        ),
        samples.lunch("12:45", "13:45", venue="hospital"),
        Session(
            title=Text(
                "Як лікарня залучає найкращих лікарів та інтернів",
                "How the hospital attracts the best doctors and interns",
                "Jak szpital przyciąga najlepszych lekarzy i stażystów",
            ),
            format="workshop",
            unit="doctors",
            starts="13:45",
            ends="15:15",
            room="hospital/conference",
            trainers=("facilitator", "management"),
            hosts=("hospital",),
            is_required=True,
        ),
        samples.plan(
            Text(
                "Перші три рішення для своєї лікарні",
                "The first three decisions for your hospital",
                "Trzy pierwsze decyzje dla swojego szpitala",
            ),
            "15:30",
            "16:30",
            venue="hospital",
        ),
    ),
)

MEDICINE = Residency(
    slug="medicine",
    theme="medicine",
    name=Text("Медицина в громаді", "Medicine in the community", "Medycyna w gminie"),
    summary=Text(
        "Два дні у львівській лікарні швидкої медичної допомоги. Її топменеджмент показує, як відкривати сучасні "
        "відділення, розподіляти ресурси та залучати найкращих лікарів та інтернів.",
        "Two days in Lviv’s emergency hospital. Its top management shows how to open modern departments, use "
        "resources well and attract the best doctors and interns.",
        "Dwa dni we lwowskim szpitalu ratunkowym. Jego kadra zarządzająca pokazuje, jak otwierać nowoczesne oddziały, "
        "gospodarować zasobami i przyciągać najlepszych lekarzy i stażystów.",
    ),
    audience=Text(
        "Для керівників і керівниць управлінь охорони здоров’я та лікарень.",
        "Heads of health departments and of hospitals.",
        "Dla osób kierujących wydziałami zdrowia i szpitalami.",
    ),
    course=Course(
        title=Text(
            "Управління лікарнею в громаді",
            "Running a hospital in a community",
            "Zarządzanie szpitalem w gminie",
        ),
        outcomes=Text(
            "Готує відкриття відділення: приміщення, обладнання, гроші, люди\n"
            "Знаходить запас ресурсів лікарні за її цифрами\n"
            "Складає пропозицію для лікарів та інтернів\n"
            "Порівнює управлінські рішення своєї лікарні з досвідом господарів",
            "Prepares the opening of a department: rooms, equipment, money, people\n"
            "Finds a hospital’s reserves from its figures\n"
            "Puts together an offer for doctors and interns\n"
            "Compares the decisions of one’s own hospital with the hosts’ experience",
            "Przygotowuje otwarcie oddziału: pomieszczenia, sprzęt, pieniądze, ludzie\n"
            "Znajduje rezerwy szpitala na podstawie jego liczb\n"
            "Układa ofertę dla lekarzy i stażystów\n"
            "Porównuje decyzje w swoim szpitalu z doświadczeniem gospodarzy",
        ),
        hours=Decimal("12.0"),
        ects=Decimal("0.40"),
        approved_by=Text("Інститут міста (зразок)", "City Institute (sample)", "Instytut Miasta (przykład)"),
        units={
            "management": Text("Досвід управління лікарнею", "Running a hospital", "Zarządzanie szpitalem"),
            "departments": Text(
                "Відкриття сучасних відділень",
                "Opening modern departments",
                "Otwieranie nowoczesnych oddziałów",
            ),
            "resources": Text(
                "Оптимізація ресурсів", "Making better use of resources", "Optymalizacja zasobów"
            ),
            "doctors": Text(
                "Залучення лікарів та інтернів",
                "Attracting doctors and interns",
                "Przyciąganie lekarzy i stażystów",
            ),
        },
    ),
    days=(DAY_1, DAY_2),
    groups={"department": Text("Відділення на вибір", "A department of your choice", "Oddział do wyboru")},
    venue="hospital",
    town=samples.LVIV,
    gains=Text(
        "Сертифікат про підвищення кваліфікації: 12 годин, 0,4 кредиту ЄКТС (зразок)\n"
        "Перелік рішень, які варто перевірити у своїй лікарні\n"
        "Матеріали занять і контакти господарів",
        "A certificate of professional development: 12 hours, 0.4 ECTS credits (sample)\n"
        "A list of decisions to try in your own hospital\n"
        "The materials, and the hosts to turn to",
        "Zaświadczenie o podniesieniu kwalifikacji: 12 godzin, 0,4 punktu ECTS (przykład)\n"
        "Lista decyzji do sprawdzenia we własnym szpitalu\n"
        "Materiały z zajęć i kontakty do gospodarzy",
    ),
    cost=samples.FREE_WITH_HOTEL,
    notes=Text(
        "Збираємося за 15 хвилин до початку біля головного входу лікарні, беремо документ з фотографією. У відділеннях "
        "вимикаємо звук телефонів і не знімаємо пацієнтів (зразок).",
        "We meet at the hospital’s main entrance 15 minutes before the start; bring an identity document with a "
        "photograph. In the wards phones are silent and patients are not photographed (sample).",
        "Spotykamy się 15 minut przed początkiem przy głównym wejściu; potrzebny jest dokument ze zdjęciem. "
        "Na oddziałach wyciszamy telefony i nie fotografujemy pacjentów (przykład).",
    ),
    release_note=samples.HOURS_ARE_SAMPLES,
)
