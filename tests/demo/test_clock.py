"""The clock that tells the past."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import timezone

from cohorts.models import Participant
from demo import clock

MOMENT = dt.datetime(2023, 4, 10, 20, 59, 59, tzinfo=dt.UTC)


def test_services_and_defaults_of_fields_read_the_moment_that_is_told():
    with clock.at(MOMENT):
        assert timezone.now() == MOMENT
        assert Participant().created_at == MOMENT
        assert timezone.localdate(timezone=dt.timezone(dt.timedelta(hours=4))) == dt.date(2023, 4, 11)


def test_afterwards_the_clock_goes_on_even_if_something_broke():
    before = dt.datetime.now(dt.UTC)
    with pytest.raises(ZeroDivisionError), clock.at(MOMENT):
        1 / 0  # noqa: B018
    assert timezone.now() >= before


def test_one_moment_inside_another_gives_way_to_it_and_comes_back():
    with clock.at(MOMENT):
        with clock.at(MOMENT + dt.timedelta(days=1)):
            assert timezone.now() == MOMENT + dt.timedelta(days=1)
        assert timezone.now() == MOMENT


def test_templates_still_show_moments_in_the_zone_of_the_reader():
    shown = Template("{% load tz %}{{ moment|date:'H:i' }}")
    with clock.at(MOMENT), timezone.override("Europe/Kyiv"):
        assert shown.render(Context({"moment": MOMENT})) == "23:59"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"), clock.at(MOMENT.replace(tzinfo=None)):
        pass
