"""A check as JSON, for personnel systems: what the page shows, and no more."""

from typing import Any

from .verification import Check, Verdict


def check_as_json(check: Check) -> dict[str, Any]:
    """The verdict, and what the register says where the page says it; the names are in docs/personnel-office.md."""
    answer: dict[str, Any] = {"verdict": check.verdict.value}
    facts = check.facts
    if facts is None:
        return answer
    return answer | {
        "ended_on": check.ended_on,
        "replaced_by": check.successor or None,
        "trial_signature": facts.trial and check.verdict is not Verdict.PENDING,
        "number": facts.number,
        "name": facts.holder.printed_name,
        "language": facts.language,
        "title": facts.title,
        "programme": facts.programme.name,
        "residency": facts.topic,
        "dates": facts.dates,
        "hours": float(facts.hours),
        "minutes_per_hour": facts.minutes_per_hour,
        "ects": None if facts.ects is None else float(facts.ects),
        "issued_by": facts.issuer.name,
        "issued_on": facts.issued_on,
        "replaces": facts.replaces or None,
        "outcomes": facts.outcomes,
        "taught": facts.taught,
        "partners": [{"role": group.role, "names": group.names} for group in facts.partners],
    }
