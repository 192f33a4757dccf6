"""Everybody in the demo: the accounts to try with, and about thirty applicants. All of them are fictional.

The communities are real ones, by their codes in the official registers; the people and what they do there are not.
"""

from dataclasses import dataclass
from typing import Literal

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `code` is a community's code; without one, `country` says where from."""

    given: str
    family: str
    patronymic: str = ""
    latin: str = ""
    language: Literal["uk", "en", "pl"] = "uk"
    code: str = ""
    country: str = ""
    organisation: str = ""
    kind: str = "council"  # of the organisation
    position: str = ""
    phone: str = ""
    # What they say that they need once they have a place: a kind of food, with words where it is another one.
    diet: str = "nothing"
    diet_words: str = ""
    access: str = ""
    travel: str = ""
    # How the family name was typed at first; put right after a certificate had been issued.
    misspelt: str = ""


ADMINISTRATOR = "admin"
STAFF: dict[str, Person] = {
    ADMINISTRATOR: Person("Ада", "Зразкова-Головна"),
    "manager": Person("Марта", "Зразкова", "Іванівна"),
    "manager.kyiv": Person("Ніна", "Зразкова-Столична"),
    "manager.krakow": Person("Anna", "Przykładowa", language="pl"),
    "trainer": Person("Тарас", "Зразковий", "Олексійович"),
}

APPLICANTS: dict[str, Person] = {
    "participant": Person(
        "Соломія", "Зразкова", "Романівна", "Solomiia Zrazkova",
        code="UA46020030000019252", organisation="Дрогобицька міська рада",
        position="головна спеціалістка відділу розвитку громади", phone="+380 00 000 00 01", diet="vegetarian",
    ),
    "lukiana.prykladenko": Person(
        "Лук’яна", "Прикладенко", "Мар’янівна",
        code="UA46080130000077112", organisation="Самбірська міська рада", position="спеціалістка з комунікацій",
        diet="no_gluten",
    ),
    "marian.demianiuk": Person(
        "Мар’ян", "Дем’янюк-Пробний", "В’ячеславович", "Marian Demianiuk-Probnyi",
        code="UA68020110000071202", organisation="Кам’янець-Подільська міська рада",
        position="головний спеціаліст відділу інвестицій",
    ),
    "anastasiia.vyhadana": Person(
        "Анастасія-Олександра", "Вигадана-Зразковська-Прикладенко", "Святославівна",
        code="UA53080390000027656", organisation="Решетилівська міська рада",
        position="завідувачка сектору зв’язків із громадськістю та роботи з повідомленнями мешканців",
    ),
    "ostap.maketnyi": Person(
        "Остап", "Макетний", "Ігорович",
        code="UA61040490000035010", organisation="Тернопільська міська рада", position="спеціаліст пресслужби",
    ),
    "yustyna.umovna": Person(
        "Юстина", "Умовна", "Андріївна",
        code="UA68040470000053519", organisation="Хмельницька міська рада", position="спеціалістка з проєктів",
    ),
    "severyn.probskyi": Person(
        "Северин", "Пробський", "Олегович",
        code="UA07080170000013585", organisation="Луцька міська рада", position="радник з інвестицій",
    ),
    "yaryna.shabloniuk": Person(
        "Ярина", "Шаблонюк", "Тарасівна", "Yaryna Shabloniuk",
        code="UA21100230000083101", organisation="Ужгородська міська рада",
        position="спеціалістка відділу міжнародної співпраці", phone="+380 00 000 00 07",
    ),
    "nazar.eskiznyi": Person(
        "Назар", "Ескізний", "Петрович",
        code="UA05020030000031457", organisation="Міська лікарня (зразок)", kind="institution",
        position="заступник медичного директора", diet="other", diet_words="без риби й морепродуктів",
    ),
    "daryna.pokazova": Person(
        "Дарина", "Показова", "Іванівна",
        code="UA53080370000025447", organisation="Полтавська міська рада", position="редакторка сайту громади",
        access="потрібне місце ближче до екрана", travel="місце спереду в автобусі",
    ),
    "tymofii.navchalskyi": Person(
        "Тимофій", "Навчальський", "Максимович",
        code="UA18040190000029215", organisation="Житомирська міська рада", position="спеціаліст управління економіки",
    ),
    "kvitoslava.prymirenko": Person(
        "Квітослава", "Приміренко", "Левківна", "Kvitoslava Prymirenko",
        code="UA26080070000092582", organisation="Коломийська міська рада",
        position="спеціалістка з міжнародних проєктів", misspelt="Премиренко",
    ),
    "hlib.zrazkevych": Person(
        "Гліб", "Зразкевич", "Юрійович",
        code="UA63120270000028556", organisation="Харківська міська рада", position="аналітик",
    ),
    "milana.vyhadaniuk": Person(
        "Мілана", "Вигаданюк", "Денисівна",
        code="UA51100270000073549", organisation="ГО «Відкриті двері» (зразок)", kind="ngo",
        position="координаторка", diet="vegan", diet_words="без горіхів",
    ),
    "zakhar.umovchuk": Person(
        "Захар", "Умовчук", "Степанович",
        code="UA48060150000071713", organisation="Лікарня громади (зразок)", kind="institution",
        position="економіст лікарні",
    ),
    "emiliia.demonstratsiina": Person(
        "Емілія", "Демонстраційна", "Львівна",
        code="UA73060610000066784", organisation="Чернівецька міська рада",
        position="головна спеціалістка управління охорони здоров’я",
    ),
    "orest.typovyi": Person(
        "Орест", "Типовий", "Богданович",
        code="UA56060470000086729", organisation="Рівненська міська рада", position="спеціаліст з партнерств",
    ),
    "ustyna.modeliuk": Person(
        "Устина", "Моделюк", "Назарівна",
        code="UA59080270000073662", organisation="Сумська міська рада", position="модераторка сторінок громади",
    ),
    "danylo.nakydalo": Person(
        "Данило", "Накидало", "Сергійович",
        code="UA74100390000073425", organisation="Чернігівська міська рада", position="спеціаліст",
    ),
    "zoriana.prykladova": Person(
        "Зоряна", "Прикладова", "Михайлівна",
        code="UA71080490000022110", organisation="Центр первинної допомоги (зразок)", kind="institution",
        position="сестра медична старша",
    ),
    "viacheslav.gudzyk": Person(
        "В’ячеслав", "Ґудзик-Зразковий", "Ґеоргійович", "Viacheslav Gudzyk-Zrazkovyi",
        code="UA21040150000092428", organisation="Мукачівська міська рада", position="спеціаліст відділу економіки",
    ),
    "roksolana.chernetko": Person(
        "Роксолана", "Чернетко", "Павлівна",
        code="UA32080070000050759", organisation="Бучанська міська рада", position="спеціалістка управління здоров’я",
    ),
    "yeva.yizhak": Person(
        "Єва", "Їжак-Умовна", "Євгенівна", "Yeva Yizhak-Umovna",
        code="UA74040250000063494", organisation="Ніжинська міська рада", position="керівниця пресслужби",
    ),
    "agnieszka.przykladowska": Person(
        "Agnieszka", "Przykładowska", latin="Agnieszka Przykładowska", language="pl",
        code="1206113", organisation="Gmina Skawina", position="specjalistka ds. animacji społecznej",
        diet="vegetarian",
    ),
    "zaneta.laczynska": Person(
        "Żaneta", "Łączyńska-Wzorcowa", latin="Żaneta Łączyńska-Wzorcowa", language="pl",
        code="2261011", organisation="Dom sąsiedzki (przykład)", kind="ngo", position="koordynatorka",
    ),
    "krzysztof.wzorcowy": Person(
        "Krzysztof", "Wzorcowy", latin="Krzysztof Wzorcowy", language="pl",
        code="1261011", organisation="Stowarzyszenie Otwarte Podwórko (przykład)", kind="ngo", position="animator",
    ),
    "bozena.modelska": Person(
        "Bożena", "Modelska", latin="Bożena Modelska", language="pl",
        code="3064011", organisation="Centrum Inicjatyw Lokalnych (przykład)", kind="ngo", position="animatorka",
    ),
    "ion.exemplaru": Person(
        "Ion", "Exemplaru", latin="Ion Exemplaru", language="en",
        country="MD", organisation="Primăria Exemplu (sample)", position="adviser to the mayor",
    ),
}  # fmt: skip

EVERYBODY = {**STAFF, **APPLICANTS}

# Why people want to come, in turn; none of it is anybody's own.
MOTIVATION: dict[str, tuple[str, ...]] = {
    "uk": (
        "У нас рішення ради доходять до людей із чуток. Хочу привезти додому порядок, за яким ми говоримо першими.",
        "Готуємо нову стратегію громади. Потрібен досвід тих, хто вже пройшов цей шлях, і кілька сміливих запитань.",
        "На весь наш відділ я — одна людина. Хочу побачити, як працюють команди, і взяти те, що під силу одній людині.",
        "Маємо хороших партнерів і мало спільних справ. Шукаю, з чого почати.",
        "Після навчання проведу таке саме заняття для старост нашої громади.",
        "Хочу порівняти наші цифри з вашими й зрозуміти, де ми втрачаємо час і гроші.",
    ),
    "en": (
        "Our town works with twin municipalities in Ukraine. I would like to learn how they talk with their residents.",
    ),
    "pl": (
        "Prowadzimy miejsce otwarte dla sąsiadów, wielu z Ukrainy. Chcę poznać gminy, z których przyjechali.",
        "Szukam partnerów do wspólnego projektu i pomysłów, które działają w małej społeczności.",
    ),
}


def email_of(key: str) -> str:
    """The address of a person of the demo."""
    return f"{key}@{DOMAIN}"
