"""Take a register in: communities are added, changed and marked as gone, never deleted."""

import enum
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.errors import DomainError
from people.models import Community, User

from . import shipped
from .labels import label
from .register import Entry
from .search import search_key

logger = logging.getLogger(__name__)

BATCH = 500
# A register that lacks more than this of what was there is more likely cut short than true.
_FEW = 20
_SHARE = 10

_FACTS = ("country", "kind", "name", "region", "district", "seat", "search_key", "is_hidden", "is_current")


class Coverage(enum.Enum):
    """What it means that a community is not among the entries."""

    ALL = "the register is whole: it is gone"
    OFFERED = "all that are offered are listed: gone, unless it is hidden"
    SOME = "nothing: the entries are a selection"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What taking a register in has changed, or would change. Names are the Ukrainian labels."""

    added: int = 0
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Plan:
    added: list[Community] = field(default_factory=list)
    changed: list[Community] = field(default_factory=list)
    same: list[Community] = field(default_factory=list)
    gone: list[Community] = field(default_factory=list)

    def report(self) -> ImportReport:
        return ImportReport(
            added=len(self.added),
            changed=[label(row, "uk") for row in self.changed],
            unchanged=len(self.same),
            gone=[label(row, "uk") for row in self.gone],
        )


def import_register(
    *,
    entries: Sequence[Entry],
    register_date: date,
    actor: User | None = None,
    coverage: Coverage = Coverage.ALL,
    dry_run: bool = False,
    force: bool = False,
) -> ImportReport:
    """Make the communities of one scheme as the register has them; a second time changes nothing.

    A community that the register no longer has keeps its row, with `is_current` off and the date of the
    last register that had it. `actor` is None on the command line. `dry_run` changes nothing and reports
    all the same. Raises DomainError, unless `force`, for a register older than the one taken in and for one
    that lacks so many communities that it must be cut short. Writes in one transaction; the number of
    queries grows by the batch.
    """
    scheme = _one_scheme(entries)
    with transaction.atomic():
        present = {row.code: row for row in Community.objects.filter(scheme=scheme).order_by("code")}
        plan = _plan(present, entries, register_date, coverage)
        if not force:
            _refuse_older(present, register_date)
            _refuse_cut_short(present, plan)
        if not dry_run:
            _write(plan, register_date)
    if not dry_run:
        logger.info(
            "register %s of %s taken in by %s: %d added, %d changed, %d gone",
            scheme, register_date, actor or "command", len(plan.added), len(plan.changed), len(plan.gone),
        )  # fmt: skip
    return plan.report()


def load_shipped_communities() -> ImportReport:
    """Take in the tables that come with the product, unless a newer register is there already.

    Safe to call at every start. Returns both tables' reports as one.
    """
    reports = [
        _load_table(shipped.hromadas(), Coverage.OFFERED),
        _load_table(shipped.polish_gminy(), Coverage.SOME),
    ]
    return ImportReport(
        added=sum(report.added for report in reports),
        changed=[name for report in reports for name in report.changed],
        unchanged=sum(report.unchanged for report in reports),
        gone=[name for report in reports for name in report.gone],
    )


def _load_table(table: shipped.Table, coverage: Coverage) -> ImportReport:
    scheme = _one_scheme(table.entries)
    if Community.objects.filter(scheme=scheme, register_date__gt=table.register_date).exists():
        return ImportReport(unchanged=len(table.entries))
    return import_register(
        entries=table.entries, register_date=table.register_date, coverage=coverage, force=True
    )


def _one_scheme(entries: Sequence[Entry]) -> str:
    schemes = {entry.scheme for entry in entries}
    if len(schemes) != 1:
        raise ValueError("entries of exactly one scheme are taken in at a time")
    return schemes.pop()


def _plan(
    present: dict[str, Community], entries: Sequence[Entry], register_date: date, coverage: Coverage
) -> _Plan:
    """Sort the entries by what is to be done, in the order of their codes. Writes nothing."""
    plan = _Plan()
    for entry in sorted(entries, key=lambda each: each.code):
        wanted = _row(entry, register_date)
        row = present.get(entry.code)
        if row is None:
            plan.added.append(wanted)
        elif any(getattr(row, fact) != getattr(wanted, fact) for fact in _FACTS):
            plan.changed.append(wanted)
        else:
            plan.same.append(row)
    listed = {entry.code for entry in entries}
    if coverage is not Coverage.SOME:
        plan.gone = [
            row
            for code, row in present.items()
            if row.is_current and code not in listed and (coverage is Coverage.ALL or not row.is_hidden)
        ]
    return plan


def _row(entry: Entry, register_date: date) -> Community:
    key = search_key(entry.name, entry.region, entry.district, entry.seat)
    return Community(**asdict(entry), search_key=key, register_date=register_date, is_current=True)


def _refuse_older(present: dict[str, Community], register_date: date) -> None:
    newest = max((row.register_date for row in present.values()), default=register_date)
    if register_date < newest:
        raise DomainError(
            _("A newer register, of %(newest)s, is already in use; this one is of %(given)s.")
            % {"newest": newest.isoformat(), "given": register_date.isoformat()}
        )


def _refuse_cut_short(present: dict[str, Community], plan: _Plan) -> None:
    current = sum(row.is_current for row in present.values())
    if len(plan.gone) > max(_FEW, current // _SHARE):
        raise DomainError(
            _("The file lacks %(gone)d of the %(current)d communities in use, so it may be cut short.")
            % {"gone": len(plan.gone), "current": current}
        )


def _write(plan: _Plan, register_date: date) -> None:
    Community.objects.bulk_create(
        [*plan.added, *plan.changed],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["scheme", "code"],
        update_fields=[*_FACTS, "register_date"],
    )
    _update(_dated_otherwise(plan.same, register_date), register_date=register_date)
    _update(plan.gone, is_current=False)


def _dated_otherwise(rows: list[Community], register_date: date) -> list[Community]:
    return [row for row in rows if row.register_date != register_date]


def _update(rows: list[Community], **values: object) -> None:
    keys = [row.pk for row in rows]
    for start in range(0, len(keys), BATCH):
        Community.objects.filter(pk__in=keys[start : start + BATCH]).update(**values)
