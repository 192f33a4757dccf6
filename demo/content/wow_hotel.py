"""A hotel for the WOW cohorts in Lviv, and what people wished of their rooms. Samples throughout."""

from .shapes import Text
from .story_shapes import Lodged

HOTEL = Text("Готель «Зразковий» (зразок)", "Zrazkovyi Hotel (sample)", "Hotel „Zrazkowy” (przykład)")
ADDRESS = Text(
    "вул. Прикладна, 10, Львів (зразок)",
    "Prykladna St, 10, Lviv (sample)",
    "ul. Prykładna 10, Lwów (przykład)",
)
ENTRANCE = Text(
    "Вхід без сходів із двору, ліфт до всіх поверхів (зразок).",
    "Step-free from the courtyard, a lift to every floor (sample).",
    "Wejście bez schodów od podwórza, winda na wszystkie piętra (przykład).",
)
PHONE = "+380 32 000 00 01"
EMAIL = "reception@demo.example"

# By a key: what it is called, its beds, whether a wheelchair gets in.
KINDS = {
    "twin": (Text("двомісний", "twin", "dwuosobowy"), 2, False),
    "single": (Text("одномісний", "single", "jednoosobowy"), 1, False),
    "wide": (
        Text("двомісний безбар’єрний", "step-free twin", "dwuosobowy bez barier"),
        2,
        True,
    ),
}

FOR_MEDICINE_TO_COME = Lodged(
    answered=-1,
    wishes=(
        ("participant", "women", "Мілана Вигаданюк", ""),
        ("milana.vyhadaniuk", "women", "Соломія Зразкова", ""),
        ("ustyna.modeliuk", "women", "", ""),
        ("severyn.probskyi", "men", "", ""),
        ("tymofii.navchalskyi", "men", "", "Гліб Зразкевич"),
        ("hlib.zrazkevych", "any", "", ""),
        ("danylo.nakydalo", "alone", "", ""),
    ),
    moved_in=False,
)
FOR_MEDICINE = Lodged(
    answered=-12,
    wishes=(
        ("participant", "women", "Емілія Демонстраційна", ""),
        ("emiliia.demonstratsiina", "women", "Соломія Зразкова", ""),
        ("zoriana.prykladova", "women", "", ""),
        ("yaryna.shabloniuk", "women", "", ""),
        ("nazar.eskiznyi", "men", "", ""),
        ("zakhar.umovchuk", "men", "", ""),
        ("marian.demianiuk", "any", "", ""),
        ("orest.typovyi", "alone", "", ""),
    ),
)
