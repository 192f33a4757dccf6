"""The Ukrainian and Polish catalogues are whole: every text of the code and the templates, and nothing that is gone."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.tools import need

ROOT = Path(settings.BASE_DIR)
LANGUAGES = ("uk", "pl")
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[a-z]|%[sd]|\{[a-z_0-9]*\}")


def catalogue(root: Path, language: str) -> polib.POFile:
    """Read one language's catalogue below a root; an empty one where there is none."""
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def name_of(entry: polib.POEntry) -> str:
    """A short name of a text for the message of a failing test."""
    return f"{entry.msgid[:90]!r} ({entry.occurrences[0][0] if entry.occurrences else 'nowhere'})"


@pytest.fixture(scope="module")
def brought_up_to_date(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose catalogues were just brought up to date."""
    for program in ("xgettext", "msgmerge", "msgattrib", "msguniq", "git"):
        need(program)
    copy = tmp_path_factory.mktemp("texts")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        if name.endswith((".py", ".html", ".txt", ".po")) and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    subprocess.run([sys.executable, "tools/make_messages.py"], cwd=copy, check=True)
    return copy


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_left_from_before(
    brought_up_to_date: Path, language: str
) -> None:
    """`make messages` brings the catalogues up to date; then the empty and fuzzy entries are to be filled in."""
    now = catalogue(brought_up_to_date, language)
    before = {(entry.msgctxt, entry.msgid) for entry in catalogue(ROOT, language) if not entry.obsolete}
    assert len(now) > 0
    missing = [name_of(entry) for entry in now if not entry.obsolete and not entry.translated()]
    gone = [name_of(entry) for entry in now if entry.obsolete and (entry.msgctxt, entry.msgid) in before]
    assert not missing, f"{len(missing)} not translated:\n" + "\n".join(missing[:40])
    assert not gone, f"{len(gone)} no longer in the code:\n" + "\n".join(gone[:40])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    """Each form has no placeholder that the English text lacks; outside plurals it has all of them."""
    wrong = []
    for entry in catalogue(ROOT, language):
        if entry.obsolete:
            continue
        wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
        found = [set(PLACEHOLDER.findall(form)) for form in forms if form]
        if any(form - wanted for form in found) or (
            not entry.msgid_plural and any(form != wanted for form in found)
        ):
            wrong.append(name_of(entry))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_whose_it_is_and_keeps_saying_it(brought_up_to_date: Path, language: str) -> None:
    """Bringing it up to date leaves no boilerplate of gettext in its header, and no date that changes by itself."""
    heads = [
        (root / "locale" / language / "LC_MESSAGES" / "django.po").read_text("utf-8").partition("\n\n")[0]
        for root in (ROOT, brought_up_to_date)
    ]
    assert heads[0] == heads[1]
    assert "AGPL-3.0-or-later" in heads[0]
    assert f"Language: {language}\\n" in heads[0]
    assert "Plural-Forms: nplurals=" in heads[0]
    assert not re.search(r"PACKAGE|FULL NAME|FIRST AUTHOR|fuzzy|YEAR|-Date", heads[0])


TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}


def hidden_texts(text: str) -> list[int]:
    """The lines of texts inside of an f-string: who gathers texts does not read those, and nobody translates them."""
    return [
        call.lineno
        for joined in ast.walk(ast.parse(text))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TRANSLATES
    ]


def test_no_text_is_hidden_from_translation_in_an_f_string() -> None:
    assert hidden_texts("f\"{_('Hidden')}\"") == [1]
    modules = [
        path for path in ROOT.rglob("*.py") if not {".venv", "var", "tests", "node_modules"} & set(path.parts)
    ]
    assert [f"{path}:{line}" for path in modules for line in hidden_texts(path.read_text("utf-8"))] == []
