"""Where things stand on the sheet: nothing overlaps, nothing leaves the page, nothing that matters is cut."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.pdf.fact_limits import MAX_OUTCOMES
from certificates.pdf.facts import Holder, PartnerGroup
from certificates.pdf.layout import lay_out
from certificates.pdf.ornament import TEXT_FOOT, TEXT_LEFT, TEXT_RIGHT, TEXT_TOP
from foundation.print.colours import INK
from foundation.print.typeset import Box, Part
from tests.certificates.sheet_samples import at_the_limits, english, filled, polish, ukrainian

LONG_WORDS = "Надзвичайнодовгеім’я Щербань-Вишневецька "
CAPITAL, BELOW = 0.72, 0.24  # heights of letters above and below the line, as shares of the size
ALLOWED = 0.05  # points


def printed(page: Part) -> list[Box]:
    """The room that each line of text takes."""
    return [
        Box(
            line.text,
            line.x,
            line.y - BELOW * line.style.size,
            line.x + line.style.width(line.text),
            line.y + CAPITAL * line.style.size,
        )
        for line in page.lines
        if line.text
    ]


def overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right - ALLOWED
        and other.left < one.right - ALLOWED
        and one.bottom < other.top - ALLOWED
        and other.bottom < one.top - ALLOWED
    )


def assert_sound(page: Part) -> None:
    """No part and no line over another, none outside of the text area."""
    for boxes in (page.boxes, printed(page)):
        clashes = [(a.name, b.name) for a, b in combinations(boxes, 2) if overlap(a, b)]
        assert not clashes
        for box in boxes:
            assert box.left >= TEXT_LEFT - ALLOWED
            assert box.right <= TEXT_RIGHT + ALLOWED
            assert box.bottom >= TEXT_FOOT - ALLOWED
            assert box.top <= TEXT_TOP + ALLOWED


def text_of(page: Part, name: str = "") -> str:
    """All text, or that of one part, in reading order, with plain spaces."""
    boxes = [box for box in page.boxes if not name or box.name == name]
    lines = [
        line.text
        for line in page.lines
        if any(box.left - 1 <= line.x <= box.right and box.bottom <= line.y <= box.top for box in boxes)
    ]
    return " ".join(lines).replace("\xa0", " ")


@pytest.mark.parametrize("make", [ukrainian, polish, english])
def test_ordinary_facts_are_set_at_full_size(make):
    page = lay_out(make(), INK)
    assert_sound(page)
    assert max(line.style.size for line in page.lines) == 39.0


@pytest.mark.parametrize("pattern", [LONG_WORDS, "Щ", "Щ ", "W", "’i ", "<b Петренко & "])
def test_everything_at_its_limit_fits_without_overlap(pattern):
    facts = at_the_limits(pattern)
    page = lay_out(facts, INK)
    assert_sound(page)
    squeezed = text_of(page).replace(" ", "")
    for whole in (
        facts.holder.printed_name,
        facts.programme.name,
        facts.topic,
        facts.number,
        facts.verify_url,
    ):
        assert whole.replace(" ", "") in squeezed


def test_a_name_of_300_characters_is_printed_whole_and_no_smaller_than_the_programme():
    name = filled(300, LONG_WORDS)
    page = lay_out(ukrainian(holder=Holder(given="А", family="Б", printed_name=name)), INK)
    assert_sound(page)
    [box] = [box for box in page.boxes if box.name == "name"]
    [size] = {line.style.size for line in page.lines if box.bottom <= line.y <= box.top}
    [programme] = [line.style.size for line in page.lines if line.text == "«WOW-громади»"]
    assert text_of(page, "name") == name
    assert size >= programme
    assert size > 14


def test_a_long_name_shrinks_before_it_wraps():
    def lines(name: str) -> list[float]:
        page = lay_out(ukrainian(holder=Holder(given="А", family="Б", printed_name=name)), INK)
        [box] = [box for box in page.boxes if box.name == "name"]
        return [line.style.size for line in page.lines if box.bottom <= line.y <= box.top]

    short, longer, longest = (
        lines("Анна Зразок"),
        lines("Олександра Всеволодівна Прикладенко"),
        lines(LONG_WORDS * 3),
    )
    assert len(short) == len(longer) == 1
    assert short[0] > longer[0]
    assert len(longest) > 1


def test_twelve_outcomes_of_a_sentence_each_are_printed_whole():
    outcomes = tuple(
        f"{number} складає план комунікації громади, узгоджує його з командою і перевіряє, що з нього вийшло"
        for number in range(MAX_OUTCOMES)
    )
    page = lay_out(ukrainian(outcomes=outcomes), INK)
    assert_sound(page)
    for outcome in outcomes:
        assert outcome in text_of(page, "outcomes")
    assert "Повний перелік" not in text_of(page)


def test_lists_that_cannot_fit_are_cut_and_say_where_the_whole_is():
    name = filled(300, LONG_WORDS)
    page = lay_out(
        ukrainian(outcomes=(name,) * 12, partners=(PartnerGroup(role="Партнери", names=(name,) * 20),)), INK
    )
    assert_sound(page)
    for column in ("outcomes", "partners"):
        assert text_of(page, column).endswith("Повний перелік — на сторінці перевірки.")
        assert "…" in text_of(page, column)


def test_twenty_partners_are_printed_whole():
    names = tuple(f"Громадська організація «Зразок {number}»" for number in range(20))
    page = lay_out(ukrainian(partners=(PartnerGroup(role="Партнери", names=names),)), INK)
    assert_sound(page)
    assert " · ".join(names) in text_of(page, "partners")


def test_a_word_of_one_letter_does_not_stay_at_the_end_of_a_line():
    page = lay_out(ukrainian(outcomes=("уміє й знає у громаді і з громадою " * 6,)), INK)
    assert not [line.text for line in page.lines if line.text.rpartition(" ")[2] in {"у", "і", "з", "й"}]


def test_the_trial_mark_and_the_replaced_number_are_printed_when_they_apply():
    trial = text_of(lay_out(ukrainian(trial=True, replaces="WOW-2026-000001"), INK))
    plain = text_of(lay_out(ukrainian(trial=False), INK))
    assert "Пробний підпис" in trial
    assert "Видано замість документа № WOW-2026-000001" in trial
    assert "Пробний підпис" not in plain
    assert "замість" not in plain


words = st.text(alphabet="абвгґїєіШЩЮжłężWWim’- <&", max_size=300)


@settings(max_examples=40, deadline=None)
@given(name=words, topic=words, outcomes=st.lists(words, max_size=12), partners=st.lists(words, max_size=20))
def test_whatever_is_within_the_limits_fits(name, topic, outcomes, partners):
    named = tuple(f"ї{partner}"[:300] for partner in partners)
    page = lay_out(
        ukrainian(
            holder=Holder(given="А", family="Б", printed_name=f"ї{name}"[:300]),
            topic=topic,
            outcomes=tuple(f"ї{outcome}"[:300] for outcome in outcomes),
            partners=(PartnerGroup(role="Партнери", names=named),) if named else (),
        ),
        INK,
    )
    assert_sound(page)
