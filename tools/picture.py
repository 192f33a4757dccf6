"""Draw the rooms of the house and who stands on whom, from the code: `docs/images/rooms.svg`.

    python tools/picture.py          draw it anew
    python tools/picture.py --check  exit code 1 if the picture does not show the code any more

Rooms stand in the order of the contract in `pyproject.toml`. A line leads from the right of a room down, with a dot
at each room that it imports.
"""

import sys
from html import escape
from pathlib import Path

import grimp
from rooms import with_those_inside

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "rooms.svg"
WIDTH, ROW, GAP, LEFT, BOX = 980, 46, 12, 20, 620
INK, FAINT, PAPER = "#1d2433", "#6b7280", "#ffffff"


def room_of(module: str, names: list[str]) -> str:
    """The room that a module belongs to: the longest name that fits."""
    fitting = [name for name in names if module == name or module.startswith(f"{name}.")]
    return max(fitting, key=len)


def imports(names: list[str]) -> set[tuple[str, str]]:
    """Which room imports something of which other."""
    packages = sorted({name.partition(".")[0] for name in names})
    graph = grimp.build_graph(packages[0], *packages[1:], cache_dir=None)
    found = set()
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            pair = room_of(module, names), room_of(other, names)
            if pair[0] != pair[1]:
                found.add(pair)
    return found


def job(room: str) -> str:
    """What a room is for, as the table of `docs/architecture.md` says it."""
    folder = room.replace(".", "/")
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if line.startswith(f"| `{folder}/` |"))
    return line.split("|")[2].strip().partition(":")[0].replace("`", "")


def box(name: str, middle: int) -> list[str]:
    """A room with its job."""
    inset = 40 if "." in name else 0
    top = middle - ROW // 2
    return [
        (
            f'<rect x="{LEFT + inset}" y="{top}" width="{BOX - inset}" height="{ROW}" rx="6"'
            f' fill="none" stroke="{INK}"/>'
        ),
        (
            f'<text x="{LEFT + inset + 12}" y="{top + 19}" font-size="15" font-weight="bold" fill="{INK}">'
            f"{escape(name.rpartition('.')[2])}</text>"
        ),
        f'<text x="{LEFT + inset + 12}" y="{top + 37}" font-size="12" fill="{FAINT}">{escape(job(name))}</text>',
    ]


def arrows(name: str, middle: int, below: dict[str, int], across: int) -> list[str]:
    """One line down from a room, `across` from the left, with an arrow into each room that it imports."""
    if not below:
        return []
    return [
        f'<path d="M{LEFT + BOX} {middle}H{across}V{max(below.values())}" fill="none" stroke="{FAINT}"/>',
        *(
            f'<path d="M{across} {height}H{LEFT + BOX}" stroke="{INK}" marker-end="url(#into)">'
            f"<title>{escape(f'{name} → {other}')}</title></path>"
            f'<circle cx="{across}" cy="{height}" r="3" fill="{INK}"/>'
            for other, height in below.items()
        ),
    ]


def drawn() -> str:
    """The picture."""
    names = ["config", *with_those_inside()]
    edges = imports(names)
    middle = {name: GAP + place * (ROW + GAP) + ROW // 2 for place, name in enumerate(names)}
    height = GAP + len(names) * (ROW + GAP)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        "<title>The rooms, the highest above; each imports those below it only</title>",
        (
            '<defs><marker id="into" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6"'
            f' orient="auto"><path d="M0 0L6 3L0 6z" fill="{INK}"/></marker></defs>'
        ),
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
    ]
    for place, name in enumerate(names):
        across = LEFT + BOX + 14 + place * (WIDTH - LEFT - BOX - 30) // len(names)
        below = {other: middle[other] for other in names if (name, other) in edges}
        lines += [*box(name, middle[name]), *arrows(name, middle[name], below, across)]
    return "\n".join([*lines, "</svg>", ""])


def main() -> int:
    """Draw the picture, or say whether it is up to date."""
    sys.path.insert(0, str(ROOT))
    picture = drawn()
    if "--check" in sys.argv[1:]:
        is_true = PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == picture
        if not is_true:
            print("docs/images/rooms.svg does not show the code any more: run make picture")
        return 0 if is_true else 1
    PICTURE.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
