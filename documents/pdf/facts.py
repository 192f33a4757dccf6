"""What a paper says, as frozen values: everything printed, and nothing that is looked up again.

Texts are made printable when the facts are made, so that what is stored is what is drawn.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from foundation.print.printable import InvalidFacts, printable

SCHEMA = 1
LABELS = {
    "person": _("name"),
    "position": _("position"),
    "organisation": _("organisation"),
    "addressee_position": _("position of the addressee"),
    "addressee_name": _("name of the addressee"),
    "institution": _("institution"),
    "number": _("number"),
    "issuer": _("organiser"),
    "programme": _("programme"),
    "residency": _("residency"),
    "aim": _("aim of the trip"),
    "place": _("place"),
    "signatory": _("who signs"),
    "office": _("their office"),
}


def _date(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _time(value: Any) -> dt.time | None:
    return dt.time.fromisoformat(value) if value else None


@dataclass(frozen=True, kw_only=True)
class Hours:
    """A day with the hours of its programme, where these are known; `next_day`: it ends past midnight."""

    date: dt.date
    starts: dt.time | None = None
    ends: dt.time | None = None
    next_day: bool = False


@dataclass(frozen=True, kw_only=True)
class Term:
    """Who pays for what on a date: `what` and `payer` are words of `cohorts.provisions`, `name` that of a partner."""

    date: dt.date
    what: str
    payer: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Attended:
    """At how many of the marked sessions of a day the person was."""

    date: dt.date
    present: int
    marked: int


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What both kinds of paper say."""

    language: str
    number: str = ""
    dated: dt.date | None = None
    made_on: dt.date
    issuer: str
    issuer_identifier: str = ""
    person: str
    position: str = ""
    organisation: str = ""
    programme: str
    residency: str
    place: str
    days: tuple[Hours, ...]
    signatory: str = ""
    office: str = ""
    verify_url: str

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, str) and each.name not in {"language", "verify_url"}:
                text = printable(value, field=each.name, label=LABELS.get(each.name, each.name))
                object.__setattr__(self, each.name, text)
        if not self.person:
            raise InvalidFacts(str(_("The person has no name yet.")), field="person")
        if not self.days:
            raise InvalidFacts(str(_("The person holds no day.")), field="days")

    def to_json(self) -> dict[str, Any]:
        """Plain values that JSON holds."""
        return {"schema": SCHEMA, **_plain(asdict(self))}

    def but(self, **changes: Any) -> Self:
        """The same facts with changes."""
        return replace(self, **changes)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time | dt.datetime) else value


def _common(data: Mapping[str, Any]) -> dict[str, Any]:
    if data.get("schema") != SCHEMA:
        raise InvalidFacts("facts of another schema", field="schema")
    known = {key: value for key, value in data.items() if key != "schema"}
    known["dated"], known["made_on"] = _date(known["dated"]), _date(known["made_on"])
    known["days"] = tuple(
        Hours(
            date=dt.date.fromisoformat(day["date"]),
            starts=_time(day["starts"]),
            ends=_time(day["ends"]),
            next_day=day["next_day"],
        )
        for day in known["days"]
    )
    return known


@dataclass(frozen=True, kw_only=True)
class InvitationFacts(_Facts):
    """An invitation to the head of the institution that somebody works for."""

    addressee_position: str = ""
    addressee_name: str = ""
    institution: str = ""
    aim: str = ""
    terms: tuple[Term, ...] = ()
    contact: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        label = _("a partner")
        terms = (replace(term, name=printable(term.name, field="terms", label=label)) for term in self.terms)
        object.__setattr__(self, "terms", tuple(terms))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The facts that `to_json` wrote. Raises `InvalidFacts` for another schema."""
        known = _common(data)
        terms = (Term(**{**term, "date": dt.date.fromisoformat(term["date"])}) for term in known["terms"])
        return cls(**{**known, "terms": tuple(terms)})


@dataclass(frozen=True, kw_only=True)
class AttestationFacts(_Facts):
    """A statement that somebody has been there so far, as of a moment on the cohort's clocks."""

    as_of: dt.datetime
    attended: tuple[Attended, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The facts that `to_json` wrote. Raises `InvalidFacts` for another schema."""
        known = _common(data)
        days = (Attended(**{**day, "date": dt.date.fromisoformat(day["date"])}) for day in known["attended"])
        as_of = dt.datetime.fromisoformat(known["as_of"])
        return cls(**{**known, "attended": tuple(days), "as_of": as_of})


PaperFacts = InvitationFacts | AttestationFacts
KINDS: dict[str, type[InvitationFacts] | type[AttestationFacts]] = {
    "invitation": InvitationFacts,
    "attestation": AttestationFacts,
}
