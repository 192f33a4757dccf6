"""Plain writing of a page's body: it says what an editor's toolbar can make, and gives back what it was given."""

import html
from typing import Any

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from residencies.plain_writing.markup import Part, UnknownPart, as_parts, as_text, pictures_in


def text(rich: str) -> Part:
    return {"type": "text", "value": rich}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Слово", "<p>Слово</p>"),
        ("Слово\nдруге", "<p>Слово<br/>друге</p>"),
        ("Слово\n\n\nдруге", "<p>Слово</p><p>друге</p>"),
        ("- раз\n- два\nДалі", "<ul><li>раз</li><li>два</li></ul><p>Далі</p>"),
        ("1. раз\n2. два", "<ol><li>раз</li><li>два</li></ol>"),
        ("- раз\n  і ще\n- два", "<ul><li>раз<br/>і ще</li><li>два</li></ul>"),
        ("**так** і *інакше*", "<p><b>так</b> і <i>інакше</i></p>"),
        ("***і так, і так***", "<p><b><i>і так, і так</i></b></p>"),
        ("5 * 3 * 2 і кінець*", "<p>5 * 3 * 2 і кінець*</p>"),
        (r"\*не слабко\*", "<p>*не слабко*</p>"),
        (
            "[слова](https://example.org/a_(b)",
            '<p>[слова](<a href="https://example.org/a_">https://example.org/a_</a>(b)</p>',
        ),
        (
            "[слова](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2">слова</a></p>',
        ),
        ("[лист](mailto:a@demo.example)", '<p><a href="mailto:a@demo.example">лист</a></p>'),
        (
            "Пишіть на https://example.org/сторінка.",
            '<p>Пишіть на <a href="https://example.org/сторінка">https://example.org/сторінка</a>.</p>',
        ),
    ],
)
def test_writing_becomes_what_an_editor_would_make(written: str, wanted: str) -> None:
    assert as_parts(written, ()) == [text(wanted)]


@pytest.mark.parametrize(
    "dangerous",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '[x](https://example.org/"onmouseover=alert(1))',
        '<img src=x onerror="alert(1)">',
    ],
)
def test_markup_in_writing_is_words(dangerous: str) -> None:
    [part] = as_parts(dangerous, ())
    clean = nh3.clean(
        part["value"], tags={"p", "a"}, attributes={"a": {"href"}}, url_schemes={"https"}, link_rel=None
    )
    assert html.unescape(clean) == html.unescape(part["value"])


def test_headings_and_quotations_are_parts_of_their_own() -> None:
    written = "## Про що\nСлова\n> Було добре.\n> — Олена"
    assert as_parts(written, ()) == [
        {"type": "heading", "value": "Про що"},
        text("<p>Слова</p>"),
        {"type": "quote", "value": {"text": "Було добре.", "source": "Олена"}},
    ]


STORED: list[list[Part]] = [
    [text('<p data-block-key="x1">Слово <b>і <i>діло</i></b></p><ul><li data-block-key="x2">раз</li></ul>')],
    [text("<p>- не пункт</p><p>1. не пункт</p><p># не заголовок</p><p>&gt; не цитата</p>")],
    [text("<p>[[1]]</p>")],
    [text("<p>[[#12]]</p>")],
    [{"type": "own_picture", "value": 12}, {"type": "own_picture", "value": 12}],
    [text(r"<p>*зірка* \ [дужки](https://example.org/)</p>")],
    [text('<p>Див. <a linktype="page" id="7">сторінку</a> &amp; <a href="tel:+380">дзвоніть</a></p>')],
    [text("<ol><li>раз<br/>і ще</li><li>два</li></ol><ol><li>окремо</li></ol>")],
    [{"type": "heading", "value": "Про що"}, {"type": "heading", "value": "І ще"}],
    [{"type": "quote", "value": {"text": "Раз\nдва", "source": ""}}],
    [text("<ul><li>глибше<ul><li>ще глибше</li></ul></li></ul>")],
    [text("<p>до</p>"), {"type": "picture", "value": 3, "id": "p"}, text("<p>після</p>")],
]


@pytest.mark.parametrize("parts", STORED)
def test_what_an_editor_made_says_the_same_after_being_written_plainly(parts: list[Part]) -> None:
    written = as_text(parts)
    again = as_parts(written, parts)
    assert as_text(again) == written
    assert [part["type"] for part in again] == [part["type"] for part in parts]


def test_what_has_no_plain_writing_is_kept_as_it_is_and_may_be_moved_or_taken_out() -> None:
    picture: Part = {"type": "picture", "value": 3, "id": "p"}
    deep = text("<ul><li>глибше<ul><li>ще глибше</li></ul></li></ul>")
    before = [text("<p>до</p>"), picture, {"type": "heading", "value": "Між"}, deep]
    assert as_text(before) == "до\n\n[[1]]\n\n## Між\n\n[[2]]"
    assert as_parts("[[2]]\n\nдо\n\n[[1]]", before) == [deep, text("<p>до</p>"), picture]
    assert as_parts("до", before) == [text("<p>до</p>")]


@pytest.mark.parametrize("written", ["[[1]]", "[[0]]", "[[2]]\n\n[[2]]", "[слова](page:8)"])
def test_a_mark_that_names_nothing_is_refused(written: str) -> None:
    before: list[Part] = (
        []
        if written == "[[1]]"
        else [{"type": "picture", "value": 1}, text('<p><a linktype="page" id="7">x</a></p>')]
    )
    with pytest.raises(UnknownPart):
        as_parts(written, before)


def test_a_picture_of_the_programme_stands_on_a_line_of_its_own() -> None:
    picture: Part = {"type": "own_picture", "value": 12}
    written = "до\n[[#12]]\nпісля\n\n[[#12]] у рядку"
    assert as_parts(written, ()) == [
        text("<p>до</p>"), picture, text("<p>після</p><p>[[#12]] у рядку</p>"),
    ]  # fmt: skip
    assert pictures_in(written) == [12]
    assert as_text([text("<p>до</p>"), picture]) == "до\n\n[[#12]]"


def test_a_link_to_a_page_that_was_there_stays() -> None:
    before = [text('<p><a linktype="page" id="7">сторінка</a></p>')]
    assert as_parts("Див. [сюди](page:7)", before) == [text('<p>Див. <a linktype="page" id="7">сюди</a></p>')]


@given(st.text(alphabet="аб *[]()\\\n#>-1.:/<&_—hps", max_size=60))
def test_any_writing_is_read_and_comes_to_rest(written: str) -> None:
    """Saving what the form shows changes nothing any more."""
    try:
        parts = as_parts(written, ())
    except UnknownPart:
        return
    shown: Any = as_text(parts)
    again = as_parts(shown, parts)
    assert as_text(again) == shown
