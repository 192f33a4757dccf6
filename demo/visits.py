"""Field visits: planned, hosts asked by their links, answered, counted and noted, as the stories tell."""

import datetime as dt

from cohorts.logistics.models import VisitSite
from cohorts.logistics.queries import link_by
from cohorts.logistics.rights import Bearer
from cohorts.logistics.services import answers, links, planning

from . import clock
from .content.shapes import time
from .content.story_shapes import Received
from .timetables import Run

# Days after the release.
PLANNED, ASKED, ANSWERED = 1, 2, 4


def make_visits(run: Run) -> None:
    """Plan the visits of a story that tells of any. Side effects: those of the services."""
    if not run.story.visits:
        return
    with clock.at(run.when(run.story.released + PLANNED)):
        planning.plan_visits(actor=run.rows.manager, cohort=run.cohort)
    rows = VisitSite.objects.select_related("visit__session__day__cohort__residency", "venue")
    for told in run.story.visits:
        site = rows.get(
            visit__session__day__cohort=run.cohort,
            visit__session__title_uk=told.session,
        )
        _tell(run, told, site)


def _tell(run: Run, told: Received, site: VisitSite) -> None:
    if told.answer == "not asked":
        return
    with clock.at(run.when(run.story.released + ASKED)):
        token = links.make_link(actor=run.rows.manager, site=site, send=bool(site.venue.contact_email))
    link = link_by(token)
    if link is None:
        raise LookupError("a link that was just made is there")
    host = Bearer(link)
    with clock.at(run.when(run.story.released + ANSWERED)):
        _answer(told, host)
    if told.heads is not None:
        _on_the_day(run, told, host, told.heads)


def _answer(told: Received, host: Bearer) -> None:
    seen = answers.hours_mark(host.site)
    if told.answer == "confirmed":
        answers.confirm(actor=host, seen=seen)
    elif told.answer == "proposed":
        answers.propose_time(
            actor=host, seen=seen, starts=time(told.starts), ends=time(told.ends), words=told.words
        )
    if told.rules:
        answers.describe(actor=host, capacity=None, rules=told.rules, title="", summary="", language="uk")


def _on_the_day(run: Run, told: Received, host: Bearer, heads: tuple[int, int]) -> None:
    session = host.site.visit.session
    came, went = heads
    with clock.at(session.starts_at + dt.timedelta(minutes=5)):
        answers.count_heads(actor=host, heads=came, leaving=False)
    with clock.at(session.ends_at):
        answers.count_heads(actor=host, heads=went, leaving=True)
        if told.note:
            answers.leave_note(actor=host, text=told.note)
    if told.went_well or told.went_badly:
        site = VisitSite.objects.select_related("visit__session__day__cohort__residency", "venue").get(
            pk=host.site.pk
        )
        site.went_well, site.went_badly = told.went_well, told.went_badly
        with clock.at(run.evening_of(session.day)):
            planning.save_site(actor=run.rows.manager, site=site)
