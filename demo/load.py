"""Loads the demo programme. Loading again changes nothing, on whatever day it is done."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cohorts.timetable.formats import make_formats
from cohorts.timetable.models import SessionFormat
from foundation import work
from foundation.work import WorkState
from messaging import wording
from messaging.models import Letter
from pages.tree import prepare_tree
from people.communities.services import load_shipped_communities
from people.models import Community
from residencies.models import Programme

from . import after, clock
from .accounts import make_accounts
from .admissions import apply_all, community_codes
from .buses import make_buses
from .choosing import choose_all
from .content import PROGRAMMES
from .content.story import COHORTS
from .lodging import make_lodging
from .needs import say_needs, set_meals
from .papers import draw_papers, make_papers
from .partners import fix_lists
from .presence import mark_all
from .programmes import make_programme
from .replacing import name_colleague
from .sheets import keep_sheets
from .timetables import make_cohort, make_second_release, raise_capacity
from .visits import make_visits

SLUGS = [programme.slug for programme in PROGRAMMES]

# Formats that these programmes add to those of every site: names, and whether they count as training.
FORMATS = {
    "voting": ("голосування", "voting", "głosowanie", False),
    "inspiration-session": ("сесія натхнення", "inspiration session", "sesja inspiracyjna", True),
}
# When the programmes and the accounts were made: before the first thing that happened in them.
BEFORE_ALL = dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)


def is_loaded() -> bool:
    """Whether the demo's programmes are there."""
    return Programme.objects.filter(slug__in=SLUGS).exists()


def has_other_programmes() -> bool:
    """Whether there are programmes that are not the demo's."""
    return Programme.objects.exclude(slug__in=SLUGS).exists()


def load() -> bool:
    """Load what is missing; False if everything was there.

    Rows come in one transaction, files after it. Side effects: those of the rooms' services, except that nothing is
    handed to the worker: letters count as delivered (nobody reads mail at demo.example), certificates are drawn here.
    """
    load_shipped_communities()
    prepare_tree()
    make_formats()
    is_new = not is_loaded()
    with _nothing_sent():
        if is_new:
            with transaction.atomic(), _letters_delivered():
                _tell(timezone.localdate())
        after.make_keys(SLUGS)
        with _letters_delivered():
            draw_papers()
            for told in COHORTS:
                after.give_materials(told)
                after.issue_certificates(told)
    return is_new


def _keep(task: str, *args: object) -> bool:
    """Stands in for sending a message: none goes out."""
    return False


@contextmanager
def _nothing_sent() -> Iterator[None]:
    """Rows are the truth and a message only carries an id: without messages the rows wait, and are done with here."""
    before = work.send
    work.send = _keep
    try:
        yield
    finally:
        work.send = before


def _tell(today: dt.date) -> None:
    """Write everything that is a row: accounts, programmes, cohorts and what happened in them."""
    with clock.at(BEFORE_ALL):
        _make_formats()
        people = make_accounts()
        rows = {content.slug: make_programme(content, people) for content in PROGRAMMES}
    communities = {row.code: row for row in Community.objects.filter(code__in=community_codes())}
    residencies = {residency.slug: residency for each in PROGRAMMES for residency in each.residencies}
    for told in COHORTS:
        run = make_cohort(told, residencies[told.residency], rows[told.programme], today)
        apply_all(run, people, communities)
        raise_capacity(run)
        make_second_release(run)
        choose_all(run)
        mark_all(run)
        keep_sheets(run)
        make_visits(run)
        make_buses(run)
        say_needs(run)
        set_meals(run)
        make_lodging(run)
        fix_lists(run)
        make_papers(run)
        name_colleague(run)


def _make_formats() -> None:
    for slug, (uk, en, pl, is_taught) in FORMATS.items():
        names = {"name_uk": uk, "name_en": en, "name_pl": pl}
        SessionFormat.objects.get_or_create(slug=slug, defaults={"is_taught": is_taught, **names})


@contextmanager
def _letters_delivered() -> Iterator[None]:
    """Let the letters that are written in the block count as delivered as soon as they might leave."""
    last = Letter.objects.aggregate(last=Max("pk"))["last"] or 0
    yield
    for letter in Letter.objects.filter(pk__gt=last, state=WorkState.QUEUED):
        with clock.at(max(letter.created_at, letter.not_before)):
            claimed = work.claim(Letter, letter.pk)
            if claimed is not None:
                work.finish(claimed, **wording.words_to_keep(wording.word(claimed)))
