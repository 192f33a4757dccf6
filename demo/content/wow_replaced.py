"""Who is named in the place of somebody: plainly fictional."""

from cohorts.replacing.services import Nomination

NOMINATION = Nomination(
    name="Тарас Запасний",
    address="taras.zapasnyi@demo.example",
    phone="+380 44 000 00 17",
    by_name="Олена Зразкова",
    by_position="координаторка громади",
    by_institution="Зразкова міська рада (зразок)",
)
