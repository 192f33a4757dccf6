"""Facts freeze: from rows as they are on the day of issue to everything that is printed."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any, cast

from django.utils import timezone, translation
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from foundation.print.printable import InvalidFacts
from foundation.stale import mark_of
from foundation.words.translated import words
from people.communities.labels import label
from people.communities.romanise import romanise
from people.models import Language, User
from residencies.models import Partner

from .addresses import verify_url
from .candidates import CompletionLine
from .models import HOLDERS_LANGUAGE, Certificate, CompletionRule, Design
from .names import parts_of, refuse_unfit
from .pdf import facts as f
from .pdf.phrases import plain
from .services.keys import active_key

# In place of what a certificate gets when it is issued.
NO_NUMBER = "—"
NO_CODE = "-" * 32
_IDENTIFIER_LABELS = {"UA": "ЄДРПОУ", "PL": "NIP"}


@dataclass(frozen=True)
class CommonWords:
    """What is the same on every certificate of a cohort, in one language; named as the facts that it becomes."""

    programme: f.Programme
    topic: str
    place: str
    outcomes: tuple[str, ...]
    partners: tuple[f.PartnerGroup, ...]
    donor_sentence: str
    issuer: f.Issuer
    legal_basis: str
    signatories: tuple[f.Signatory, ...]


@dataclass(frozen=True)
class CohortFacts:
    """What is the same on every certificate of a cohort; read once for a batch."""

    cohort: Cohort
    rule: CompletionRule
    partners: tuple[Partner, ...]
    is_trial: bool
    _said: dict[str, CommonWords] = field(default_factory=dict)

    @property
    def design(self) -> Design:
        """How the certificates of this cohort read."""
        return self.rule.design

    def language_of(self, user: User) -> str:
        """The language of this person's sheet: the design's, or where it leaves that open, the one that they read."""
        return user.language if self.design.language == HOLDERS_LANGUAGE else self.design.language

    def in_(self, language: str) -> CommonWords:
        """All of it in a language. Raises `InvalidFacts`."""
        if language not in self._said:
            self._said[language] = _common_words(self, language)
        return self._said[language]


def cohort_facts(cohort: Cohort, rule: CompletionRule) -> CohortFacts:
    """Gather what is the same for everybody.

    Two queries, besides the cohort's own residency, programme, theme, course and project.
    """
    key, residency = active_key(rule.design.issuer), cohort.residency
    rows = Partner.objects.filter(programme_id=residency.programme_id).select_related("organisation")
    return CohortFacts(
        cohort=cohort,
        rule=rule,
        partners=tuple(row for row in rows if row.residency_id in (None, residency.pk)),
        is_trial=key is None or key.is_trial,
    )


def _common_words(common: CohortFacts, language: str) -> CommonWords:
    cohort, design = common.cohort, common.design
    course, residency, issuer = cohort.course, cohort.residency, design.issuer

    def said(row: Any, name: str) -> str:
        return _said_in(language, row, name, is_holders=design.language == HOLDERS_LANGUAGE)

    return CommonWords(
        programme=f.Programme(
            name=said(residency.programme, "name"),
            content=cast(f.Content, course.content),
            length=cast(f.Length, course.length),
            approved_by=said(course, "approved_by"),
        ),
        topic=said(residency, "name"),
        place=said(cohort, "town"),
        outcomes=tuple(line.strip() for line in said(course, "outcomes").splitlines() if line.strip()),
        partners=_partners(common.partners, language, said),
        donor_sentence=said(cohort.project, "sentence"),
        issuer=f.Issuer(
            name=said(issuer, "name"),
            identifier_label=_IDENTIFIER_LABELS.get(issuer.country, "") if issuer.identifier else "",
            identifier=issuer.identifier,
            licence=said(design, "licence"),
        ),
        legal_basis=said(design, "legal_basis"),
        signatories=tuple(_signatories(said(design, "signatories"))),
    )


def _said_in(language: str, row: Any, name: str, *, is_holders: bool) -> str:
    """Words in a language, or in the first that has them; where each holder has a language, in no other than that."""
    found = words(row, name).in_(language)
    if found.text and found.lang != language and is_holders:
        message = _("%(what)s, “%(said)s”: this is not written in the holder’s language (%(language)s).")
        what = capfirst(row._meta.get_field(name).verbose_name)
        said = Truncator(found.text).words(6)
        label = Language(language).label
        raise InvalidFacts(message % {"what": what, "said": said, "language": label}, field=name)
    return found.text


def _partners(
    rows: Iterable[Partner], language: str, said: Callable[[Any, str], str]
) -> tuple[f.PartnerGroup, ...]:
    groups: dict[str, list[str]] = {}
    for row in rows:
        with translation.override(language):
            role = str(row.get_role_display())
        groups.setdefault(role, []).append(said(row.organisation, "name"))
    return tuple(f.PartnerGroup(role=role, names=tuple(names)) for role, names in groups.items())


def _signatories(text: str) -> list[f.Signatory]:
    lines = [line.partition("|") for line in text.splitlines() if line.strip()]
    return [f.Signatory(name=name.strip(), office=office.strip()) for name, _bar, office in lines]


def holder(line: CompletionLine, language: str) -> f.Holder:
    """Whose certificate it is, with position and community as they are now. Raises `InvalidFacts`."""
    application = line.application
    community = application.community if application else None
    family, given, patronymic = _name_parts(line.participant.user, language)
    return f.Holder(
        family=family,
        given=given,
        patronymic=patronymic,
        position=application.position if application else "",
        organisation=application.organisation if application else "",
        community=label(community, language) if community else "",
    )


def _name_parts(user: User, language: str) -> tuple[str, str, str]:
    """Family name, given name and patronymic in the letters of the document; the printed name is made of them.

    Ukrainian: as the person writes them. English and Polish: the name in Latin letters that the person approved, or
    the names as written, romanised by the official table where they are in Cyrillic; without a patronymic.
    """
    family, given = user.family_name, user.given_name
    if not user.is_named:
        raise InvalidFacts(
            _("The given name or the family name is missing in the person’s details."), field="family"
        )
    if language == "uk":
        return family, given, user.patronymic
    if not user.latin_name:
        return romanise(family), romanise(given), ""
    if user.has_one_name:
        return (user.latin_name, "", "") if family else ("", user.latin_name, "")
    family, given = parts_of(user.latin_name, family=family, given=given)
    if not given:
        message = _("The name in Latin letters, “%(name)s”, is one word: the other name is missing.")
        raise InvalidFacts(message % {"name": user.latin_name}, field="given")
    return family, given, ""


def freeze(
    common: CohortFacts,
    line: CompletionLine,
    *,
    number: str,
    code: str,
    issued_on: dt.date,
    named: f.Holder | None = None,
) -> f.CertificateFacts:
    """All that one certificate prints; `named` if not who profile and application say. Raises `InvalidFacts`."""
    course, design, user = common.cohort.course, common.design, line.participant.user
    language = common.language_of(user)
    said = common.in_(language)
    if not line.holds_all_days:
        said = replace(said, outcomes=())  # those of the whole course
    facts = f.CertificateFacts(
        kind=cast(f.Kind, design.kind),
        language=cast(f.Language, language),
        number=number,
        issued_on=issued_on,
        holder=named or holder(line, language),
        form=cast(f.Form, course.form),
        dates=line.dates,
        hours=_hours_set(line),
        minutes_per_hour=60 if course.minutes_per_hour == 60 else 45,
        # Credits are approved for the whole course: not printed for a part of it.
        ects=plain(course.ects) if course.ects is not None and line.holds_all_days else None,
        taught=() if line.holds_all_days else _taught(line, language),
        theme=common.cohort.residency.theme.hue,
        verify_url=verify_url(code),
        trial=common.is_trial,
        **vars(said),
    )
    refuse_unfit(asdict(facts.holder), facts.language)
    return facts


def _taught(line: CompletionLine, language: str) -> tuple[str, ...]:
    """The titles of the sessions that the person was at, each once."""
    return tuple(dict.fromkeys(title.in_(language).text for title in line.outcome.taught))


def _hours_set(line: CompletionLine) -> Decimal:
    if line.hours is None:
        raise InvalidFacts("the hours of the days held are not set", field="hours")
    return line.hours


def drafted(common: CohortFacts, line: CompletionLine, named: f.Holder | None = None) -> f.CertificateFacts:
    """What a certificate would say if it were issued today: all but its number and its code. Raises `InvalidFacts`."""
    today = timezone.now().astimezone(common.cohort.zone).date()
    return freeze(common, line, number=NO_NUMBER, code=NO_CODE, issued_on=today, named=named)


def why_not_printable(common: CohortFacts, line: CompletionLine) -> str:
    """What stands against printing this certificate, in the reader's language; empty if nothing does."""
    try:
        drafted(common, line)
    except InvalidFacts as error:
        return str(error)
    return ""


def sheet_mark(facts: f.CertificateFacts) -> str:
    """The mark of all that a certificate says save its number, code and date: another mark, another sheet."""
    said = facts.to_json()
    for name in ("number", "verify_url", "issued_on"):
        del said[name]
    return mark_of(said)


def thawed(certificate: Certificate) -> f.CertificateFacts | None:
    """What is printed on a certificate; None for a snapshot that this version cannot read."""
    try:
        return f.CertificateFacts.from_json(certificate.facts)
    except InvalidFacts:
        return None
