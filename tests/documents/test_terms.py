"""Which provisions concern somebody: each thing of a date once, and none of other people's dates."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cohorts.provisions import Payer, Provision, What
from documents.payers import by_date, dates_of_trip, fields_of, of_person

DAY = dt.date(2027, 3, 10)
DATES = st.integers(-2, 12).map(lambda number: DAY + dt.timedelta(days=number))
PROVISIONS = st.builds(
    Provision, DATES, st.sampled_from(What), st.sampled_from([Payer.ORGANISER, Payer.SENDER])
)
EVE = DAY - dt.timedelta(days=1)


@given(st.sets(DATES, max_size=5), st.lists(PROVISIONS), st.lists(PROVISIONS))
def test_each_thing_of_a_date_once_and_own_ones_first(days, everybody, own):
    found = of_person(days, everybody, own)
    keys = [(each.date, each.what) for each in found]
    assert len(keys) == len(set(keys))
    trip = dates_of_trip(days)
    assert all(each.date in trip for each in found)
    last_own = {(each.date, each.what): each.payer for each in own}
    for each in found:
        if each.what not in (What.TRAVEL_THERE, What.TRAVEL_BACK) and (each.date, each.what) in last_own:
            assert each.payer == last_own[each.date, each.what]


@given(st.sets(DATES, max_size=4), st.lists(PROVISIONS, max_size=8))
def test_the_order_of_what_is_given_does_not_matter_where_nothing_is_said_twice(days, given_):
    once = list({(each.date, each.what): each for each in given_}.values())
    ways = [each for each in once if each.what in (What.TRAVEL_THERE, What.TRAVEL_BACK)]
    once = [each for each in once if each not in ways]
    assert of_person(days, once, ()) == of_person(days, once[::-1], ())


def test_of_the_eve_one_has_the_evening_and_the_night():
    everything = [Provision(EVE, what, Payer.ORGANISER) for what in What]
    what = [each.what for each in by_date(of_person([DAY], everything, ()))[EVE]]
    assert what == [What.DINNER, What.LODGING]


def test_somebody_who_comes_on_the_second_day_has_no_lunch_of_the_first():
    second = DAY + dt.timedelta(days=1)
    lunch = Provision(DAY, What.LUNCH, Payer.ORGANISER)
    night = Provision(DAY, What.LODGING, Payer.PARTNER)
    assert of_person([second], [lunch, night], ()) == (night,)


def test_the_way_there_is_that_of_ones_own_first_day():
    there = Provision(DAY, What.TRAVEL_THERE, Payer.SENDER)
    [own] = of_person([DAY + dt.timedelta(days=1)], [there], ())
    assert own.date == DAY + dt.timedelta(days=1)


def test_a_cohort_without_days_has_nothing_to_pay():
    assert fields_of([]) == () and of_person([], [Provision(DAY, What.LUNCH, Payer.SENDER)], ()) == ()


def test_that_the_organiser_sees_to_a_night_leaves_standing_which_partner_pays_for_it():
    paid = Provision(DAY, What.LODGING, Payer.PARTNER, named="Фонд")
    assert of_person([DAY], [paid], [Provision(DAY, What.LODGING, Payer.ORGANISER)]) == (paid,)
    own = Provision(DAY, What.LODGING, Payer.SENDER)
    assert of_person([DAY], [paid], [own]) == (own,)
