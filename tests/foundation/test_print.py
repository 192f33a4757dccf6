"""What rooms that print stand on: dates in words, and no drawing library where nothing is drawn."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from foundation.print.dates import DATE_WORDS, dates_phrase
from foundation.print.printable import printable


def test_every_language_has_twelve_months_that_can_be_printed():
    for words in DATE_WORDS.values():
        assert len(words.months) == 12
        for text in (*words.months, words.year, words.conjunction):
            assert printable(text, field="word") == text


@pytest.mark.parametrize(
    ("language", "said"),
    [("uk", "1 січня 2027 року"), ("pl", "1 stycznia 2027 r."), ("en", "1 January 2027")],
)
def test_a_date_is_in_words_of_the_document(language, said):
    assert dates_phrase((dt.date(2027, 1, 1),), language).replace("\xa0", " ") == said


def test_what_freezes_facts_needs_no_drawing_library():
    code = (
        "import sys, foundation.print.printable, foundation.print.dates, foundation.print.described\n"
        "print(sorted({'reportlab', 'segno', 'fontpkg'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=root, timeout=120
    )
    assert done.stdout.decode().strip() == "[]"
