"""Nobody without the right by question finds what somebody needs, at any address of the site."""

from collections.abc import Iterator

from django.http import HttpResponse

from cohorts.models import Participant
from cohorts.needs.models import Question
from people.models import User
from residencies.models import Programme
from tests.factories.needs import NeedFactory

# A capital letter first: pages begin answers with one.
SECRET = "Тиша-й-вівсянка"
# The list, and the sheet of those who cook.
READ_AT = {"/admin/cohorts/<pk>/needs/", "/admin/cohorts/<pk>/meals/caterer/"}
READERS = {"manager", "administrator"}


def need_everywhere(programme: Programme, looking: User) -> None:
    """Everybody in the programme but the participant who looks needs the same."""
    for person in Participant.objects.filter(cohort__residency__programme=programme).exclude(user=looking):
        for question in Question:
            NeedFactory(participant=person, question=question, text=SECRET)


def faults_of_needs(route: str, role: str, page: HttpResponse) -> Iterator[str]:
    """What is wrong with an answer about what people need, in a role, on the side where it is at home."""
    tells = not page.streaming and SECRET.encode() in page.content
    should = role in READERS and route in READ_AT
    if tells and not should:
        yield " tells what somebody needs"
    if should and not tells:
        yield " does not tell what people need"
