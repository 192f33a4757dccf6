"""What a paper would say now, as facts: gathered from the cohort, the person and what was typed for the paper."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone

from cohorts import wing
from cohorts.attendance.queries import marks_by_date
from cohorts.models import Cohort, Day, Participant, Place
from cohorts.provisions import Payer, Provision, What
from cohorts.timetable.queries import latest_timetable
from foundation.errors import DomainError
from foundation.print.printable import InvalidFacts
from foundation.stale import mark_of
from foundation.words.translated import Words, words
from people.communities.romanise import romanise
from people.models import Language, User
from residencies.known_names import known_names

from . import payers
from .addresses import check_url
from .models import PERSONS_LANGUAGE, CohortTerm, Document, InvitationSettings
from .pdf.facts import KINDS, Attended, AttestationFacts, Hours, InvitationFacts, PaperFacts, Term

# Stand in what is looked at before it is sent.
NO_CODE = "0" * 32
_IDENTIFIERS = {"UA": "ЄДРПОУ", "PL": "NIP"}


def printed_name(user: User, language: str) -> str:
    """«Ім'я ПРІЗВИЩЕ», as Ukrainian office work writes it; in Latin letters on papers in English and Polish."""
    if language == Language.UKRAINIAN:
        return f"{user.given_name} {user.family_name.upper()}".strip()
    given, family = romanise(user.given_name), romanise(user.family_name)
    if not user.latin_name or user.has_one_name:
        return user.latin_name or f"{given} {family.upper()}".strip()
    first, _space, last = user.latin_name.rpartition(" ")
    return f"{first} {last.upper()}".strip()


@dataclass(frozen=True)
class CohortWords:
    """What is the same on all papers of a cohort. Its residency, programme, organiser and venue came with it."""

    cohort: Cohort

    @cached_property
    def settings(self) -> InvitationSettings:
        """What was set for invitations; one query."""
        found = InvitationSettings.objects.filter(cohort=self.cohort).first()
        return found or InvitationSettings(cohort=self.cohort)

    @cached_property
    def days(self) -> list[Day]:
        """The days that take place; one query."""
        return list(self.cohort.days.filter(called_off_at__isnull=True).order_by("date"))

    @cached_property
    def days_by_person(self) -> dict[int, list[Day]]:
        """Which days each participant holds; one query."""
        places = Place.objects.filter(pool__day__in=self.days)
        held = set(places.values_list("participant_id", "pool__day__pk"))
        people = {person for person, _day in held}
        return {person: [day for day in self.days if (person, day.pk) in held] for person in people}

    @cached_property
    def hours(self) -> dict[dt.date, Hours]:
        """The hours of each date, as people were told; one query."""
        timetable = latest_timetable(self.cohort)
        found: dict[dt.date, Hours] = {}
        for session in timetable.sessions if timetable else ():
            if session.is_cancelled:
                continue
            known = found.get(session.date)
            begins = min(session.starts, known.starts) if known and known.starts else session.starts
            last = max(session.wall_end(), _end(known)) if known else session.wall_end()
            found[session.date] = Hours(
                date=session.date, starts=begins, ends=last.time(), next_day=last.date() > session.date
            )
        return found

    @cached_property
    def terms(self) -> list[Provision]:
        """Who pays, as everybody is told; one query."""
        rows = CohortTerm.objects.filter(cohort=self.cohort).select_related("partner")
        return [Provision(row.date, What(row.what), Payer(row.payer), row.partner) for row in rows]

    @cached_property
    def known_names(self) -> dict[str, Words]:
        """Names of organisers, partners and venues on file: who gives meals is typed in one language, and papers are in
        three. Two queries.
        """
        return known_names(self.cohort.residency)

    def name_in(self, language: str, typed: str) -> str:
        """What the paper calls somebody who is on file under this name, in any language; the name itself for others."""
        named = self.known_names.get(typed.casefold()) if typed else None
        return named.in_(language).text if named is not None else typed

    def payer_in(self, language: str, given: Provision) -> str:
        """What the paper calls the partner who pays; empty for whoever else does."""
        return words(given.partner, "name").in_(language).text or self.name_in(language, given.named)

    def language_of(self, user: User) -> str:
        """The language of this person's paper."""
        set_to = self.settings.language
        return user.language if set_to == PERSONS_LANGUAGE else set_to

    def place(self, language: str) -> str:
        """The town and the venue's name; the address where the cohort lets everybody read it."""
        venue = self.cohort.venue
        parts = [words(self.cohort, "town"), words(venue, "name")]
        if venue is not None and self.cohort.details_are_public:
            parts.append(words(venue, "address"))
        said = [part.in_(language).text for part in parts]
        return ", ".join(dict.fromkeys(filter(None, said)))


def _end(hours: Hours) -> dt.datetime:
    ends = hours.ends or dt.time()
    return dt.datetime.combine(hours.date, ends) + dt.timedelta(days=hours.next_day)


def _common(
    common: CohortWords, participant: Participant, document: Document, days: Sequence[Day]
) -> dict[str, object]:
    cohort, language = common.cohort, document.language
    programme = cohort.residency.programme
    application, user = getattr(participant, "application", None), participant.user
    issuer, who_signs = programme.organiser, common.settings
    label = _IDENTIFIERS.get(issuer.country, "") if issuer.identifier else ""
    return {
        "language": language,
        "number": document.number,
        "dated": document.dated,
        "made_on": timezone.localdate(timezone.now(), cohort.zone),
        "issuer": words(issuer, "name").in_(language).text,
        "issuer_identifier": f"{label} {issuer.identifier}".strip(),
        "person": printed_name(user, language),
        "position": (application.position if application else "") or user.position,
        "organisation": organisation_of(participant),
        "programme": words(programme, "name").in_(language).text,
        "residency": words(cohort.residency, "name").in_(language).text,
        "place": common.place(language),
        "days": tuple(common.hours.get(day.date, Hours(date=day.date)) for day in days),
        "signatory": words(who_signs, "signatory").in_(language).text,
        "office": words(who_signs, "office").in_(language).text,
        "verify_url": check_url(NO_CODE if document._state.adding else document.code),
    }


def organisation_of(participant: Participant) -> str:
    """The institution that somebody works for, as the application says, or else their details."""
    application = getattr(participant, "application", None)
    return (application.organisation if application else "") or participant.user.organisation


def invitation(common: CohortWords, participant: Participant, document: Document) -> InvitationFacts:
    """What an invitation says if it is sent now. Raises `DomainError` for what cannot be printed."""
    days = common.days_by_person.get(participant.pk, [])
    own = wing.provided(common.cohort, participant)
    given = payers.of_person([day.date for day in days], common.terms, own)
    language = document.language
    try:
        return InvitationFacts(
            **_common(common, participant, document, days),  # type: ignore[arg-type]
            addressee_position=document.addressee_position,
            addressee_name=document.addressee_name,
            institution="" if document.addressee_position else organisation_of(participant),
            aim=words(common.settings, "aim").in_(language).text,
            terms=tuple(
                Term(
                    date=each.date,
                    what=str(each.what),
                    payer=str(each.payer),
                    name=common.payer_in(language, each),
                )
                for each in given
            ),
            contact=common.cohort.residency.programme.contact_email,
        )
    except InvalidFacts as error:
        raise DomainError(str(error), field=error.field) from error


def attended_in(marks: Mapping[dt.date, tuple[int, int]]) -> tuple[Attended, ...]:
    """The dates on which somebody was there, of `marks_by_date`."""
    return tuple(Attended(date=date, present=here, marked=of) for date, (here, of) in marks.items() if here)


def attestation(common: CohortWords, participant: Participant, document: Document) -> AttestationFacts:
    """What an attestation says if it is made now. Raises `DomainError` for what cannot be printed."""
    marks = marks_by_date(participant)
    attended = attended_in(marks)
    days = [day for day in common.days if day.date in {each.date for each in attended}]
    try:
        return AttestationFacts(
            **_common(common, participant, document, days),  # type: ignore[arg-type]
            as_of=timezone.localtime(timezone.now(), common.cohort.zone).replace(
                second=0, microsecond=0, tzinfo=None
            ),
            attended=attended,
        )
    except InvalidFacts as error:
        raise DomainError(str(error), field=error.field) from error


def what_it_says(facts: PaperFacts) -> str:
    """The mark of all that a paper says save its number, code and dates: another mark, another paper."""
    said = facts.to_json()
    for name in ("number", "dated", "made_on", "verify_url", "as_of"):
        said.pop(name, None)
    return mark_of(said)


def called_alike(common: CohortWords, facts: PaperFacts) -> PaperFacts:
    """The paper as it is compared with another: who pays under one name, whichever of theirs it was printed with.

    Somebody who came on file since, or got a name in another language, is the same payer.
    """
    if not isinstance(facts, InvitationFacts):
        return facts
    names = [common.name_in(facts.language, term.name).casefold() for term in facts.terms]
    named = zip(facts.terms, names, strict=True)
    return facts.but(terms=tuple(replace(term, name=name) for term, name in named))


def thawed(document: Document) -> PaperFacts | None:
    """What is printed on a document; None for a draft, and for facts that this version cannot read."""
    data: Mapping[str, object] | None = document.facts
    try:
        return KINDS[document.kind].from_json(data) if data else None
    except InvalidFacts:
        return None
