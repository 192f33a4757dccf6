"""Facts of papers for tests: usual ones, and those that try the layout."""

import datetime as dt
from typing import Any

from documents.pdf.facts import Attended, AttestationFacts, Hours, InvitationFacts, Term

CHECK_URL = "https://svitlytsia.example/check/0123456789abcdef0123456789abcdef/"
DAY = dt.date(2027, 3, 10)
EVE = DAY - dt.timedelta(days=1)
# Names that print badly somewhere: long ones, without a space, with signs of other languages.
TORTURE = (
    "Мар’яна-Аделаїда ВОСКРЕСЕНСЬКА-ПЕРЕЯСЛАВСЬКА-ЗРАЗКОВА-КОРИТНЯНСЬКА",
    "Щ" * 100,
    "Ἀλέξανδρος NGUYỄN-VIỆT",
    "Zażółć GĘŚLĄ-JAŹŃ",
    "І І І І І І І І І",
)


def invitation(**changes: Any) -> InvitationFacts:
    """A usual invitation in Ukrainian."""
    facts: dict[str, Any] = {
        "language": "uk",
        "number": "01-12/345",
        "dated": dt.date(2027, 2, 20),
        "made_on": dt.date(2027, 2, 20),
        "issuer": "Асоціація «Світлиця громад» (зразок)",
        "issuer_identifier": "ЄДРПОУ 00000000",
        "person": "Соломія ПЕТРЕНКО-ЗРАЗКОВА",
        "position": "спеціалістка",
        "organisation": "Зразкова міська рада",
        "programme": "WOW-громади",
        "residency": "Комунікація в громаді",
        "place": "Бровари, Центр культури (зразок)",
        "days": (
            Hours(date=DAY, starts=dt.time(10), ends=dt.time(18)),
            Hours(date=DAY + dt.timedelta(days=1), starts=dt.time(22), ends=dt.time(1), next_day=True),
        ),
        "signatory": "Керівниця ЗРАЗКОВА",
        "office": "Виконавча директорка",
        "verify_url": CHECK_URL,
        "addressee_position": "Голові Зразкової міської ради",
        "addressee_name": "Іванні ПЕТРЕНКО",
        "terms": (
            Term(date=DAY, what="travel_there", payer="sender"),
            Term(date=EVE, what="lodging", payer="organiser"),
            Term(date=DAY, what="breakfast", payer="organiser"),
            Term(date=DAY, what="lunch", payer="partner", name="Фонд «Зразок»"),
            Term(date=DAY + dt.timedelta(days=1), what="travel_back", payer="sender"),
        ),
        "contact": "office@demo.example",
    }
    return InvitationFacts(**{**facts, **changes})


def at_the_limits(**changes: Any) -> InvitationFacts:
    """Every text as long as it may be, ten days, everything given on each."""
    dates = [DAY + dt.timedelta(days=number) for number in range(10)]
    what = ("breakfast", "lunch", "dinner", "lodging")
    payers = ("organiser", "sender", "partner", "partner")
    long = "Управління комунікацій " * 10
    names = ("", "", long.strip(), "Фонд " + "Ш" * 60)
    terms = [
        Term(date=date, what=each, payer=payer, name=name)
        for date in dates
        for each, payer, name in zip(what, payers, names, strict=True)
    ]
    return invitation(
        **{
            "person": TORTURE[1],
            "position": long[:200].strip(),
            "organisation": long.strip(),
            "issuer": long.strip(),
            "programme": "П" * 200,
            "residency": long[:200].strip(),
            "aim": long.strip(),
            "place": long.strip(),
            "addressee_position": long.strip(),
            "addressee_name": "І" * 250,
            "office": long[:200].strip(),
            "signatory": "Ж" * 120,
            "days": tuple(Hours(date=date, starts=dt.time(9), ends=dt.time(18)) for date in dates),
            "terms": tuple(terms),
            **changes,
        }
    )


def attestation(**changes: Any) -> AttestationFacts:
    """A usual attestation in Polish."""
    facts: dict[str, Any] = {
        "language": "pl",
        "number": "Д-2027-00001",
        "made_on": DAY + dt.timedelta(days=1),
        "issuer": "Stowarzyszenie (przykład)",
        "person": "Solomiia PETRENKO",
        "programme": "WOW",
        "residency": "Komunikacja",
        "place": "Brovary",
        "days": (Hours(date=DAY),),
        "verify_url": CHECK_URL,
        "as_of": dt.datetime(2027, 3, 11, 12, 0),
        "attended": (Attended(date=DAY, present=4, marked=5),),
    }
    return AttestationFacts(**{**facts, **changes})
