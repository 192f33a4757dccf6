"""Rows of a formset that are put back into a page: by its own pattern, no more than were there, and nothing of else."""

from hypothesis import given
from hypothesis import strategies as st

from foundation.http.formset_rows import MOST_ROWS, with_rows
from foundation.http.put_back import put_back

PAGE = """<form method="post" action="/x/">
<input type="hidden" name="stops-TOTAL_FORMS" value="{total}">
<div id="id_stops-FORMS">{rows}</div>
<template id="id_stops-EMPTY_FORM_TEMPLATE"><div id="inline_child_stops-__prefix__">
<div><input name="stops-__prefix__-name" id="id_stops-__prefix__-name"></div></div></template>
<p id="after"></p></form>"""
ROW = '<div><div><input name="stops-{0}-name" value="old {0}"></div></div>'


def page(rows: int) -> str:
    return PAGE.format(total=rows, rows="".join(ROW.format(number) for number in range(rows)))


@given(present=st.integers(0, 4), wanted=st.integers(0, 6))
def test_the_page_has_the_rows_that_were_sent_in_their_order(present: int, wanted: int) -> None:
    values = {"stops-TOTAL_FORMS": [str(wanted)], **{f"stops-{n}-name": [f"new {n}"] for n in range(wanted)}}
    filled = put_back(page(present), "/x/", "/x/", values, "")
    assert filled is not None
    rows = filled.partition("<template")[0]
    where = [rows.find(f'name="stops-{number}-name"') for number in range(max(present, wanted))]
    assert where == sorted(where) and -1 not in where
    assert rows.count("new ") == wanted and f'value="{wanted}"' in rows
    assert rows.count("<div") == rows.count("</div>")


def test_what_is_no_number_of_rows_or_no_formset_of_the_page_changes_nothing() -> None:
    for said in ("", "-1", "x", "٣", "9" * 30):
        assert with_rows(page(1), {"stops-TOTAL_FORMS": [said]}) == page(1)
    assert with_rows(page(1), {"others-TOTAL_FORMS": ["3"], "name": ["x"]}) == page(1)


def test_rows_have_an_end() -> None:
    rows = with_rows(page(0), {"stops-TOTAL_FORMS": ["99999"]}).partition("<template")[0]
    assert rows.count('name="stops-') == MOST_ROWS + 1  # and the count itself


def test_a_row_inside_a_row_keeps_its_own_pattern() -> None:
    inner = page(0).replace("stops-__prefix__-name", "stops-__prefix__-calls-__prefix__-name")
    rows = with_rows(inner, {"stops-TOTAL_FORMS": ["1"]}).partition("<template")[0]
    assert 'name="stops-0-calls-__prefix__-name"' in rows
