"""The validator of the tests finds what it is there to find, and lets pass what may stand."""

import pytest

from tests.markup import faults_of

PAGE = "<!doctype html><html lang=en><head><title>x</title></head><body><h1 id=top>x</h1>{}</body></html>"


@pytest.mark.parametrize(
    "html",
    [
        "<p><div></div></p>",
        "<button><div>x</div></button>",
        "<span><a href=/><div>x</div></a></span>",
        "<ul><p>x</p></ul>",
        "<a href=/x><button>x</button></a>",
        "<p id=top>x</p>",
        "<label for=nothing>x</label>",
        "<p aria-describedby='top nothing'>x</p>",
        "<a href=#nothing>x</a>",
        "<img src=/x>",
        "<h3>x</h3>",
    ],
)
def test_a_fault_is_named(html: str) -> None:
    assert len(faults_of(PAGE.format(html))) == 1


@pytest.mark.parametrize(
    "html",
    [
        "<dl><div><dt>x</dt><dd><p>y</p></dd></div></dl>",
        "<a href=#top><div>x</div></a>",
        "<button type=button><span>x</span><svg><use href='#icon'></use></svg></button>",
        "<label>x <input></label><h2>x</h2><h3>y</h3><h2>z</h2>",
        "<noscript><p><a href=/>x</a></p></noscript>",
        "<p><img src=/x alt=''></p>",
    ],
)
def test_what_may_stand_is_no_fault(html: str) -> None:
    assert faults_of(PAGE.format(html)) == []
