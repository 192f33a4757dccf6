"""A kind of letter for tests, whose facts are what its templates say."""

from typing import Any

from cohorts.models import Cohort
from messaging import outbox
from messaging.kinds import CalendarPart, Facts, Kind
from messaging.letters import SignIn
from messaging.models import Letter
from people.models import User
from tests.factories.cohorts import CohortFactory


class Sample(Kind):
    """In the words of a letter about a certificate."""

    name = "sample"
    title = "sample of a letter"  # type: ignore[assignment]  # tests have no catalogue

    def templates(self, facts: Facts) -> str:
        return "certificate_issued"

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        return {
            **facts,
            "cohort": Cohort.objects.get(pk=facts["cohort"]),
            "button_url": "http://testserver/x",
        }

    def calendar(self, facts: Facts, language: str) -> CalendarPart | None:
        return CalendarPart(f"METHOD:CANCEL {language}", "CANCEL") if facts["calls_off"] else None


def composed(
    reader: User,
    *,
    key: str = "",
    cohort: Cohort | None = None,
    number: str = "01-2026-00001",
    calls_off: bool = False,
) -> Letter:
    """A letter to this reader that is not written."""
    cohort = cohort or CohortFactory()
    return outbox.compose(
        Sample,
        key=key or f"sample:{reader.pk}",
        recipient=reader,
        programme_id=cohort.owning_programme_id,
        facts={"cohort": cohort.pk, "number": number, "replaces": "", "calls_off": calls_off},
    )


def written(reader: User, **more: Any) -> Letter:
    """The same as it lies in the outbox."""
    [letter] = outbox.write([composed(reader, **more)])
    return Letter.objects.get(pk=letter.pk)


def private(code: str = "BCDF-GHJK", address: str = "reader@demo.example", key: str = "k") -> Letter:
    """A sign-in letter."""
    facts = {"letter": "account/login_code", "code": code}
    letter = outbox.compose(SignIn, key=key, recipient=None, address=address, language="en", facts=facts)
    return outbox.write([letter])[0]
