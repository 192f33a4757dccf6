"""Dossiers of the sites that WOW's cohorts visit. No source gives any of it: everything here is a sample."""

from .shapes import Dossier, Text

_ASSEMBLY = (
    "Під час тривоги візит зупиняється: усі йдуть за господарем до укриття.",
    "During an air alarm the visit stops: everybody follows the host to the shelter.",
    "W czasie alarmu wizyta się zatrzymuje: wszyscy idą za gospodarzem do schronienia.",
)


def _briefing(uk: str, en: str, pl: str) -> Text:
    return Text(f"{uk}\n{_ASSEMBLY[0]}", f"{en}\n{_ASSEMBLY[1]}", f"{pl}\n{_ASSEMBLY[2]}")


SITES: dict[str, Dossier] = {
    "hospital": Dossier(
        document=Text(
            "паспорт або ID-картка (зразок)",
            "passport or ID card (sample)",
            "paszport lub dowód osobisty (przykład)",
        ),
        clothing=Text("змінне взуття (зразок)", "indoor shoes (sample)", "obuwie na zmianę (przykład)"),
        gear=Text(
            "бахіли й маска, видають на вході (зразок)",
            "shoe covers and a mask, given at the entrance (sample)",
            "ochraniacze i maseczka, wydawane przy wejściu (przykład)",
        ),
        photographs="no",
        step_free="yes",
        capacity=20,
        open_hours="вівторок–п’ятниця, 10:00–15:00 (зразок)",
        contact_name="Ірина Зразкевич (зразок)",
        contact_phone="+380 00 000 00 11",
        contact_email="hospital@demo.example",
        emergency="пост охорони, +380 00 000 00 10 (зразок)",
        shelter_capacity=80,
        shelter_step_free="yes",
        latitude="49.83970",
        longitude="24.02970",
        briefing=_briefing(
            "Не заходьте до палат і не торкайтеся обладнання.\nПацієнтів не фотографують і не розпитують.",
            "Do not enter wards or touch equipment.\nPatients are not photographed or questioned.",
            "Nie wolno wchodzić do sal ani dotykać sprzętu.\nPacjentów nie fotografuje się i nie wypytuje.",
        ),
    ),
    "associations": Dossier(
        photographs="ask",
        step_free="part",
        capacity=25,
        contact_name="Соломія Вигадана (зразок)",
        contact_phone="+380 00 000 00 21",
        contact_email="associations@demo.example",
        emergency="чергова простору, +380 00 000 00 20 (зразок)",
        shelter_capacity=80,
        shelter_step_free="yes",
        briefing=_briefing(
            "Сходи круті: тримайтеся поручнів.",
            "The stairs are steep: hold the handrail.",
            "Schody są strome: proszę trzymać się poręczy.",
        ),
    ),
    "reception": Dossier(
        document=Text(
            "посвідчення або паспорт (зразок)",
            "work pass or passport (sample)",
            "legitymacja lub paszport (przykład)",
        ),
        photographs="ask",
        step_free="yes",
        capacity=15,
        contact_name="Богдан Умовний (зразок)",
        contact_email="reception@demo.example",
        emergency="охорона, +380 00 000 00 30 (зразок)",
        shelter_capacity=80,
        shelter_step_free="yes",
    ),
    "works": Dossier(
        document=Text("паспорт (зразок)", "passport (sample)", "paszport (przykład)"),
        clothing=Text(
            "довгі штани, закрите взуття (зразок)",
            "long trousers, closed shoes (sample)",
            "długie spodnie, pełne obuwie (przykład)",
        ),
        gear=Text(
            "каска й жилет, видають на прохідній (зразок)",
            "a helmet and a vest, given at the gate (sample)",
            "kask i kamizelka, wydawane na portierni (przykład)",
        ),
        photographs="ask",
        step_free="no",
        capacity=16,
        open_hours="у робочі дні, крім понеділка (зразок)",
        contact_name="Максим Прикладний (зразок)",
        contact_phone="+380 00 000 00 41",
        contact_email="works@demo.example",
        emergency="диспетчер, +380 00 000 00 40 (зразок)",
        shelter_capacity=80,
        shelter_step_free="yes",
        briefing=_briefing(
            "Каску не знімають.\nЙдіть лише жовтою лінією й не відставайте від групи.",
            "Keep the helmet on.\nWalk on the yellow line only and stay with the group.",
            "Kasku się nie zdejmuje.\nProszę iść tylko żółtą linią i nie oddalać się od grupy.",
        ),
    ),
    # No letterbox is known here: the manager copies the link, and names go on paper.
    "site": Dossier(
        clothing=Text("взуття для поля (зразок)", "shoes for a field (sample)", "buty w teren (przykład)"),
        photographs="yes",
        step_free="no",
        contact_name="Тиміш Навчальний (зразок)",
        contact_phone="+380 00 000 00 51",
        emergency="112",
        shelter_capacity=80,
        shelter_step_free="yes",
    ),
}
