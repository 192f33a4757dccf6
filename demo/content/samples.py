"""Lines that no source gives and every two days need: an opening, breaks, a working meeting at the end."""

from .shapes import NOTHING, Session, Text

LVIV = Text("Львів", "Lviv", "Lwów")
FREE = Text(
    "Безкоштовно; дорогу й житло оплачує громада (зразок)",
    "Free of charge; travel and lodging are paid by your municipality (sample)",
    "Bezpłatnie; dojazd i nocleg opłaca gmina (przykład)",
)
FREE_WITH_HOTEL = Text(
    "Безкоштовно; готель та обіди — від організатора, дорогу й вечері оплачує громада (зразок)",
    "Free of charge; the organiser gives a hotel and lunches, your municipality pays for travel and dinners (sample)",
    "Bezpłatnie; hotel i obiady zapewnia organizator, dojazd i kolacje opłaca gmina (przykład)",
)
MEETING_POINT = Text(
    "Збираємося за 15 хвилин до початку у вестибюлі Інституту міста. На візити везе автобус, візьміть зручне взуття. "
    "Під час тривоги спускаємося в укриття разом, заняття продовжуємо після відбою (зразок).",
    "We meet in the lobby of the City Institute 15 minutes before the start. A bus takes us to the visits: wear "
    "comfortable shoes. During an air-raid alert we go to the shelter together and carry on after it (sample).",
    "Spotykamy się 15 minut przed początkiem w holu Instytutu Miasta. Na wizyty jedziemy autobusem, prosimy "
    "o wygodne buty. W czasie alarmu razem schodzimy do schronu, zajęcia wznawiamy po jego odwołaniu (przykład).",
)
# A note has one text for every reader, so it says the same in three languages.
HOURS_ARE_SAMPLES = Text(
    "Усі години — зразок: джерело їх не називає.",
    "All hours are samples: the source gives none.",
    "Wszystkie godziny są przykładowe: źródło ich nie podaje.",
)
OPENING = Text("Реєстрація та відкриття", "Registration and opening", "Rejestracja i otwarcie")
COFFEE = Text("Перерва на каву", "Coffee break", "Przerwa na kawę")
LUNCH = Text("Обід", "Lunch", "Obiad")
EXCHANGE = Text(
    "Обмін досвідом між громадами",
    "Municipalities exchange experience",
    "Wymiana doświadczeń między gminami",
)
EXCHANGE_SUMMARY = Text(
    "Кожна громада коротко розповідає, що в неї вже вийшло і де потрібна порада. Решта відповідає.",
    "Each municipality says in a few minutes what has worked and where it needs advice. The others answer.",
    "Każda gmina krótko opowiada, co jej się udało i gdzie potrzebuje rady. Pozostałe odpowiadają.",
)


def opening(starts: str, ends: str, *, venue: str) -> Session:
    """The beginning of the first day."""
    return Session(title=OPENING, format="opening", starts=starts, ends=ends, venue=venue, is_sample=True)


def coffee(starts: str, ends: str, *, venue: str) -> Session:
    """A short break."""
    return Session(title=COFFEE, format="break", starts=starts, ends=ends, venue=venue, is_sample=True)


def lunch(starts: str, ends: str, *, venue: str) -> Session:
    """A long break."""
    return Session(title=LUNCH, format="break", starts=starts, ends=ends, venue=venue, is_sample=True)


def exchange(starts: str, ends: str, *, venue: str) -> Session:
    """The programme's aim, dialogue between municipalities, as the last line of a first day."""
    return Session(
        title=EXCHANGE,
        summary=EXCHANGE_SUMMARY,
        format="working-meeting",
        starts=starts,
        ends=ends,
        venue=venue,
        is_sample=True,
    )


def plan(title: Text, starts: str, ends: str, *, venue: str, summary: Text = NOTHING) -> Session:
    """What people take home, as the last line of a second day."""
    return Session(
        title=title,
        summary=summary,
        format="working-meeting",
        starts=starts,
        ends=ends,
        venue=venue,
        is_sample=True,
    )
