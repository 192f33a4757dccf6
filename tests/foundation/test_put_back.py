"""Which form of a page gets back what was typed, and what of it."""

import re

from foundation.http.put_back import put_back

NOTICE = "<p>again</p>"


def row(number: int) -> str:
    return (
        f'<form method="post" action="/save/"><input type="hidden" name="row" value="{number}">'
        f'<input type="hidden" name="version" value="1"><textarea name="why"></textarea></form>'
    )


def test_of_forms_that_are_alike_the_one_about_the_same_row_gets_the_text() -> None:
    page = row(1) + row(2) + row(3)
    sent = {"row": ["2"], "version": ["1"], "why": ["Because"]}
    filled = put_back(page, "/page/", "/save/", sent, NOTICE)
    assert filled is not None
    assert re.findall(r'name="row" value="(\d)"', filled) == ["1", "2", "3"], "no form is about another row"
    first, second, third = filled.split("</form>")[:3]
    assert "Because" in second and NOTICE in second and "Because" not in first + third


def test_a_mark_of_what_was_seen_comes_back_as_it_was_sent() -> None:
    page = row(1).replace('name="version" value="1"', 'name="version" value="2"')
    filled = put_back(page, "/page/", "/save/", {"row": ["1"], "version": ["1"], "why": ["x"]}, NOTICE)
    assert filled is not None and 'name="version" value="1"' in filled


def test_ticks_in_a_list_that_belong_to_a_form_below_it_are_there_again_and_nothing_else_of_its_rows() -> (
    None
):
    rows = "".join(
        f'<input type="checkbox" form="all" name="row" value="{number}">'
        f'<input type="hidden" form="all" name="state" value="{number}:new">'
        for number in (1, 2, 3)
    )
    other = '<input type="checkbox" form="other" name="row" value="2">'
    page = f'{rows}{other}<form method="post" id="all" action="/save/"><input name="why"></form>'
    sent = {"row": ["2", "9"], "state": ["2:old", "9:old"], "why": ["Because"]}
    filled = put_back(page, "/page/", "/save/", sent, NOTICE)
    assert filled is not None and 'value="Because"' in filled
    ticked = re.findall(r'<input type="checkbox" form="(\w+)" name="row" value="(\d)" checked', filled)
    assert ticked == [("all", "2")]
    assert re.findall(r'name="state" value="([^"]+)"', filled) == ["1:new", "2:new", "3:new"]
