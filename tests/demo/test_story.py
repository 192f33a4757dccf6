"""The stories of the cohorts hold on whatever day they are loaded."""

import datetime as dt
from itertools import count, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from demo.admissions import DAYS_TO_DECIDE
from demo.content import PROGRAMMES, story
from demo.content.people import APPLICANTS
from demo.content.story_shapes import is_festive, is_fit

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2040, 12, 31))
RESIDENCIES = {residency.slug: residency for programme in PROGRAMMES for residency in programme.residencies}


def each_application():
    """Every application of every cohort."""
    return [(cohort, applied) for cohort in story.COHORTS for applied in cohort.applications]


@given(today=DAYS)
@example(today=dt.date(2035, 5, 10))
def test_one_cohort_is_open_one_under_way_one_just_ended_and_one_long_over(today):
    # Yesterday, or the last day before it that is fit: two weeks and more where May follows a late Easter.
    before = (today - dt.timedelta(days=days) for days in count(1))
    assert story.UNDER_WAY.first_day(today) == next(filter(is_fit, before))
    ended = story.JUST_ENDED.first_day(today) + dt.timedelta(days=1)
    assert 5 <= (today - ended).days <= 40
    assert (today - story.LAST_SPRING.first_day(today)).days >= 60
    for cohort in (story.OPEN_FOR_APPLICATIONS, story.OPEN_ON_SENDING):
        first = cohort.first_day(today)
        assert all(first + dt.timedelta(days=door.deadline) > today for door in cohort.doors)


@given(today=DAYS)
def test_dates_that_the_demo_chooses_are_working_days_with_nothing_festive_on_them(today):
    chosen = (
        story.OPEN_FOR_APPLICATIONS,
        story.OPEN_ON_SENDING,
        story.UNDER_WAY,
        story.JUST_ENDED,
        story.LAST_SPRING,
    )
    for cohort in chosen:
        first = cohort.first_day(today)
        for day in (first, first + dt.timedelta(days=1)):
            assert day.weekday() < 5 and not is_festive(day), (cohort.slug, day)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 12, 24),
        dt.date(2027, 3, 26),
        dt.date(2027, 3, 29),
        dt.date(2027, 4, 30),
        dt.date(2027, 8, 24),
    ],
    ids=["Christmas Eve", "Good Friday", "Easter Monday", "Great Friday", "Independence Day"],
)
def test_nobody_is_invited_on_a_holiday_of_either_country(day):
    assert is_festive(day)


@given(today=DAYS)
def test_cohorts_of_one_residency_never_share_a_day(today):
    dates = [(cohort.residency, cohort.first_day(today)) for cohort in story.COHORTS]
    assert all(
        abs((one - other).days) > 1
        for residency, one in dates
        for same, other in dates
        if residency == same and one != other
    )
    assert len(set(dates)) == len(dates)


@given(today=DAYS)
def test_everybody_applied_before_the_deadline_of_their_days_and_before_today(today):
    for cohort, applied in each_application():
        sent = cohort.counted_from(today) + dt.timedelta(days=applied.sent)
        deadlines = [
            cohort.first_day(today) + dt.timedelta(days=cohort.doors[int(day) - 1].deadline)
            for day in applied.days
        ]
        assert sent <= min(deadlines), (cohort.slug, applied.person)
        last = max(
            [applied.sent + DAYS_TO_DECIDE if applied.decided else applied.sent, applied.withdrew or -99]
        )
        assert cohort.counted_from(today) + dt.timedelta(days=last) < today, (cohort.slug, applied.person)


def test_only_days_that_were_asked_for_are_decided_and_a_refusal_has_a_reason():
    for cohort, applied in each_application():
        assert set(applied.decided) <= {int(day) for day in applied.days}, (cohort.slug, applied.person)
        assert bool(applied.reason) == ("decline" in applied.decided.values()), (cohort.slug, applied.person)


def test_nobody_applies_twice_for_one_cohort():
    for cohort in story.COHORTS:
        people = [applied.person for applied in cohort.applications] + [key for key, _days in cohort.drafts]
        assert len(people) == len(set(people)), cohort.slug
        assert set(people) <= set(APPLICANTS)


@pytest.mark.parametrize("slug", RESIDENCIES)
def test_sessions_follow_one_another_and_parallel_ones_belong_to_a_group(slug):
    for day in RESIDENCIES[slug].days:
        lines = sorted({(session.starts, session.ends, session.group) for session in day.sessions})
        assert all(one[1] <= other[0] for one, other in pairwise(lines)), lines
        alone = [session for session in day.sessions if not session.group]
        assert len(alone) == len({session.starts for session in alone})
