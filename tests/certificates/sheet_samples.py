"""Facts of certificates for the tests: plainly fictional people, in three languages, short and at the limits."""

from datetime import date
from decimal import Decimal
from typing import Any

from certificates.pdf import fact_limits
from certificates.pdf.facts import CertificateFacts, Holder, Issuer, PartnerGroup, Programme, Signatory

VERIFY_URL = "https://svitlytsia.example/verify/mzxw6ytboi4dqmrtgy3tqnzrha/"


def ukrainian(**changes: Any) -> CertificateFacts:
    """A qualification certificate with everything that an ordinary one has."""
    values: dict[str, Any] = {
        "kind": "qualification",
        "language": "uk",
        "number": "WOW-2026-000123",
        "issued_on": date(2026, 11, 25),
        "holder": Holder(
            given="Соломія",
            family="Приклад",
            patronymic="Тарасівна",
            printed_name="Приклад Соломія Тарасівна",
            gender="f",
            position="начальниця управління охорони здоров’я",
            organisation="Виконавчий комітет Зразкової міської ради",
            community="Зразкова міська територіальна громада",
        ),
        "programme": Programme(
            name="WOW-громади", content="special", length="short", approved_by="наказ № 5 (зразок)"
        ),
        "topic": "Медицина в громаді",
        "dates": (date(2026, 11, 20), date(2026, 11, 21)),
        "place": "Львів",
        "hours": Decimal(12),
        "minutes_per_hour": 45,
        "ects": Decimal("0.4"),
        "outcomes": (
            "знає, як лікарня відкриває сучасні відділення",
            "уміє оптимізувати ресурси лікарні, не втрачаючи якості допомоги",
            "складає план залучення лікарів, лікарок та інтернів до своєї громади",
        ),
        "partners": (
            PartnerGroup(
                role="Організатори",
                names=("Львівська комунальна установа «Інститут міста»", "ГО «Інститут просвіти»"),
            ),
            PartnerGroup(role="За підтримки", names=("Представництво Фонду Ганнса Зайделя в Україні",)),
        ),
        "issuer": Issuer(
            name="Львівська комунальна установа «Інститут міста»",
            identifier_label="ЄДРПОУ",
            identifier="00000000",
        ),
        "signatories": (Signatory(name="Зразок Підпису", office="директор"),),
        "theme": "medicine",
        "verify_url": VERIFY_URL,
        "trial": True,
    }
    return CertificateFacts(**{**values, **changes})


def polish(**changes: Any) -> CertificateFacts:
    """A zaświadczenie over two days of two months."""
    values: dict[str, Any] = {
        "kind": "zaswiadczenie",
        "language": "pl",
        "number": "MO/2026/000017",
        "issued_on": date(2026, 12, 3),
        "holder": Holder(
            given="Żaneta",
            family="Wzorowska",
            printed_name="Żaneta Wzorowska-Łąkna",
            gender="f",
            community="gmina Wzorowo",
        ),
        "programme": Programme(name="Miejsca Otwarte"),
        "topic": "Miejsca Otwarte na zmianę",
        "dates": (date(2026, 11, 30), date(2026, 12, 1)),
        "place": "Kraków",
        "hours": Decimal(14),
        "minutes_per_hour": 60,
        "issuer": Issuer(
            name="Fundacja Biuro Inicjatyw Społecznych", identifier_label="NIP", identifier="0000000000"
        ),
        "theme": "places",
        "verify_url": VERIFY_URL,
    }
    return CertificateFacts(**{**values, **changes})


def english(**changes: Any) -> CertificateFacts:
    """A certificate of participation with as little as there can be."""
    values: dict[str, Any] = {
        "kind": "participation",
        "language": "en",
        "number": "WOW-2026-000200",
        "issued_on": date(2026, 12, 4),
        "holder": Holder(given="Anna", family="Sample", printed_name="Anna Sample"),
        "programme": Programme(name="WOW-hromady"),
        "dates": (date(2026, 12, 4),),
        "hours": Decimal("6.5"),
        "minutes_per_hour": 60,
        "issuer": Issuer(name="Institute of the City"),
        "theme": "investment",
        "verify_url": VERIFY_URL,
    }
    return CertificateFacts(**{**values, **changes})


def filled(length: int, pattern: str) -> str:
    """A text of exactly `length` characters made of the pattern."""
    return (pattern * length)[:length].rstrip().ljust(length, "ї")


def at_the_limits(pattern: str, **changes: Any) -> CertificateFacts:
    """Every text as long, and every list as full, as it may be."""
    name = filled(fact_limits.MAX_NAME, pattern)
    per_group = fact_limits.MAX_PARTNERS // 4
    values: dict[str, Any] = {
        "number": filled(fact_limits.MAX_NUMBER, "Щ"),
        "replaces": filled(fact_limits.MAX_NUMBER, "Щ"),
        "title": filled(100, pattern),
        "holder": Holder(
            given="Я", family="Ю", printed_name=name, position=name, organisation=name, community=name
        ),
        "programme": Programme(name=name, content="general", length="certificate", approved_by=name),
        "topic": name,
        "place": filled(100, pattern),
        "assessment": name,
        "legal_basis": filled(fact_limits.MAX_SENTENCE, pattern),
        "donor_sentence": filled(fact_limits.MAX_SENTENCE, pattern),
        "outcomes": (name,) * fact_limits.MAX_OUTCOMES,
        "partners": (PartnerGroup(role=filled(100, pattern), names=(name,) * per_group),) * 4,
        "issuer": Issuer(name=name, identifier_label="ЄДРПОУ", identifier="0" * 20, licence=name),
        "signatories": (
            Signatory(
                name=filled(fact_limits.MAX_SIGNATORY, pattern),
                office=filled(fact_limits.MAX_SIGNATORY, pattern),
            ),
        )
        * fact_limits.MAX_SIGNATORIES,
        "dates": tuple(date(2026, month, day) for month in range(1, 8) for day in (1, 5)),
        "verify_url": "https://".ljust(fact_limits.MAX_URL, "w"),
    }
    return ukrainian(**{**values, **changes})
