"""Replacing a person: what is handed on, what is not, who is told, and that the queue stands as it stood."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS

from cohorts import offering, places
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import withdraw_application
from cohorts.attendance.models import Presence
from cohorts.choices.models import Fixed
from cohorts.lodging.models import Named, Stay, WantedNight, Wish
from cohorts.lodging.queries import lacking
from cohorts.lodging.services import stays
from cohorts.logistics import consents
from cohorts.logistics.models import Passenger, PassList, Run
from cohorts.logistics.services import seats
from cohorts.models import Move, Participant, Place, Stretch, Waiting
from cohorts.replacing import services
from cohorts.replacing.models import Replacement
from cohorts.replacing.queries import days_of, passings_of
from cohorts.replacing.services.approving import mark
from cohorts.services import cancel_cohort
from cohorts.succession import Succession
from documents.models import Document
from documents.services import invitations
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from tests.factories.choices import visits
from tests.factories.cohorts import ParticipantFactory
from tests.factories.documents import draw
from tests.factories.lodging import wish_of
from tests.factories.needs import said_what_they_need
from tests.factories.people import UserFactory
from tests.factories.replacing import (
    Journey,
    answers_of,
    confirmed,
    holder,
    host_confirmed,
    nominated,
    stays_of,
)
from tests.letters import letters, the_letter

State = Replacement.State


def approve(made: Journey, row: Replacement) -> Participant:
    return services.approve(actor=made.manager, replacement=row)


def held(who: Participant) -> set[int]:
    return set(Place.objects.filter(participant=who).values_list("pool", flat=True))


# ---------------------------------------------------------------- naming
def test_naming_a_colleague_moves_nothing_and_asks_them_to_confirm(made: Journey) -> None:
    before = held(made.leaver)
    row = nominated(made.leaver, made.manager)
    assert (held(made.leaver), row.state) == (before, State.NOMINATED)
    assert not Move.objects.filter(what__in=[Move.What.HANDED_ON, Move.What.TOOK_OVER]).exists()
    letter = the_letter(kind="replacement_asked")
    assert letter.recipient is None and letter.address == "taras@demo.example"
    assert f"/my/replacements/{row.public_id}/" in letter.text and "Ольга Захворіла" in letter.text
    for text in (letter.text, letter.html):
        assert "запропонували приїхати" in text and "подали на неї заявку" not in text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"address": "nobody"}, "address"),
        ({"by_name": ""}, "by_name"),
        ({"by_institution": ""}, "by_institution"),
        ({"phone": "x" * 50}, "phone"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    made: Journey, change: dict[str, str], field: str
) -> None:
    whole = {"name": "Тарас", "address": "t@demo.example", "by_name": "Олена", "by_institution": "Рада"}
    said = services.Nomination(**{**whole, **change})
    with pytest.raises(DomainError) as refused:
        services.nominate(actor=made.manager, leaver=made.leaver, said=said)
    assert refused.value.field == field
    assert not Replacement.objects.exists()


def test_one_colleague_at_a_time(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    with pytest.raises(Conflict, match="already"):
        nominated(made.leaver, made.manager, "other@demo.example")
    with pytest.raises(DomainError, match="somebody else"):
        nominated(made.beside, made.manager)
    services.withdraw(actor=made.manager, replacement=row, reason="Вона одужала.")
    assert nominated(made.leaver, made.manager, "other@demo.example").is_open


def test_nobody_is_named_who_has_something_of_the_cohort_already(made: Journey) -> None:
    with pytest.raises(DomainError, match="has applied"):
        nominated(made.leaver, made.manager, made.beside.user.email)
    with pytest.raises(DomainError, match="does not come"):
        nominated(made.leaver, made.manager, made.leaver.user.email)
    staff = ParticipantFactory(cohort=made.cohort, kind=Participant.Kind.STAFF)
    with pytest.raises(DomainError, match="comes to work"):
        nominated(made.leaver, made.manager, staff.user.email)


def test_who_holds_nothing_to_come_has_nothing_to_hand_on(made: Journey) -> None:
    who = ParticipantFactory(cohort=made.cohort)
    with pytest.raises(DomainError, match="no day to come"):
        nominated(who, made.manager)


def test_the_letter_of_the_institution_is_kept_if_it_is_what_it_says(made: Journey) -> None:
    with pytest.raises(DomainError) as refused:
        nominated(made.leaver, made.manager, letter=SimpleUploadedFile("letter.pdf", b"MZ not a letter"))
    assert refused.value.field == "letter"
    pdf = SimpleUploadedFile("Лист.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")
    row = nominated(made.leaver, made.manager, letter=pdf)
    assert (row.letter_name, row.letter_type) == ("Лист.pdf", "application/pdf")
    with row.letter.open() as kept:
        assert kept.read().startswith(b"%PDF")


# ---------------------------------------------------------------- approving
def test_days_and_seats_pass_from_stop_to_stop_and_the_person_is_accepted(made: Journey) -> None:
    newcomer = approve(made, confirmed(made.leaver, made.manager, made.colleague()))
    pools = {day.pool_id for day in made.days} | {made.run.pool_id}
    assert held(newcomer) == pools
    assert held(made.leaver) == set()
    seat = Place.objects.get(pool=made.run.pool, participant=newcomer)
    assert tuple(seat.stretch) == (0, 1)
    application = Application.objects.get(participant=newcomer)
    assert application.state == Application.State.SENT and application.receipt
    states = application.day_requests.values_list("state", flat=True)
    assert set(states) == {DayRequest.State.CONFIRMED} and len(states) == 2
    assert (application.motivation, application.position) == ("", "начальник відділу")
    assert newcomer.user.get_full_name() == "Тарас Зразковий"


def test_the_one_who_leaves_has_withdrawn_with_the_reason(made: Journey) -> None:
    approve(made, confirmed(made.leaver, made.manager))
    assert made.application.state == Application.State.WITHDRAWN
    requests = made.application.day_requests.all()
    assert {row.state for row in requests} == {DayRequest.State.WITHDRAWN}
    assert all("Тарас Зразковий" in row.reason for row in requests)


def test_moves_say_who_handed_on_to_whom_and_are_replayed(made: Journey) -> None:
    places.take(pool_id=made.run.pool_id, participant=made.beside)
    newcomer = approve(made, confirmed(made.leaver, made.manager))
    moves = list(Move.objects.filter(pool=made.run.pool))
    assert [move.what for move in moves][-2:] == [Move.What.HANDED_ON, Move.What.TOOK_OVER]
    assert moves[-1].actor == made.manager
    standing = offering.replay(moves)
    assert set(standing.held) == {newcomer.pk, made.beside.pk}


def test_the_list_of_passengers_gets_another_number(made: Journey) -> None:
    before = Run.objects.get(pk=made.run.pk).list_number
    approve(made, confirmed(made.leaver, made.manager))
    assert Run.objects.get(pk=made.run.pk).list_number > before


def test_who_waits_stands_where_they_stood_and_is_offered_nothing(made: Journey) -> None:
    day = made.days[0]
    day.pool.capacity = 2
    day.pool.save()
    waiting = [ParticipantFactory(cohort=made.cohort) for _number in range(3)]
    for who in waiting:
        places.queue(pool_id=day.pool_id, participant=who)
    approve(made, confirmed(made.leaver, made.manager))
    queue = Waiting.objects.filter(pool=day.pool).order_by("position").values_list("participant", flat=True)
    assert list(queue) == [who.pk for who in waiting]
    assert Place.objects.filter(pool=day.pool).count() == 2
    assert not Letter.objects.filter(kind="day_offered").exists()
    assert not hasattr(day.pool, "work"), "no freed place to look at"


def test_the_bed_beside_another_woman_is_not_handed_on_and_the_colleague_is_to_be_placed(
    made: Journey,
) -> None:
    wish = wish_of(made.leaver, "women", *[night.date for night in made.nights], wanted=[made.beside])
    newcomer = approve(made, confirmed(made.leaver, made.manager))
    assert (stays_of(made.leaver), stays_of(newcomer)) == ([], [])
    assert len(stays_of(made.beside)) == 2, "whoever slept beside keeps her bed"
    taken = Wish.objects.get(participant=newcomer)
    assert (taken.sharing, taken.accessible, taken.note, taken.named.count()) == ("", False, "", 0)
    nights = WantedNight.objects.filter(wish=taken).values_list("date", flat=True)
    assert sorted(nights) == [night.date for night in made.nights]
    assert {person for _cohort, person, _night in lacking([made.cohort])} == {newcomer.pk}
    given = stays.give_all(actor=made.manager, cohort=made.cohort)
    assert (given.people, stays_of(newcomer)) == (0, []), "nobody is put into a room without an answer"
    assert Named.objects.filter(wish=wish).exists()


def test_needs_and_what_a_driver_may_know_are_not_handed_on(made: Journey) -> None:
    said_what_they_need(made.leaver)
    Passenger.objects.create(participant=made.leaver, wheelchair=True)
    consents.keep(made.leaver, agrees=True)
    newcomer = approve(made, confirmed(made.leaver, made.manager))
    assert newcomer.needs.count() == 0
    assert not Passenger.objects.filter(participant=newcomer).exists()
    assert consents.consent_of(newcomer) is None
    assert "/needs/" in the_letter(kind="replacement_done").text


def test_the_invitation_reads_void_and_the_colleagues_is_prepared(made: Journey) -> None:
    paper = invitations.send(actor=made.manager, participant=made.leaver)
    draw(paper)
    newcomer = approve(made, confirmed(made.leaver, made.manager))
    paper.refresh_from_db()
    assert paper.state == Document.State.VOID
    draft = Document.objects.get(participant=newcomer)
    assert draft.state == Document.State.DRAFT
    assert not Letter.objects.filter(kind="document_void").exists(), "one letter tells it all"


def test_without_an_invitation_none_is_prepared_so_that_all_are_sent_one_together(made: Journey) -> None:
    approve(made, confirmed(made.leaver, made.manager))
    assert not Document.objects.exists()


def test_the_session_that_was_chosen_is_handed_on_with_what_a_manager_fixed(db: None) -> None:
    made = visits(2)
    group = made.set_up("first_come", 1, 1)
    leaver = holder(made.day)
    places.take(pool_id=made.option(0).pool_id, participant=leaver)
    Fixed.objects.create(choice_group=group, participant=leaver, option=made.option(0), by=made.manager)
    newcomer = services.approve(actor=made.manager, replacement=confirmed(leaver, made.manager))
    assert Place.objects.get(pool=made.option(0).pool).participant == newcomer
    assert Fixed.objects.get().participant == newcomer


def test_what_was_decided_for_the_colleague_at_another_time_gives_way_to_what_is_handed_on(db: None) -> None:
    made = visits(2)
    group = made.set_up("first_come", 1, 1)
    leaver, was_here = holder(made.day), ParticipantFactory(cohort=made.cohort)
    places.take(pool_id=made.option(0).pool_id, participant=leaver)
    for who, number in ((leaver, 0), (was_here, 1)):
        Fixed.objects.create(choice_group=group, participant=who, option=made.option(number), by=made.manager)
    row = confirmed(leaver, made.manager, was_here.user)
    newcomer = services.approve(actor=made.manager, replacement=row)
    assert (newcomer, Fixed.objects.get().option) == (was_here, made.option(0))


def test_who_wished_for_a_room_at_another_time_is_asked_for_the_nights_that_pass_on(made: Journey) -> None:
    was_here = ParticipantFactory(cohort=made.cohort)
    wish_of(was_here, "men")
    newcomer = approve(made, confirmed(made.leaver, made.manager, was_here.user))
    wish = Wish.objects.get(participant=newcomer)
    assert wish.sharing == "men"
    assert [night.date for night in wish.nights.all()] == [night.date for night in made.nights]
    assert {person for _cohort, person, _night in lacking([made.cohort])} == {newcomer.pk}


def test_a_letter_about_the_seat_that_waited_does_not_say_that_the_organiser_took_it(made: Journey) -> None:
    seats.give_back_seat(actor=made.leaver.user, run=made.run, participant=made.leaver)
    whole = Stretch(0, made.run.pool.legs)
    seats.take_seat(actor=made.manager, run=made.run, participant=made.leaver, stretch=whole)
    assert Letter.objects.filter(kind="seat_changed", recipient=made.leaver.user).exists()
    approve(made, confirmed(made.leaver, made.manager))
    assert not Letter.objects.filter(kind="seat_changed").exists()
    assert Letter.objects.filter(kind="replaced", recipient=made.leaver.user).exists()


def test_both_are_written_to_with_hours_town_and_what_comes_next(made: Journey) -> None:
    colleague = made.colleague(language="en")
    approve(made, confirmed(made.leaver, made.manager, colleague))
    done = the_letter(kind="replacement_done")
    assert (done.recipient, "09:30" in done.text or "9:30" in done.text) == (colleague, True)
    assert "Brovary" in done.text and "Say what you eat" in done.text
    left = the_letter(kind="replaced")
    assert left.recipient == made.leaver.user
    assert "Олена Координаторка" in left.text and "Тарас Зразковий" in left.text


def test_a_day_that_is_over_or_on_which_somebody_was_present_stays(made: Journey) -> None:
    row = confirmed(made.leaver, made.manager)
    with time_machine.travel(
        dt.datetime.combine(made.days[0].date, dt.time(16, 50), made.cohort.zone), tick=False
    ):
        session = made.days[0].sessions.first()
        Presence.objects.create(
            participant=made.leaver, session=session, was_present=True, recorded_by=made.manager
        )
        newcomer = approve(made, row)
    assert held(newcomer) & {day.pool_id for day in made.days} == {made.days[1].pool_id}
    assert made.days[0].pool_id in held(made.leaver)
    states = dict(made.application.day_requests.values_list("day", "state"))
    assert states == {
        made.days[0].pk: DayRequest.State.CONFIRMED,
        made.days[1].pk: DayRequest.State.WITHDRAWN,
    }
    assert made.application.state == Application.State.SENT


def test_a_bus_that_has_left_keeps_its_seat(made: Journey) -> None:
    row = confirmed(made.leaver, made.manager)
    with time_machine.travel(made.run.starts_at + dt.timedelta(minutes=5), tick=False):
        newcomer = approve(made, row)
    assert made.run.pool_id not in held(newcomer)


def test_a_place_in_a_queue_ends_and_is_not_handed_on(made: Journey) -> None:
    other = Run.objects.get(pk=made.run.pk)
    waits = made.beside
    places.queue(pool_id=other.pool_id, participant=waits)
    newcomer = services.approve(actor=made.manager, replacement=confirmed(waits, made.manager))
    assert not Waiting.objects.filter(pool=other.pool).exists()
    assert other.pool_id not in held(newcomer)


# ---------------------------------------------------------------- hosts
def test_after_the_cut_off_the_list_is_numbered_and_the_host_asked_without_a_name(made: Journey) -> None:
    host_confirmed(made)
    made.site.visit.names_until = timezone.now() - dt.timedelta(hours=1)
    made.site.visit.save()
    PassList.objects.create(visit=made.site.visit, number=1, fixed_at=timezone.now(), people=[], buses=[])
    newcomer = approve(made, confirmed(made.leaver, made.manager))
    last = PassList.objects.filter(visit=made.site.visit).latest("number")
    assert last.number == 2 and newcomer.pk in [person[0] for person in last.people]
    letter = the_letter(kind="host_name_changed")
    assert letter.address == "gate@site.example" and "2" in letter.text
    assert "Зразковий" not in letter.text and "Захворіла" not in letter.text


def test_before_the_cut_off_no_host_is_troubled(made: Journey) -> None:
    host_confirmed(made)
    approve(made, confirmed(made.leaver, made.manager))
    assert not Letter.objects.filter(kind="host_name_changed").exists()


# ---------------------------------------------------------------- what stands against it
def test_only_who_is_named_confirms_and_only_what_is_whole(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    with pytest.raises(DomainError, match="meant for somebody else"):
        services.confirm(actor=UserFactory(), replacement=row, answers=answers_of())  # type: ignore[arg-type]
    colleague = UserFactory(email="taras@demo.example")
    for name in ("given_name", "organisation", "position"):
        with pytest.raises(DomainError) as refused:
            services.confirm(actor=colleague, replacement=row, answers=answers_of(**{name: ""}))  # type: ignore[arg-type]
        assert refused.value.field == name


def test_nothing_is_approved_before_it_is_confirmed_nor_twice(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    with pytest.raises(Conflict):
        approve(made, row)
    services.withdraw(actor=made.manager, replacement=row, reason="Помилка в адресі.")
    row = confirmed(made.leaver, made.manager)
    approve(made, row)
    with pytest.raises(Conflict, match="done"):
        approve(made, row)
    assert Place.objects.filter(pool=made.days[0].pool).count() == 2


def test_a_page_that_was_opened_before_something_changed_is_refused(made: Journey) -> None:
    row = confirmed(made.leaver, made.manager)
    seen = mark(passings_of(Succession(made.leaver, days_of(made.leaver, timezone.now()))))
    seats.give_back_seat(actor=made.manager, run=made.run, participant=made.leaver)
    with pytest.raises(Conflict, match="other than what was shown"):
        services.approve(actor=made.manager, replacement=row, seen=seen)


def test_who_applied_meanwhile_is_decided_on_by_that_application(made: Journey) -> None:
    colleague = UserFactory()
    row = confirmed(made.leaver, made.manager, colleague)
    who = ParticipantFactory(cohort=made.cohort, user=colleague)
    places.queue(pool_id=made.days[0].pool_id, participant=who)
    with pytest.raises(DomainError, match="has applied"):
        approve(made, row)
    assert made.days[0].pool_id in held(made.leaver)


def test_a_manager_does_not_approve_their_own(made: Journey) -> None:
    row = confirmed(made.leaver, made.manager, made.manager)
    with pytest.raises(DomainError, match="Another manager"):
        approve(made, row)


def test_a_draft_of_the_colleagues_is_gone_on_with_for_these_days_alone(made: Journey) -> None:
    colleague = UserFactory()
    who = ParticipantFactory(cohort=made.cohort, user=colleague)
    draft = Application.objects.create(participant=who, motivation="Моє власне.")
    DayRequest.objects.create(application=draft, day=made.days[0])
    newcomer = approve(made, confirmed(made.leaver, made.manager, colleague))
    draft.refresh_from_db()
    assert (newcomer, draft.state, draft.motivation) == (who, Application.State.SENT, "Моє власне.")
    assert set(draft.day_requests.values_list("state", flat=True)) == {DayRequest.State.CONFIRMED}


def test_what_the_colleague_said_is_forgotten_once_it_has_ended(made: Journey) -> None:
    row = confirmed(made.leaver, made.manager)
    assert row.answers
    services.withdraw(actor=made.manager, replacement=row, reason="Вона одужала.")
    row.refresh_from_db()
    assert (row.state, row.answers) == (State.WITHDRAWN, {})
    letter = the_letter(kind="replacement_closed")
    assert "Вона одужала." in letter.text
    services.withdraw(actor=made.manager, replacement=row, reason="Ще раз.")
    assert Letter.objects.filter(kind="replacement_closed").count() == 1


def test_the_colleague_may_say_no_after_having_said_yes(made: Journey) -> None:
    colleague = UserFactory()
    row = confirmed(made.leaver, made.manager, colleague)
    services.refuse(actor=colleague, replacement=row, reason="Не відпускають.")
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.REFUSED, "Не відпускають.")
    with pytest.raises(Conflict):
        approve(made, row)


def test_who_gives_the_place_up_leaves_nothing_to_hand_on_and_the_colleague_is_told(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    withdraw_application(actor=made.leaver.user, application=made.application)
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert len(letters(kind="replacement_closed")) == 1


def test_a_cohort_that_is_called_off_tells_the_colleague(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    cancel_cohort(actor=made.manager, cohort=made.cohort, reason="Тривога.")
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert "Тривога." in the_letter(kind="replacement_closed").text
    assert not Stay.objects.exists()


# ---------------------------------------------------------------- nothing moves at night
def at(day: dt.date, hour: int, minute: int, made: Journey) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), made.cohort.zone)


def test_who_is_silent_is_written_to_in_the_morning_and_never_at_night(made: Journey) -> None:
    monday = dt.date(2027, 3, 8)
    with time_machine.travel(at(monday, 16, 50, made), tick=False) as clock:
        made.days[0].date, made.days[1].date = monday + dt.timedelta(days=9), monday + dt.timedelta(days=10)
        for day in made.days:
            day.save()
        row = nominated(made.leaver, made.manager)
        for hour, minute in ((19, 59), (20, 0), (23, 30)):
            clock.move_to(at(monday, hour, minute, made))
            assert services.remind_silent(timezone.now()) == 0
        tuesday = monday + dt.timedelta(days=1)
        clock.move_to(at(tuesday, 7, 59, made))
        assert services.remind_silent(timezone.now()) == 0
        clock.move_to(at(tuesday, 8, 0, made))
        assert services.remind_silent(timezone.now()) == 1
        assert services.remind_silent(timezone.now()) == 0, "once"
    asked = Letter.objects.filter(kind="replacement_asked").order_by("pk")
    assert [letter.facts["again"] for letter in asked if letter.facts] == [False, True]
    row.refresh_from_db()
    assert (row.state, held(made.leaver) >= {day.pool_id for day in made.days}) == (State.NOMINATED, True)


def test_on_a_day_off_no_letter_goes_out_by_itself(made: Journey) -> None:
    friday = dt.date(2027, 3, 12)
    with time_machine.travel(at(friday, 16, 50, made), tick=False) as clock:
        made.days[0].date, made.days[1].date = friday + dt.timedelta(days=9), friday + dt.timedelta(days=10)
        for day in made.days:
            day.save()
        nominated(made.leaver, made.manager)
        clock.move_to(at(friday + dt.timedelta(days=1), 10, 0, made))
        assert services.remind_silent(timezone.now()) == 0


def test_a_second_press_of_the_same_reminder_writes_nothing(made: Journey) -> None:
    row = nominated(made.leaver, made.manager)
    for _press in range(2):
        services.remind(actor=made.manager, replacement=row, number=0)
    assert Letter.objects.filter(kind="replacement_asked").count() == 2


@pytest.mark.parametrize("language", ["uk", "pl"])
def test_a_weekday_stands_nowhere_where_it_would_need_another_case(made: Journey, language: str) -> None:
    with translation.override(language):
        said = [
            each.words for each in passings_of(Succession(made.leaver, days_of(made.leaver, timezone.now())))
        ]
        weekdays = "|".join(str(name) for name in WEEKDAYS.values())
    assert len(said) > 3
    assert not [words for words in said if re.search(rf"\b(на|ніч|na|noc) ({weekdays})\b", words)]
