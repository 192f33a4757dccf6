"""How choosing stands for one person, in the reader's language: on pages, and as the next thing to do."""

import datetime as dt

from django.utils.translation import gettext as _

from foundation.clocks.dates import deadline_in_words, moment_in_words

from .models import ChoiceGroup
from .queries.own import GroupView, OptionView
from .queries.plans import text


def in_words(group: GroupView) -> str:
    """One line: what there is to choose, or what the person has."""
    title = text(group.title)
    if group.held:
        sessions = ", ".join(f"“{option.title}”" for option in group.held)
        return _("%(group)s: you attend %(sessions)s") % {"group": title, "sessions": sessions}
    if group.row.is_ranked and group.wishes and group.row.told_at is None:
        return _("%(group)s: your wishes are kept") % {"group": title}
    if waits := [option for option in group.options if option.waiting]:
        return _("%(group)s: you wait for “%(session)s”") % {"group": title, "session": waits[0].title}
    if group.begins_at is not None:
        moment = moment_in_words(group.begins_at, group.cohort.time_zone)
        return _("%(group)s: you choose from %(moment)s on") % {"group": title, "moment": moment}
    if group.is_open:
        return _("%(group)s: choose %(until)s") % {"group": title, "until": until_in_words(group)}
    return _("%(group)s: you hold no place") % {"group": title}


def is_to_choose(group: GroupView) -> bool:
    """Whether the person is to choose there, now or later, and has done nothing about it yet."""
    is_ahead = group.is_open or group.begins_at is not None
    return group.may_choose and is_ahead and not group.has_answered


def until_in_words(group: GroupView) -> str:
    """Until when one may choose, by the clock of the place."""
    return _until(group.row, group.cohort.time_zone)


def _until(row: ChoiceGroup, zone: str) -> str:
    return _("until the session begins") if row.closes_at is None else deadline_in_words(row.closes_at, zone)


def for_everybody(row: ChoiceGroup, zone: str, moment: dt.datetime) -> str:
    """Where and when one chooses, for readers of the public programme; empty if they can do nothing about it."""
    if row.who == ChoiceGroup.Who.NAMED or row.is_told:
        return ""
    if row.opens_at is not None and row.opens_at > moment:
        opens = moment_in_words(row.opens_at, zone)
        words = _("Whoever has a place on this day chooses on My page. Choosing opens at %(opens)s.")
        then = _("It is open %(until)s.") % {"until": _until(row, zone)} if row.closes_at else ""
        return f"{words % {'opens': opens}} {then}".strip()
    if not row.is_open_at(moment):
        return ""
    return _("Whoever has a place on this day chooses on My page, %(until)s.") % {"until": _until(row, zone)}


def comes_next(group: GroupView) -> str:
    """What happens next, in a sentence or two."""
    if not group.may_choose and not group.held:
        return _("The organiser has said who chooses here. Write to the organiser if you would like to.")
    if not group.is_open:
        if group.begins_at is not None:
            return _("One can choose from %(moment)s on.") % {
                "moment": moment_in_words(group.begins_at, group.cohort.time_zone)
            }
        if group.row.is_ranked and group.row.told_at is None and group.wishes:
            return _(
                "Choosing is over. The organiser gives out the places by everybody’s wishes and writes to you then."
            )
        if group.held:
            return _("If you cannot come, or it is the wrong session, write to the organiser.")
        return _("Choosing is over. Whoever holds no place is called by the organiser.")
    if group.row.is_ranked:
        return _(
            "Put the sessions in the order of your wishes; you may change it %(until)s. Then the places are given out"
            " so that as few people as possible get none of their wishes, and you receive a letter. You are never given"
            " what you did not choose: the more you choose, the better."
        ) % {"until": until_in_words(group)}
    return _(
        "A place is yours as soon as you take it. You may take another one or give it back %(until)s."
    ) % {"until": until_in_words(group)}


def places_in_words(option: OptionView) -> str:
    """How many places are free; who waits reads which one they are."""
    if option.waiting:
        return _("You are number %(number)s on the waiting list.") % {"number": option.waiting}
    if not option.numbers.free:
        if option.numbers.waiting:
            return _("No place is free, %(count)s wait.") % {"count": option.numbers.waiting}
        return _("No place is free.")
    return _("Free places: %(free)s of %(capacity)s.") % {
        "free": option.numbers.free,
        "capacity": option.numbers.capacity,
    }
