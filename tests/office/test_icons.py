"""Icons of the back office: Wagtail draws nothing, and says nothing, for a name that it does not have."""

import re
from pathlib import Path

from wagtail.admin.icons import get_icons

ROOT = Path(__file__).resolve().parents[2]
_IN_CODE = re.compile(r"""\b(?:ICON|icon|icon_name|header_icon)(?:: str)? ?= ?"([a-z][\w-]*)\"""")
_IN_TEMPLATES = re.compile(r"""{% icon (?:name=)?"([\w-]+)\"""")


def named() -> dict[str, str]:
    """Each icon that our screens name, with a file that does."""
    code = [
        path for path in ROOT.glob("*/**/*.py") if path.relative_to(ROOT).parts[0] not in (".venv", "tests")
    ]
    templates = list((ROOT / "templates").rglob("*.html"))
    found = {}
    for pattern, paths in ((_IN_CODE, code), (_IN_TEMPLATES, templates)):
        for path in paths:
            found.update(dict.fromkeys(pattern.findall(path.read_text()), str(path.relative_to(ROOT))))
    return found


def test_every_icon_that_a_screen_names_is_drawn() -> None:
    drawn = set(re.findall(r'id="icon-([\w-]+)"', get_icons()))
    assert len(named()) > 15
    assert {name: where for name, where in named().items() if name not in drawn} == {}
