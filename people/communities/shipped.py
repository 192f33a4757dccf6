"""The tables that come with the product: every hromada that is offered, a few Polish gminy to try with.

A table is TSV in UTF-8, gzipped or not; its heading names the columns. Lines that begin with # say where it
comes from; `# date:` is the date of the register. `tools/build_communities.py` writes the Ukrainian one.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .register import Entry

FOLDER = Path(__file__).parent / "data"
HROMADAS = FOLDER / "hromadas.tsv.gz"
POLISH_GMINY = FOLDER / "polish_gminy.tsv"

COLUMNS = ("code", "name", "region", "district", "seat")


@dataclass(frozen=True, slots=True)
class Table:
    """The entries of a shipped table and the day on which the register said so."""

    register_date: date
    entries: list[Entry]


def hromadas() -> Table:
    """The communities of Ukraine that the picker offers: 1,469 hromadas and the city of Kyiv."""
    return _table(HROMADAS, scheme="katotth", country="UA", kind="hromada")


def polish_gminy() -> Table:
    """A demonstration subset of the Polish register TERYT: real gminy, by far not all of them."""
    return _table(POLISH_GMINY, scheme="teryt", country="PL", kind="gmina")


def write_table(path: Path, entries: Iterable[Entry], *, register_date: date, about: Iterable[str]) -> None:
    """Write a gzipped table, the same bytes for the same entries. Writes the file, nothing else."""
    lines = [f"# {line}" for line in about]
    lines += [f"# date: {register_date.isoformat()}", "\t".join(COLUMNS)]
    lines += ["\t".join(getattr(entry, column) for column in COLUMNS) for entry in entries]
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))


def _table(path: Path, *, scheme: str, country: str, kind: str) -> Table:
    lines = _text(path).splitlines()
    told = [line for line in lines if line.startswith("#")]
    register_date = date.fromisoformat(next(line for line in told if line.startswith("# date: "))[8:])
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return Table(register_date, list(_entries(rows, scheme, country, kind)))


def _entries(rows: Iterable[dict[str, str]], scheme: str, country: str, kind: str) -> Iterator[Entry]:
    for row in rows:
        yield Entry(
            scheme=scheme,
            code=row["code"],
            country=country,
            kind=kind,
            name=row["name"],
            region=row["region"],
            district=row["district"],
            seat=row.get("seat", ""),
        )


def _text(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
