"""Everything that a certificate prints, frozen. The register keeps it as JSON; drawing reads nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, Self

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from certificates.pdf.fact_limits import (
    MAX_DAYS,
    MAX_NAME,
    MAX_NUMBER,
    MAX_OUTCOMES,
    MAX_PARTNERS,
    MAX_SENTENCE,
    MAX_SIGNATORIES,
    MAX_SIGNATORY,
    MAX_TAUGHT,
    MAX_URL,
)
from certificates.pdf.wording import standard_title
from foundation.print.printable import InvalidFacts, printable

SCHEMA = 1

Kind = Literal["qualification", "participation", "exchange", "zaswiadczenie"]
Language = Literal["uk", "en", "pl"]
Gender = Literal["", "f", "m"]
Content = Literal["", "general", "special"]
Length = Literal["", "short", "certificate"]
Form = Literal["in_person", "mixed", "remote"]

_CHOICES: Mapping[str, frozenset[Any]] = MappingProxyType(
    {
        "kind": frozenset(("qualification", "participation", "exchange", "zaswiadczenie")),
        "language": frozenset(("uk", "en", "pl")),
        "gender": frozenset(("", "f", "m")),
        "content": frozenset(("", "general", "special")),
        "length": frozenset(("", "short", "certificate")),
        "form": frozenset(("in_person", "mixed", "remote")),
        "minutes_per_hour": frozenset((45, 60)),
    }
)


def _text(label: Promise, limit: int = MAX_NAME, *, required: bool = False) -> Any:
    """A field of printed text, of at most `limit` characters, with its label for messages."""
    metadata = {"label": label, "limit": limit, "required": required}
    return field(metadata=metadata) if required else field(default="", metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class _Printed:
    """A part of the facts: its texts are made printable and its choices are checked when it is made."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if "limit" in each.metadata:
                object.__setattr__(self, each.name, _checked(each.name, value, **each.metadata))
            elif each.name in _CHOICES and value not in _CHOICES[each.name]:
                raise InvalidFacts(f"{each.name}: {value!r} is not one of the choices", field=each.name)


def _checked(name: str, value: str, *, label: Promise, limit: int, required: bool) -> str:
    text = printable(value, field=name, label=label)
    if required and not text:
        raise _missing(name, label)
    if len(text) > limit:
        message = ngettext(
            "“%(what)s” is too long for a certificate: at most %(limit)d character.",
            "“%(what)s” is too long for a certificate: at most %(limit)d characters.",
            limit,
        )
        raise InvalidFacts(message % {"what": label, "limit": limit}, field=name)
    return text


def _missing(name: str, label: Promise) -> InvalidFacts:
    message = gettext("“%(what)s” is empty: a certificate cannot be issued without it.")
    return InvalidFacts(message % {"what": label}, field=name)


def _item(label: Promise) -> dict[str, Any]:
    """How an item of a list is checked: as a name that is there."""
    return {"label": label, "limit": MAX_NAME, "required": True}


def made_of(family: str, given: str, patronymic: str, language: str) -> str:
    """The name as a sheet prints it: in Ukrainian with the family name first, as personnel offices write it."""
    parts = (family, given, patronymic) if language == "uk" else (given, family)
    return " ".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class Holder(_Printed):
    """Whose certificate it is, with position and community as at that time. An only name stands in either part.

    `printed_name` is what the sheet shows, in the nominative; left empty, it is made of the names when the facts
    are put together. `gender` picks the grammatical form of the words around it and may stay empty (then forms
    without gender are used).
    """

    given: str = _text(_("given name"))
    family: str = _text(_("family name"))
    patronymic: str = _text(_("patronymic"))
    printed_name: str = _text(_("name of the holder"))
    gender: Gender = ""
    position: str = _text(_("position"))
    organisation: str = _text(_("organisation"))
    community: str = _text(_("community"))

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.family or self.given):
            raise _missing("family", _("name of the holder"))


@dataclass(frozen=True, kw_only=True)
class Programme(_Printed):
    """The programme; `content` and `length` are its type by the Ukrainian rules, empty where there is none."""

    name: str = _text(_("name of the programme"), required=True)
    content: Content = ""
    length: Length = ""
    approved_by: str = _text(_("who approved the programme"))


@dataclass(frozen=True, kw_only=True)
class PartnerGroup(_Printed):
    """Partners of one standing: the role's label in the document's language, and names."""

    role: str = _text(_("role of the partner"), 100, required=True)
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        names = tuple(_checked("partner", name, **_item(_("partner"))) for name in self.names)
        object.__setattr__(self, "names", names)


@dataclass(frozen=True, kw_only=True)
class Issuer(_Printed):
    """Who issues: full name, register code with its label (ЄДРПОУ, NIP), the licence if there is one."""

    name: str = _text(_("name of the issuer"), required=True)
    identifier_label: str = _text(_("label of the register code"), 20)
    identifier: str = _text(_("register code"), 20)
    licence: str = _text(_("licence"))


@dataclass(frozen=True, kw_only=True)
class Signatory(_Printed):
    """A person who answers for the certificate, with the office held."""

    name: str = _text(_("name of the signatory"), MAX_SIGNATORY, required=True)
    office: str = _text(_("office of the signatory"), MAX_SIGNATORY)


@dataclass(frozen=True, kw_only=True)
class CertificateFacts(_Printed):
    """All that is printed. Every text is in the document's language already.

    `hours` counts teaching hours of `minutes_per_hour` (45 or 60) minutes; `ects` is the programme's approved
    figure, printed as given. `dates` are the days attended. `taught` names the sessions of somebody who attended only a
    part of the course, in place of its `outcomes`. `theme` is the key of the ornament's colour and
    motif; `trial` prints that the signing key was made for trying out.
    """

    kind: Kind
    language: Language
    number: str = _text(_("register number"), MAX_NUMBER, required=True)
    issued_on: date
    holder: Holder
    programme: Programme
    topic: str = _text(_("topic"))
    form: Form = "in_person"
    dates: tuple[date, ...]
    place: str = _text(_("place"), 100)
    hours: Decimal
    minutes_per_hour: Literal[45, 60]
    ects: Decimal | None = None
    assessment: str = _text(_("assessment"))
    legal_basis: str = _text(_("legal basis"), MAX_SENTENCE)
    outcomes: tuple[str, ...] = ()
    taught: tuple[str, ...] = ()
    partners: tuple[PartnerGroup, ...] = ()
    donor_sentence: str = _text(_("sentence of the donor"), MAX_SENTENCE)
    issuer: Issuer
    signatories: tuple[Signatory, ...] = ()
    theme: str = "neutral"
    verify_url: str = _text(_("address of the check page"), MAX_URL, required=True)
    trial: bool = False
    replaces: str = _text(_("number of the replaced certificate"), MAX_NUMBER)
    title: str = _text(_("title"), 100)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, label in (("outcomes", _("learning outcome")), ("taught", _("session"))):
            items = tuple(_checked(name, each, **_item(label)) for each in getattr(self, name))
            object.__setattr__(self, name, items)
        object.__setattr__(self, "dates", tuple(sorted(set(self.dates))))
        if not self.holder.printed_name:
            holder = self.holder
            whole = made_of(holder.family, holder.given, holder.patronymic, self.language)
            object.__setattr__(self, "holder", replace(holder, printed_name=whole))
        if not self.title:
            object.__setattr__(
                self,
                "title",
                standard_title(self.kind, self.language, self.holder.gender),
            )
        self._check_counts()
        self._check_figures()
        if not self.verify_url.isascii():
            raise InvalidFacts("verify_url: an address is written in ASCII", field="verify_url")

    def _check_counts(self) -> None:
        partners = sum(len(group.names) for group in self.partners)
        for name, label, count, limit in (
            ("outcomes", _("learning outcomes"), len(self.outcomes), MAX_OUTCOMES),
            ("taught", _("sessions"), len(self.taught), MAX_TAUGHT),
            ("partners", _("partners"), partners, MAX_PARTNERS),
            ("signatories", _("signatories"), len(self.signatories), MAX_SIGNATORIES),
            ("dates", _("days"), len(self.dates), MAX_DAYS),
        ):
            if count > limit:
                message = gettext("Too much for one certificate: %(what)s, at most %(limit)d.")
                raise InvalidFacts(message % {"what": label, "limit": limit}, field=name)
        if not self.dates:
            raise InvalidFacts(gettext("A certificate states its dates."), field="dates")

    def _check_figures(self) -> None:
        for name in ("hours", "ects"):
            figure = getattr(self, name)
            if figure is None:
                continue
            if not isinstance(figure, Decimal) or not figure.is_finite() or not 0 < figure < 10_000:
                raise InvalidFacts(f"{name}: {figure!r} is not a figure to print", field=name)

    def to_json(self) -> dict[str, Any]:
        """The facts as JSON values, with the number of the schema. Equal facts give equal JSON."""
        return {"schema": SCHEMA, **_plain(asdict(self))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The facts again. Raises InvalidFacts for an unknown schema or a snapshot that is not whole."""
        if data.get("schema") != SCHEMA:
            raise InvalidFacts(f"schema {data.get('schema')!r} is not known", field="schema")
        try:
            return cls(**_restored({key: value for key, value in data.items() if key != "schema"}))
        except InvalidFacts:
            raise
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise InvalidFacts(f"the snapshot is not whole: {error}", field="") from error

    def but(self, **changes: Any) -> Self:
        """A copy with some facts changed, checked anew (a corrected name, another number)."""
        return replace(self, **changes)


def _plain(value: Any) -> Any:
    """JSON values for dates, decimals and tuples."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _restored(data: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments for CertificateFacts from its JSON values."""
    return {
        **data,
        "issued_on": date.fromisoformat(data["issued_on"]),
        "dates": tuple(date.fromisoformat(day) for day in data["dates"]),
        "hours": Decimal(data["hours"]),
        "ects": None if data["ects"] is None else Decimal(data["ects"]),
        "holder": Holder(**data["holder"]),
        "programme": Programme(**data["programme"]),
        "issuer": Issuer(**data["issuer"]),
        "outcomes": tuple(data["outcomes"]),
        "taught": tuple(data.get("taught", ())),  # not in the first snapshots
        "partners": _groups(data["partners"]),
        "signatories": tuple(Signatory(**each) for each in data["signatories"]),
    }


def _groups(groups: Iterable[Mapping[str, Any]]) -> tuple[PartnerGroup, ...]:
    return tuple(PartnerGroup(role=group["role"], names=tuple(group["names"])) for group in groups)
