"""Writes of cohorts and their days."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.cache.pages import forget_public_pages
from foundation.clocks.dates import is_within_reach, reach_in_words
from foundation.clocks.zones import WallTimeError, require_unambiguous
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from office.services import delete_row, save_row
from people.models import Language, User
from residencies.services.pictures import NewPicture, put_picture, require_plain, with_mark

from . import cancelling, places
from .changes import Deletion, NewCourse, NewDate, NewZone, Opening
from .events import Cancellation
from .models import MOST_DAYS, Cohort, Day, Pool
from .moments import refuse_impossible
from .wing import refuse


@transaction.atomic
def save_cohort(*, actor: User, cohort: Cohort, new_picture: NewPicture | None = None) -> Cohort:
    """Save a cohort's own facts; its state changes through `publish_cohort` and `cancel_cohort` only.

    Raises `DomainError` for a course of another residency, a venue or a funding project of another programme, a public
    address that would change, a course whose units sessions teach, another zone once people have a timetable, or one in
    which a planned hour is missing or comes twice; for a moment that cannot be, see `moments`; for a picture of another
    programme, on the cover or in the text. `new_picture` is the cover, or stands after the text. Deadlines keep their
    wall time if the time zone changes. Side effects: an audit line, public pages forgotten.
    """
    if cohort.course.residency_id != cohort.residency_id:
        raise DomainError(_("Choose a course of this residency."), field="course")
    if cohort.venue and cohort.venue.programme_id != cohort.residency.programme_id:
        raise DomainError(_("Choose a venue of this programme."), field="venue")
    if cohort.project and cohort.project.programme_id != cohort.residency.programme_id:
        raise DomainError(_("Choose a funding project of this programme."), field="project")
    before = Cohort.objects.select_for_update().get(pk=cohort.pk) if cohort.pk is not None else None
    refuse_impossible(before, cohort)
    if before is not None:
        for name in ("state", "cancelled_at", "archived_at"):
            setattr(cohort, name, getattr(before, name))
        if before.state != Cohort.State.DRAFT and before.slug != cohort.slug:
            raise DomainError(_("The address was public already, so it stays as it is."), field="slug")
        _keep_wall_time(before, cohort)
        if before.course_id != cohort.course_id:
            refuse(NewCourse(cohort))
    _keep_pictures(actor, cohort, new_picture)
    save_row(actor=actor, row=cohort)
    forget_public_pages()
    return cohort


def _keep_pictures(actor: User, cohort: Cohort, new_picture: NewPicture | None) -> None:
    """Put a new picture onto the cover or after the text, and let none of another programme stand there."""
    put_picture(actor=actor, row=cohort, field="cover", new=new_picture)
    texts = {code: getattr(cohort, f"text_{code}") or "" for code in Language.values}
    if new_picture and new_picture.in_text:
        texts = with_mark(texts, new_picture.picture)
        for code, text in texts.items():
            setattr(cohort, f"text_{code}", text)
    require_plain(programme_id=cohort.residency.programme_id, texts=texts)


def _keep_wall_time(before: Cohort, after: Cohort) -> None:
    """A deadline at 18:00 stays at 18:00 on the clocks of the new zone."""
    if before.time_zone == after.time_zone:
        return
    refuse(NewZone(after))
    for pool in Pool.objects.select_for_update().filter(cohort_id=before.pk, deadline__isnull=False):
        assert pool.deadline is not None  # noqa: S101 — for the type checker
        wall = pool.deadline.astimezone(before.zone).replace(tzinfo=None, fold=0)
        try:
            pool.deadline = require_unambiguous(wall, after.time_zone)
        except WallTimeError as error:
            raise DomainError(
                _("A deadline falls on a change of clocks in this zone. Change the deadline first."),
                field="time_zone",
            ) from error
        pool.save(update_fields=["deadline"])


def _move(
    cohort: Cohort, actor: User, *, allowed: set[str], state: str, action: str, **moments: dt.datetime
) -> Cohort:
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if locked.state not in allowed:
        raise Conflict(
            _("Somebody changed the cohort in the meantime. It is now: %(state)s.")
            % {"state": locked.get_state_display()}
        )
    locked.state = state
    for name, moment in moments.items():
        setattr(locked, name, moment)
    locked.save(update_fields=["state", *moments])
    log(locked, action, user=actor)
    forget_public_pages()
    return locked


@transaction.atomic
def publish_cohort(*, actor: User, cohort: Cohort) -> Cohort:
    """Put a cohort on the public site and open its days for applications.

    Raises `DomainError` without days and under a residency or a programme that is not on the public site, where nobody
    would find it; `Conflict` if it is published or cancelled. Side effects: an audit line, public pages forgotten.
    """
    if not cohort.days.exists():
        raise DomainError(_("Add the days first: people apply for days."))
    if not (cohort.residency.is_public and cohort.residency.programme.is_public):
        raise DomainError(
            _(
                "Its residency or its programme is not on the public site, so nobody would find it. Tick “on the public"
                " site” in both first."
            )
        )
    return _move(
        cohort, actor, allowed={Cohort.State.DRAFT}, state=Cohort.State.PUBLISHED, action="cohorts.publish"
    )


@transaction.atomic
def cancel_cohort(*, actor: User, cohort: Cohort, reason: str = "", seen: str | None = None) -> int:
    """Cancel a published cohort: call off what has not begun, close what people have of it, and tell them.

    Days of which something has begun, and sessions that have, stay as they are with all that people hold of them. Its
    page stays and says what is called off. A day that is broken off loses its hours: a manager enters what was taught.
    `reason` is read in the letters; without anybody to tell it may be empty. `seen` is the mark of what the manager was
    shown (None: whatever it is now). Returns how many letters were written. Raises `DomainError` for a missing reason
    and for a cohort of which nothing is to come, `Conflict` if it is not published any more or something else would be
    called off. Side effects: audit lines, public pages forgotten; those of `cancelling.carry_out`: requests for what is
    called off are closed, places given back, a letter to each person.
    """
    moment = timezone.now()
    locked = _move(
        cohort,
        actor,
        allowed={Cohort.State.PUBLISHED},
        state=Cohort.State.CANCELLED,
        action="cohorts.cancel",
        cancelled_at=moment,
    )
    cancellation = cancelling.work_out(locked, moment, reason)
    if locked.days.exists() and not cancellation.dates:
        raise DomainError(
            _(
                "Nothing of this cohort is to come, so there is nothing to cancel. Put it into the archive instead."
            )
        )
    changed = _(
        "What would be called off has changed since you looked at it. Look again, then cancel the cohort."
    )
    require_seen(cancellation.mark, seen, Conflict(changed))
    written = cancelling.carry_out(cancellation, actor)
    _mark_days(cancellation, actor)
    return written


def _mark_days(cancellation: Cancellation, actor: User) -> None:
    """Write down what became of the days. Last, when all pools are held: whoever saves a day holds its pool first."""
    Day.objects.filter(pk__in=[day.pk for day in cancellation.days]).update(called_off_at=cancellation.moment)
    for day in Day.objects.filter(pk__in=[day.pk for day in cancellation.broken_off], hours__isnull=False):
        log(day, "cohorts.break_off_day", user=actor, data={"hours": str(day.hours)})
        day.hours = None
        day.save(update_fields=["hours"])


@transaction.atomic
def archive_cohort(*, actor: User, cohort: Cohort) -> None:
    """Put a cohort away: it leaves the lists; its register stays.

    Raises `Conflict` if it is away already. Side effects: an audit line, public pages forgotten.
    """
    _put_away(cohort, actor, is_away=True, action="cohorts.archive")


@transaction.atomic
def bring_back_cohort(*, actor: User, cohort: Cohort) -> None:
    """Take a cohort out of the archive.

    Raises `Conflict` if it is not there. Side effects: an audit line, public pages forgotten.
    """
    _put_away(cohort, actor, is_away=False, action="cohorts.bring_back")


def _put_away(cohort: Cohort, actor: User, *, is_away: bool, action: str) -> None:
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if (locked.archived_at is not None) == is_away:
        raise Conflict(_("Somebody has done this already."))
    locked.archived_at = timezone.now() if is_away else None
    locked.save(update_fields=["archived_at"])
    log(locked, action, user=actor)
    forget_public_pages()


@transaction.atomic
def delete_cohort(*, actor: User, cohort: Cohort) -> None:
    """Delete a cohort that nobody has seen, with its days. Raises `DomainError` once it was published or is in use."""
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if locked.state != Cohort.State.DRAFT:
        raise DomainError(_("People have seen this cohort. Cancel it or put it into the archive instead."))
    refuse(Deletion(locked))
    for day in locked.days.select_related("pool"):
        delete_day(actor=actor, day=day)
    delete_row(actor=actor, row=locked)


@transaction.atomic
def save_day(
    *,
    actor: User,
    day: Day,
    capacity: int,
    deadline: dt.datetime | None,
    freed: str = Pool.Freed.OFFER,
    hold_hours: int = 12,
) -> Day:
    """Save a day with the number of its places and its deadline; a new day gets its pool.

    Raises `DomainError` for fewer places than are held, a deadline after the day, a date that the cohort has or that is
    out of reach, an eleventh day, and a new day in the past once the cohort is published (before that, it may tell what
    has been). The
    date of a day stays while people hold places on it or wait for one: they were promised that date, and public pages
    say a new one at once. Who only asked for the day reads the new date on their page and in the letter that decides. A
    date on which a planned hour is missing or comes twice is refused too. A cancelled cohort gets no new days or dates.
    A day by selection does not open while people are considered for it: who comes later would pass them.
    Side effects: an audit line, public pages forgotten.
    """
    _check_typed(day, deadline)
    # Before the pool, whose row names the cohort: who cancels the cohort waits, or is waited for, here.
    cohort = Cohort.objects.select_for_update().get(pk=day.cohort_id)
    is_new = day.pk is None
    if is_new:
        _refuse_cancelled(cohort)
        _refuse_past(day)
        _refuse_more(cohort)
        pool = Pool(cohort=day.cohort, capacity=capacity)
    else:
        pool = places.set_capacity(pool_id=day.pool_id, capacity=capacity)
        _check_changes(day, pool, cohort)
    pool.deadline, pool.freed, pool.hold_hours = deadline, freed, hold_hours
    pool.save()
    day.pool = pool
    day.save()
    log(day, "cohorts.add_day" if is_new else "cohorts.change_day", user=actor, data={"capacity": capacity})
    forget_public_pages()
    return day


def _check_typed(day: Day, deadline: dt.datetime | None) -> None:
    """Whether date and deadline can be, for a new day as for any."""
    for name, typed in (("date", day.date), ("deadline", deadline)):
        if typed and not is_within_reach(typed):
            raise DomainError(reach_in_words(), field=name)
    if deadline and deadline.astimezone(day.cohort.zone).date() > day.date:
        raise DomainError(_("Registration ends on the day itself at the latest."), field="deadline")
    same_date = Day.objects.filter(cohort=day.cohort, date=day.date).exclude(pk=day.pk)
    if same_date.exists():
        raise DomainError(_("The cohort has this day already."), field="date")


def _refuse_cancelled(cohort: Cohort) -> None:
    """People have read that it is off, and no release could tell them of another date."""
    if cohort.state == Cohort.State.CANCELLED:
        raise DomainError(
            _("The cohort is cancelled, so its dates stay as they are. Make a new cohort for new dates."),
            field="date",
        )


def _refuse_more(cohort: Cohort) -> None:
    if cohort.days.count() >= MOST_DAYS:
        words = _("A cohort has at most %(most)s days. Make another cohort for the dates that follow.")
        raise DomainError(words % {"most": MOST_DAYS}, field="date")


def _refuse_past(day: Day) -> None:
    if day.is_over_at(timezone.now()) and day.cohort.state != Cohort.State.DRAFT:
        raise DomainError(
            _("This date is past, so nobody could apply for it. Choose a day to come."), field="date"
        )


def _check_changes(day: Day, pool: Pool, cohort: Cohort) -> None:
    """Whether a day that there is may become what it is about to be; its pool and its cohort are locked.

    It stays called off if it was, whatever the form knew.
    """
    before = Day.objects.get(pk=day.pk)
    day.called_off_at = before.called_off_at
    if before.date != day.date:
        _refuse_cancelled(cohort)
        _check_date(day, pool)
    if before.admission == Day.Admission.SELECTION and day.admission == Day.Admission.OPEN:
        refuse(Opening(day))


def _check_date(day: Day, pool: Pool) -> None:
    """Whether a day may move to this date."""
    if pool.places.exists() or pool.waiting.exists():
        raise DomainError(
            _(
                "People hold places on this date or wait for one, so it stays. Take the places away first, each with a"
                " reason that the person reads in a letter; or add another day."
            ),
            field="date",
        )
    refuse(NewDate(day))


@transaction.atomic
def delete_day(*, actor: User, day: Day) -> None:
    """Delete a day that nobody applied for and that has no sessions. Raises `DomainError` otherwise.

    The only day of a cohort that people have seen stays: what they come to is a day at least.
    """
    cohort = Cohort.objects.select_for_update().get(pk=day.cohort_id)
    if cohort.state != Cohort.State.DRAFT and not cohort.days.exclude(pk=day.pk).exists():
        raise DomainError(
            _(
                "This is the cohort’s only day, and people have seen it. Change its date, or cancel the cohort."
            )
        )
    pool = places.lock(day.pool_id)
    if pool.places.exists() or pool.waiting.exists():
        raise DomainError(_("People hold places on this day or wait for one, so it cannot be deleted."))
    refuse(Deletion(day))
    delete_row(actor=actor, row=day)
    pool.delete()
