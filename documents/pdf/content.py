"""What stands on a paper, in words: blocks of text that the layout puts one under another."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from documents.pdf.facts import AttestationFacts, Hours, InvitationFacts, PaperFacts, Term
from documents.pdf.wording import WORDINGS, Wording
from foundation.print.dates import dates_phrase
from foundation.print.described import Described

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper from its head to its foot."""

    issuer: str
    identifier: str
    number: str
    addressee: tuple[str, ...]
    title: str
    lead: str
    rows: Rows
    heading: str
    table: Rows
    notes: tuple[str, ...]
    office: str
    signatory: str
    seal: str
    check: str
    draft: str
    described: Described


def paper_of(facts: PaperFacts) -> Paper:
    """The words of a paper."""
    return _invitation(facts) if isinstance(facts, InvitationFacts) else _attestation(facts)


def _invitation(facts: InvitationFacts) -> Paper:
    words = WORDINGS[facts.language]
    addressee = (facts.addressee_position or words.to_head, facts.institution, facts.addressee_name)
    contact = f"{words.contact}: {facts.contact}" if facts.contact else ""
    table = tuple(_who_pays(facts, words))
    return _paper(
        facts,
        words,
        addressee=tuple(filter(None, addressee)),
        title=words.invitation,
        lead=words.invites,
        rows=_rows(facts, words, aim=facts.aim or words.default_aim),
        heading=words.who_pays if table else "",
        table=table,
        notes=tuple(filter(None, (words.no_sums if table else "", words.ground, contact))),
    )


def _attestation(facts: AttestationFacts) -> Paper:
    words = WORDINGS[facts.language]
    table = tuple(
        (_date(day.date, facts.language), words.attended.format(present=day.present, marked=day.marked))
        for day in facts.attended
    )
    as_of = f"{words.as_of} {_date(facts.as_of.date(), facts.language)}, {facts.as_of:%H:%M}"
    return _paper(
        facts,
        words,
        addressee=(),
        title=words.attestation,
        lead=words.attests,
        rows=_rows(facts, words),
        heading=words.presence,
        table=table,
        notes=(f"{as_of}.",),
    )


def _paper(
    facts: PaperFacts,
    words: Wording,
    *,
    addressee: tuple[str, ...],
    title: str,
    lead: str,
    rows: Rows,
    heading: str,
    table: Rows,
    notes: tuple[str, ...],
) -> Paper:
    return Paper(
        issuer=facts.issuer,
        identifier=facts.issuer_identifier,
        number=_number(facts, words),
        addressee=addressee,
        title=title,
        lead=lead,
        rows=rows,
        heading=heading,
        table=table,
        notes=notes,
        office=facts.office,
        signatory=facts.signatory,
        seal=words.seal,
        check=words.check,
        draft=words.draft,
        described=Described(
            title=" — ".join(filter(None, (title, facts.person, facts.number))),
            language=facts.language,
            issuer=facts.issuer,
            description=f"{facts.programme}. {facts.residency}",
            number=facts.number or facts.verify_url.rstrip("/").rpartition("/")[2],
            verify_url=facts.verify_url,
            created=facts.made_on,
            subjects=("invitation" if isinstance(facts, InvitationFacts) else "attestation",),
        ),
    )


def _number(facts: PaperFacts, words: Wording) -> str:
    """The chancery's number and date, or lines to write them on."""
    if not facts.number:
        return words.no_number
    dated = f" {words.of_date} {_date(facts.dated, facts.language)}" if facts.dated else ""
    return f"{words.number}\xa0{facts.number}{dated}"


def _rows(facts: PaperFacts, words: Wording, aim: str = "") -> Rows:
    """Label and fact, those that there are."""
    hours = "; ".join(_hours(day, facts.language, words) for day in facts.days)
    found = (
        (words.person, facts.person),
        (words.position, facts.position),
        (words.organisation, facts.organisation),
        (words.residency, _quoted(facts.residency, words)),
        (words.programme, _quoted(facts.programme, words)),
        (words.aim, aim),
        (words.dates[len(facts.days) > 1], hours),
        (words.place, facts.place),
    )
    return tuple((label, text) for label, text in found if text)


def _quoted(name: str, words: Wording) -> str:
    """The name in the language's quotation marks, unless it has some of its own."""
    return name if any(mark in name for mark in '«»„”“"') else name.join(words.quotes)


def _date(date: dt.date, language: str) -> str:
    return dates_phrase((date,), language)


def _hours(day: Hours, language: str, words: Wording) -> str:
    if day.starts is None or day.ends is None:
        return _date(day.date, language)
    after = f" ({words.next_day})" if day.next_day else ""
    return f"{_date(day.date, language)}, {day.starts:%H:%M}–{day.ends:%H:%M}{after}"


def _who_pays(facts: InvitationFacts, words: Wording) -> Iterator[tuple[str, str]]:
    """The ways, each with who pays; then each date with what is given, by payer. Never a sum."""
    days: dict[dt.date, list[Term]] = {}
    back: list[tuple[str, str]] = []
    for term in facts.terms:
        if term.what == "travel_there":
            yield _capitalised(words.what[term.what]), _payer(term, words)
        elif term.what == "travel_back":
            back.append((_capitalised(words.what[term.what]), _payer(term, words)))
        else:
            days.setdefault(term.date, []).append(term)
    for date, terms in days.items():
        by_payer: dict[str, list[str]] = {}
        for term in terms:
            by_payer.setdefault(_payer(term, words), []).append(words.what[term.what])
        given = "; ".join(f"{', '.join(what)} — {payer}" for payer, what in by_payer.items())
        yield _date(date, facts.language), given
    yield from back


def _payer(term: Term, words: Wording) -> str:
    return term.name or words.payers.get(term.payer, "")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
