"""Invitations to the heads of institutions: who pays, those that were sent, an order that came in, a draft."""

import datetime as dt

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
    people.sort(key=lambda person: person.user.email != email_of("participant"))
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
    """The organiser pays for nights and meals, the sending institution for the ways."""
    ways = (What.TRAVEL_THERE, What.TRAVEL_BACK)
    dates = [day.date for day in told.days]
    return {
        (date, what): Paid(Payer.SENDER if what in ways else Payer.ORGANISER)
        for date, what in payers.fields_of(dates)
        if what != What.BREAKFAST or date != dates[0]
    }


def draw_papers() -> None:
    """Draw what the worker has not drawn, since files come after the rows."""
    for row in Drawing.objects.filter(state=WorkState.QUEUED):
        with clock.at(row.created_at):
            drawing.run(row.pk)
