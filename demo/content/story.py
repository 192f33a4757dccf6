"""What has happened in each cohort so far: who applied when, what was decided, who came, who holds a certificate."""

from . import wow_buses as buses
from . import wow_hotel as hotel
from .shapes import Text
from .story_shapes import (
    Applied,
    Choosing,
    Door,
    Ended,
    Material,
    Missed,
    Received,
    SecondRelease,
    Story,
    accepted,
    in_days,
    last_april,
    last_week,
    on,
    yesterday,
)

NO_ROOM = (
    "Цього разу перевагу мають громади, які ще не були на резиденції. Про наступну ми повідомимо на сайті."
)
NO_ROOM_IN_ENGLISH = (
    "This time municipalities that have not been to a residency come first. "
    "The next one will be announced on the site."
)
NOT_THE_AUDIENCE = "Ця резиденція для керівників і керівниць управлінь охорони здоров’я та лікарень."

OPEN_FOR_APPLICATIONS = Story(
    slug="communication-1",
    programme="wow-hromady",
    residency="communication",
    first_day=in_days(26),
    counts_from="loading",
    doors=(Door(25, -10), Door(25, -6)),
    applications=(
        accepted("lukiana.prykladenko", sent=-11),
        Applied("danylo.nakydalo", sent=-10, withdrew=-4),
        Applied("ostap.maketnyi", sent=-10, decided={1: "accept", 2: "decline"}, reason=NO_ROOM),
        accepted("daryna.pokazova", sent=-9),
        Applied("hlib.zrazkevych", "1", -9, {1: "wait"}),
        Applied("milana.vyhadaniuk", sent=-8, decided={1: "decline", 2: "decline"}, reason=NO_ROOM),
        Applied("ustyna.modeliuk", sent=-8),
        Applied("viacheslav.gudzyk", "2", -7),
        Applied("anastasiia.vyhadana", sent=-6),
        Applied("yeva.yizhak", sent=-5),
        Applied("ion.exemplaru", sent=-4),
        Applied("agnieszka.przykladowska", "2", -3),
        Applied("participant", sent=-2),
    ),
    drafts=(("severyn.probskyi", "12"),),
    visits=(
        Received(
            "Візит: як місто слухає мешканців", "confirmed", rules="Збираємося біля головного входу (зразок)."
        ),
        Received(
            "Візит: у гостях в об’єднань мешканців",
            "proposed",
            starts="12:00",
            ends="13:30",
            words="До полудня в нас заняття для дітей, з 12:00 простір вільний (зразок).",
        ),
    ),
    buses=buses.FOR_COMMUNICATION,
    released=-7,
)

OPEN_ON_SENDING = Story(
    slug="medicine-2",
    programme="wow-hromady",
    residency="medicine",
    first_day=in_days(47),
    counts_from="loading",
    doors=(Door(12, -14, "open"), Door(10, -14, "open")),
    applications=(
        Applied("severyn.probskyi", sent=-12),
        Applied("tymofii.navchalskyi", sent=-12),
        Applied("hlib.zrazkevych", sent=-11),
        Applied("milana.vyhadaniuk", sent=-11),
        # The fifth of those who may choose a visit: every fourth has not chosen yet.
        Applied("participant", sent=-10),
        Applied("danylo.nakydalo", sent=-9),
        Applied("ustyna.modeliuk", sent=-8),
        # They give their places up, and the worker offers them to the three who wait, in working hours.
        Applied("viacheslav.gudzyk", "2", -8, withdrew=-1),
        Applied("ostap.maketnyi", "2", -7, withdrew=-1),
        Applied("anastasiia.vyhadana", "2", -6, withdrew=-1),
        Applied("lukiana.prykladenko", sent=-5),
        Applied("ion.exemplaru", sent=-4),
        Applied("daryna.pokazova", "2", -3),
    ),
    visits=(
        Received("Навчальний візит: нові відділення лікарні", "confirmed"),
        Received("Візит: шлях пацієнта у приймальному відділенні", "asked"),
        Received("Візит: як працює операційний блок", "not asked"),
    ),
    buses=buses.FOR_MEDICINE_TO_COME,
    lodged=hotel.FOR_MEDICINE_TO_COME,
    released=-13,
    choosing={"department": Choosing("first_come", 4, opens=-4, chosen=-2, closes=30)},
)

UNDER_WAY = Story(
    slug="medicine-1",
    programme="wow-hromady",
    residency="medicine",
    first_day=yesterday,
    doors=(Door(16, -14), Door(16, -10)),
    applications=(
        accepted("participant", sent=-29),
        accepted("nazar.eskiznyi", sent=-29),
        accepted("emiliia.demonstratsiina", sent=-28),
        accepted("zakhar.umovchuk", sent=-27),
        accepted("zoriana.prykladova", sent=-26),
        accepted("marian.demianiuk", sent=-26),
        accepted("yaryna.shabloniuk", sent=-25),
        accepted("yustyna.umovna", sent=-24),
        accepted("kvitoslava.prymirenko", sent=-24),
        accepted("orest.typovyi", sent=-23),
        accepted("roksolana.chernetko", "1", -22),
        accepted("yeva.yizhak", "2", -21),
        accepted("zaneta.laczynska", sent=-20),
        Applied("danylo.nakydalo", sent=-20, decided={1: "accept", 2: "accept"}, withdrew=-6),
        Applied(
            "tymofii.navchalskyi", sent=-18, decided={1: "decline", 2: "decline"}, reason=NOT_THE_AUDIENCE
        ),
        Applied("severyn.probskyi", "2", -17, {2: "wait"}),
    ),
    released=-40,
    second_release=SecondRelease(
        at=-3,
        note=Text(
            "Обмін досвідом починаємо на 15 хвилин пізніше, вечірньої прогулянки не буде (зразок).",
            "The exchange of experience begins 15 minutes later; the evening walk is cancelled (sample).",
            "Wymiana doświadczeń zaczyna się 15 minut później, wieczornego spaceru nie będzie (przykład).",
        ),
        moved=(("Обмін досвідом між громадами", "16:15", "17:15"),),
        cancelled=("Вечірня прогулянка Львовом",),
    ),
    visits=(
        Received(
            "Навчальний візит: нові відділення лікарні", heads=(15, 15), note="Група була уважна (зразок)."
        ),
        Received("Візит: шлях пацієнта у приймальному відділенні"),
        Received("Візит: як працює операційний блок", rules="До операційного блоку — по п’ятеро (зразок)."),
    ),
    buses=buses.FOR_MEDICINE,
    lodged=hotel.FOR_MEDICINE,
    days_marked=1,
    missed={
        "zakhar.umovchuk": Missed(lines=((1, 1), (1, 2))),
        "yustyna.umovna": Missed(lines=((1, 4),)),
        "orest.typovyi": Missed(unrecorded=((1, 3), (1, 4))),
    },
    materials=(
        Material(
            session="Як лікарня стала такою: розмова з топменеджментом",
            title="Закон України «Про місцеве самоврядування в Україні»",
            link="https://zakon.rada.gov.ua/laws/show/280/97-%D0%B2%D1%80",
        ),
        Material(
            session="Відкриття сучасних відділень",
            title="Запитання перед відкриттям відділення (зразок)",
            lines=(
                "Для кого це відділення і скільки таких людей у громаді?",
                "Що вже є: приміщення, обладнання, лікарі?",
                "Чого бракує і скільки це коштує на рік, а не лише на старті?",
                "Хто з лікарів прийде, якщо відділення відкриється, і що їм потрібно?",
                "Як за рік зрозуміємо, що відкрили недарма?",
            ),
        ),
    ),
)

JUST_ENDED = Story(
    slug="investment-2",
    programme="wow-hromady",
    residency="investment",
    first_day=last_week,
    doors=(Door(16, -14), Door(16, -10)),
    applications=(
        accepted("lukiana.prykladenko", sent=-30),
        accepted("marian.demianiuk", sent=-30),
        accepted("anastasiia.vyhadana", sent=-29),
        accepted("ostap.maketnyi", sent=-29),
        accepted("yustyna.umovna", sent=-28),
        accepted("severyn.probskyi", sent=-27),
        accepted("daryna.pokazova", sent=-26),
        accepted("hlib.zrazkevych", sent=-26),
        accepted("milana.vyhadaniuk", sent=-25),
        accepted("emiliia.demonstratsiina", sent=-24),
        accepted("orest.typovyi", sent=-22),
        accepted("viacheslav.gudzyk", sent=-21),
        accepted("agnieszka.przykladowska", "1", -20),
        accepted("krzysztof.wzorcowy", "2", -19),
        Applied("ion.exemplaru", sent=-18, decided={1: "decline", 2: "decline"}, reason=NO_ROOM_IN_ENGLISH),
    ),
    visits=(
        Received(
            "Візит: місцеве підприємство",
            heads=(9, 9),
            note="Гарні запитання. Наступного разу покажемо ще й склад (зразок).",
            went_well="Директор відповідав сам (зразок).",
            went_badly="Автобус не розвернеться у дворі: зупинка біля прохідної (зразок).",
        ),
        Received("Візит: інвестиційна ділянка", heads=(6, 5)),
    ),
    buses=buses.FOR_INVESTMENT,
    days_marked=2,
    missed={
        "yustyna.umovna": Missed(days=(2,)),
        "hlib.zrazkevych": Missed(days=(1, 2)),
        "milana.vyhadaniuk": Missed(lines=((2, 1),)),
        "viacheslav.gudzyk": Missed(lines=((1, 3),)),
        "orest.typovyi": Missed(unrecorded=((2, 3), (2, 4))),
    },
    materials=(
        Material(
            session="Інвестиційна пропозиція громади",
            title="Пропозиція на одну сторінку (зразок)",
            lines=(
                "Ділянка: площа, власник, призначення, відстань до дороги.",
                "Мережі: що підведено і яка вільна потужність.",
                "Люди: хто тут живе, чого вміє, де вчиться.",
                "Строки: скільки триває кожен дозвіл.",
                "Контакт: одна людина, яка відповість того самого дня.",
            ),
        ),
    ),
)

LAST_SPRING = Story(
    slug="investment-1",
    programme="wow-hromady",
    residency="investment",
    first_day=last_april,
    doors=(Door(16, -14), Door(16, -10)),
    applications=(
        accepted("participant", sent=-30),
        accepted("yaryna.shabloniuk", sent=-30),
        accepted("nazar.eskiznyi", sent=-29),
        accepted("tymofii.navchalskyi", sent=-28),
        accepted("kvitoslava.prymirenko", sent=-27),
        accepted("zakhar.umovchuk", sent=-26),
        accepted("ustyna.modeliuk", sent=-25),
        accepted("danylo.nakydalo", sent=-24),
        accepted("zoriana.prykladova", sent=-22),
        accepted("roksolana.chernetko", sent=-21),
    ),
    visits=(
        Received(
            "Візит: місцеве підприємство",
            heads=(8, 8),
            went_badly="На все не вистачило часу: краще пів години більше (зразок).",
        ),
        Received("Візит: інвестиційна ділянка", heads=(4, 4), went_well="Карта ділянки на місці (зразок)."),
    ),
    days_marked=2,
    missed={"danylo.nakydalo": Missed(days=(2,))},
    has_certificates=True,
    ended=(
        Ended(
            "zakhar.umovchuk",
            "revoked",
            "Видано помилково: в аркуші присутності було переплутано двох людей. Вибачте нам за це.",
        ),
        Ended("kvitoslava.prymirenko", "replaced", "Виправлено помилку в прізвищі."),
    ),
)

SUMMIT_2023 = Story(
    slug="syla-partnerstva-2023",
    programme="syla-partnerstva",
    residency="syla-partnerstva",
    first_day=on(2023, 4, 20),
    # Registration: the first day until 10 April, the second until 14 April.
    doors=(Door(260, -10, "open", raised_from=200), Door(260, -6, "open", raised_from=200)),
    applications=(
        Applied("yustyna.umovna", sent=-18),
        Applied("milana.vyhadaniuk", sent=-18),
        Applied("krzysztof.wzorcowy", sent=-17),
        Applied("hlib.zrazkevych", "1", -17),
        Applied("ustyna.modeliuk", "1", -16),
        Applied("zoriana.prykladova", sent=-16),
        Applied("zaneta.laczynska", "2", -8),
        Applied("roksolana.chernetko", "2", -7),
    ),
    released=-15,
    choosing={"hub": Choosing("ranked", 30, opens=-14, chosen=-5, closes=-4)},
)

CONFERENCE_2023 = Story(
    slug="miejsca-otwarte-2023",
    programme="miejsca-otwarte",
    residency="miejsca-otwarte",
    first_day=on(2023, 11, 23),
    doors=(Door(120, -7, "open"), Door(200, -7, "open")),
    applications=(
        Applied("agnieszka.przykladowska", sent=-20),
        Applied("zaneta.laczynska", sent=-19),
        Applied("krzysztof.wzorcowy", sent=-18),
        Applied("bozena.modelska", sent=-18),
        Applied("yaryna.shabloniuk", sent=-15),
        Applied("ion.exemplaru", "2", -14),
    ),
    released=-21,
    days_marked=2,
    missed={"bozena.modelska": Missed(days=(1,))},
    choosing={"visit": Choosing("ranked", 20, opens=-20, chosen=-6, closes=-5)},
)

COHORTS = (
    SUMMIT_2023,
    CONFERENCE_2023,
    LAST_SPRING,
    JUST_ENDED,
    UNDER_WAY,
    OPEN_FOR_APPLICATIONS,
    OPEN_ON_SENDING,
)
