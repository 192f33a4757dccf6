"""Invitations to the heads of institutions: who pays, those that were sent, an order that came in, a draft."""

import datetime as dt

from cohorts.lodging.models import Stay
from cohorts.provisions import Payer, What
from documents import payers, queries
from documents.models import Document, Drawing
from documents.services import drawing, invitations
from documents.services import settings as services
from documents.services.settings import Paid
from foundation.work import WorkState

from . import clock
from .content.people import email_of
from .timetables import Run

# Days after the release.
SENT, ANSWERED = 4, 6
SIGNATORY = {
    "language": "uk",
    "aim_uk": "участь у резиденції, навчання та обмін досвідом",
    "aim_en": "taking part in the residency, training and exchange of experience",
    "aim_pl": "udział w rezydencji, szkolenie i wymiana doświadczeń",
    "signatory_uk": "Керівниця ЗРАЗКОВА",
    "signatory_en": "Kerivnytsia ZRAZKOVA",
    "signatory_pl": "Kierowniczka PRZYKŁADOWA",
    "office_uk": "Виконавча директорка (зразок)",
    "office_en": "Executive director (sample)",
    "office_pl": "Dyrektorka wykonawcza (przykład)",
}


def make_papers(told: Run) -> None:
    """Invite to a cohort whose story tells of buses. Side effects: those of the services."""
    people = [line.participant for line in queries.desk(told.cohort)]
    beds = set(Stay.objects.filter(participant__in=people).values_list("participant", flat=True))
    people.sort(key=lambda person: (person.user.email != email_of("participant"), person.pk not in beds))
    if not told.story.buses or len(people) < 3:
        return
    actor = told.rows.manager
    with clock.at(told.when(told.story.released + SENT)):
        services.save(actor=actor, cohort=told.cohort, values=SIGNATORY, paid=_who_pays(told))
        for number, person in enumerate(people[:3], start=1):
            values = {
                "number": f"01-12/{40 + number} (зразок)",
                "dated": told.when(told.story.released + SENT).date(),
                "language": "uk",
                "addressee_position": "Голові Зразкової міської ради",
                "addressee_name": "Іванні ЗРАЗКО",
                "coordinator_email": "",
            }
            invitations.save_draft(actor=actor, participant=person, values=values)
        sent = [invitations.send(actor=actor, participant=person) for person in people[:2]]
    with clock.at(told.when(told.story.released + ANSWERED)):
        invitations.receive_order(
            actor=actor,
            document=Document.objects.get(pk=sent[0].pk),
            number="15-к (зразок)",
            date=told.when(told.story.released + ANSWERED).date(),
        )


def _who_pays(told: Run) -> dict[tuple[dt.date, What], Paid]:
    """The sending institution pays for the ways and for dinners; for the night between the days too, with breakfast.

    Where the organiser has a hotel, it gives breakfast after each night there. Beds given and meals set up say for
    themselves who pays for nights and lunches.
    """
    first, last = (day.date for day in told.days)
    by_sender = {(first, What.TRAVEL_THERE), (first, What.DINNER), (last, What.TRAVEL_BACK)}
    lodged = told.story.lodged
    if lodged is None:
        by_sender |= {(first, What.LODGING), (last, What.BREAKFAST)}
    by_organiser = {(date, What.BREAKFAST) for date in (first, last) if lodged and lodged.moved_in}
    if lodged:
        by_sender.add((first - payers.EVE, What.DINNER))
    return {
        **dict.fromkeys(by_sender, Paid(Payer.SENDER)),
        **dict.fromkeys(by_organiser, Paid(Payer.ORGANISER)),
    }


def draw_papers() -> None:
    """Draw what the worker has not drawn, since files come after the rows."""
    for row in Drawing.objects.filter(state=WorkState.QUEUED):
        with clock.at(row.created_at):
            drawing.run(row.pk)
