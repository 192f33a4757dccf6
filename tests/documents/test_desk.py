"""The desk: drafts, sending to one and to all, orders, the end of a paper."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts import places, wing
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import withdraw_day
from cohorts.models import Participant
from cohorts.needs.models import Meal
from cohorts.provisions import Payer, What
from cohorts.services import cancel_cohort
from documents.gathering import CohortWords
from documents.models import Addressee, Document
from documents.services import invitations, voiding
from documents.services.settings import Paid, save
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from tests.factories.cohorts import PlaceFactory
from tests.factories.documents import draw
from tests.factories.lodging import bed, nights_from
from tests.factories.logistics import RunFactory
from tests.factories.needs import MealFactory
from tests.factories.people import OrganisationFactory
from tests.factories.residencies import VenueFactory

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=False)]
State = Document.State


def desk_url(house):
    return reverse("documents_desk", args=[house.cohort.pk])


def person_url(house, person):
    return reverse("documents_person", args=[house.cohort.pk, person.public_id])


def draft_values(**changes):
    return {
        "addressee_position": "Голові Зразкової ради",
        "addressee_name": "Іванні ПЕТРЕНКО",
        "language": "uk",
        "number": "01-12/7",
        "dated": "2027-03-01",
        "coordinator_email": "",
        "seen": "0",
        **changes,
    }


def test_the_desk_lists_everybody_accepted_with_a_constant_number_of_queries(
    house, manager_client, django_assert_num_queries
):
    manager_client.get(desk_url(house))
    with django_assert_num_queries(13):
        answer = manager_client.get(desk_url(house))
    for _number in range(5):
        house.send(house.add_person())
    with django_assert_num_queries(13):
        manager_client.get(desk_url(house))
    assert house.people[0].user.family_name in answer.content.decode()


def test_a_draft_is_kept_with_its_addressee_who_is_remembered_for_the_institution(house, manager_client):
    first, second = house.people
    answer = manager_client.post(person_url(house, first), draft_values())
    assert answer.status_code == 302
    document = Document.objects.get(participant=first)
    assert document.state == State.DRAFT and document.number == "01-12/7"
    assert Addressee.objects.get().institution == "зразкова рада"
    page = manager_client.get(person_url(house, second)).content.decode()
    assert "Іванні ПЕТРЕНКО" in page


def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(house, manager_client):
    person = house.people[0]
    manager_client.post(person_url(house, person), draft_values())
    answer = manager_client.post(person_url(house, person), draft_values(number="99"))
    assert answer.status_code == 409
    assert Document.objects.get().number == "01-12/7"
    assert 'value="99"' in answer.content.decode()


def test_what_cannot_be_typed_is_said_at_its_field(house, manager_client):
    answer = manager_client.post(
        person_url(house, house.people[0]), draft_values(dated="0001-01-01", coordinator_email="nobody")
    )
    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_sending_freezes_what_is_printed_and_writes_when_it_is_drawn(house, manager_client):
    person = house.people[0]
    url = reverse("documents_step", args=[house.cohort.pk, person.public_id, "send"])
    assert manager_client.get(url).status_code == 200
    assert manager_client.post(url, {"seen": "0"}).status_code == 302
    document = Document.objects.get()
    assert document.state == State.SENT and not Letter.objects.filter(kind="invitation_ready").exists()
    draw(document)
    assert Letter.objects.get(kind="invitation_ready").recipient == person.user
    person.user.family_name = "Інша"
    person.user.save()
    document.refresh_from_db()
    assert "ІНША" not in document.facts["person"]


def test_a_second_invitation_is_refused_while_the_first_is_in_force(house):
    person = house.people[0]
    house.send(person)
    with pytest.raises(Conflict):
        invitations.send(actor=house.manager, participant=person)


def test_all_without_an_invitation_get_one_and_the_others_keep_theirs(house, manager_client):
    first = house.send(house.people[0])
    url = reverse("documents_send_all", args=[house.cohort.pk])
    page = manager_client.get(url)
    seen = page.context["carried"]["seen"]
    assert manager_client.post(url, {"seen": seen}).status_code == 302
    assert Document.objects.count() == 2
    first.refresh_from_db()
    assert first.state == State.SENT
    assert manager_client.get(url).status_code == 302  # nobody is left


def test_whoever_sends_to_all_holds_all_people_at_once_in_the_order_of_everybody(house, monkeypatch):
    held, lock = [], places.lock_participants

    def noted(ids):
        held.append(sorted(ids))
        return lock(held[-1])

    monkeypatch.setattr(places, "lock_participants", noted)
    invitations.send_to_all(actor=house.manager, cohort=house.cohort)
    assert held == [sorted(person.pk for person in house.people)]
    again = house.add_person()
    invitations.send(actor=house.manager, participant=again)
    assert held[-1] == [again.pk]


def test_letters_about_papers_are_found_by_their_cohort(house):
    person = house.people[0]
    invitations.save_draft(
        actor=house.manager,
        participant=person,
        values={**draft_values(coordinator_email="rada@demo.example"), "dated": None},
    )
    document = house.send(person)
    voiding.void(actor=house.manager, document=document, reason="Дати змінено.")
    kinds = dict(Letter.objects.values_list("kind", "cohort_id"))
    assert set(kinds.values()) == {house.cohort.pk} and len(kinds) == 3


def test_somebody_who_came_meanwhile_is_not_sent_to_unseen(house, manager_client):
    url = reverse("documents_send_all", args=[house.cohort.pk])
    seen = manager_client.get(url).context["carried"]["seen"]
    house.add_person()
    assert manager_client.post(url, {"seen": seen}).status_code == 409
    assert not Document.objects.exists()


def test_whose_invitation_cannot_be_printed_is_named_and_left_out(house, manager_client):
    nameless = house.add_person(given_name="", family_name="")
    url = reverse("documents_send_all", args=[house.cohort.pk])
    page = manager_client.get(url)
    assert any("ім" in str(each).lower() for each in page.context["warnings"])
    manager_client.post(url, {"seen": page.context["carried"]["seen"]})
    assert Document.objects.count() == 2 and not Document.objects.filter(participant=nameless).exists()


def test_an_order_is_noted_and_a_void_paper_takes_none(house, manager_client):
    document = house.send(house.people[0])
    url = reverse("documents_order", args=[document.public_id])
    answer = manager_client.post(url, {"number": "15-к", "date": "2027-03-02", "seen": document.version})
    assert answer.status_code == 302
    document.refresh_from_db()
    assert (document.state, document.order_number) == (State.ORDERED, "15-к")
    voiding.void(actor=house.manager, document=document, reason="Заміна.")
    answer = manager_client.post(url, {"number": "16-к", "seen": document.version + 1})
    assert answer.status_code == 409


def test_a_void_paper_says_why_and_the_next_takes_its_place(house, manager_client):
    person = house.people[0]
    document = house.send(person)
    url = reverse("documents_void", args=[document.public_id])
    assert manager_client.post(url, {"reason": " ", "seen": document.version}).status_code == 422
    assert manager_client.post(url, {"reason": "Дати змінено.", "seen": document.version}).status_code == 302
    assert Letter.objects.filter(kind="document_void", recipient=person.user).exists()
    new = house.send(person)
    assert new.replaces == document


def test_who_gives_a_day_back_has_no_valid_invitation_any_more(house):
    person = house.people[0]
    document = house.send(person)
    wing.left(house.days[1].pool_id, person, person.user)
    document.refresh_from_db()
    assert document.state == State.VOID and document.void_reason


def test_who_gives_up_waiting_for_one_day_keeps_the_invitation_to_the_other(house):
    person = house.add_person(days=1)
    application, (first, second) = person.application, house.days
    application.state, application.receipt = Application.State.SENT, "2026-T000001"
    application.sent_at = timezone.now()
    application.save()
    DayRequest.objects.create(application=application, day=first, state=DayRequest.State.CONFIRMED)
    waits = DayRequest.objects.create(application=application, day=second, state=DayRequest.State.WAITING)
    places.queue(pool_id=second.pool_id, participant=person)
    document = house.send(person)
    withdraw_day(actor=person.user, day_request=waits)
    document.refresh_from_db()
    assert document.state == State.SENT
    assert not Letter.objects.filter(kind="document_void").exists()


def test_a_draft_goes_with_the_last_day_and_not_before(house):
    person = house.people[0]
    draft = invitations.blank(CohortWords(house.cohort), person)
    draft.save()
    for day, state in zip(house.days, (State.DRAFT, State.VOID), strict=True):
        places.give_back(pool_id=day.pool_id, participant=person)
        wing.left(day.pool_id, person, person.user)
        draft.refresh_from_db()
        assert draft.state == state


def test_a_paper_of_another_cohort_of_somebody_else_is_not_found(house, manager_client):
    from tests.factories.documents import invited

    other = invited(people=1)
    foreign = other.send(other.people[0])
    person = other.people[0]
    for url in (
        desk_url(other),
        reverse("documents_person", args=[house.cohort.pk, person.public_id]),
        reverse("documents_file", args=[foreign.public_id]),
        reverse("documents_void", args=[foreign.public_id]),
    ):
        assert manager_client.get(url).status_code == 404


def test_who_pays_is_saved_and_printed_for_the_dates_of_the_person(house):
    date = house.days[0].date
    paid = {(date, What.LUNCH): Paid(Payer.ORGANISER), (date, What.TRAVEL_THERE): Paid(Payer.SENDER)}
    save(actor=house.manager, cohort=house.cohort, values={"language": "uk"}, paid=paid)
    document = house.send(house.people[0])
    said = [(term["what"], term["payer"]) for term in document.facts["terms"]]
    assert said == [("travel_there", "sender"), ("lunch", "organiser")]


def test_a_foreign_partner_pays_for_nothing(house):
    from tests.factories.people import OrganisationFactory

    paid = {(house.days[0].date, What.LUNCH): Paid(Payer.PARTNER, OrganisationFactory().pk)}
    with pytest.raises(DomainError):
        save(actor=house.manager, cohort=house.cohort, values={"language": "uk"}, paid=paid)


def test_the_settings_form_says_who_pays_and_refuses_a_stale_one(house, manager_client):
    url = reverse("documents_settings", args=[house.cohort.pk])
    page = manager_client.get(url)
    assert page.status_code == 200
    name = f"term-{house.days[0].date}-lunch"
    sent = {"language": "uk", "seen": "0", name: "organiser"}
    assert manager_client.post(url, sent).status_code == 302
    assert house.cohort.terms.get().what == What.LUNCH
    assert manager_client.post(url, sent).status_code == 409
    assert manager_client.post(url, {**sent, name: "nonsense"}).status_code == 422


def test_the_draft_can_be_looked_at_as_pdf_before_it_is_sent(house, manager_client):
    url = reverse("documents_draft", args=[house.cohort.pk, house.people[0].public_id])
    answer = manager_client.get(url)
    assert answer.content.startswith(b"%PDF-") and "no-store" in answer["Cache-Control"]


def test_the_address_is_printed_only_where_it_is_public(house):
    document = house.send(house.people[0])
    assert "Таємна" not in document.facts["place"]
    house.cohort.details_are_public = True
    house.cohort.save()
    person = Participant.objects.get(pk=house.people[1].pk)
    assert "Таємна" in house.send(person).facts["place"]


def test_cancelling_what_is_left_voids_no_invitation_to_a_day_that_has_been(house):
    was_there, comes_back = house.add_person(days=1), house.people[0]
    papers = [house.send(person) for person in (was_there, comes_back)]
    evening = dt.datetime.combine(house.days[0].date, dt.time(21), house.cohort.zone)
    with time_machine.travel(evening, tick=False):
        cancel_cohort(actor=house.manager, cohort=house.cohort, reason="Безпека.")
    assert [Document.objects.get(pk=paper.pk).state for paper in papers] == [State.SENT, State.VOID]


def test_a_cancelled_cohort_voids_its_invitations(house):
    document = house.send(house.people[0])
    cancel_cohort(actor=house.manager, cohort=house.cohort, reason="Безпека.")
    document.refresh_from_db()
    assert document.state == State.VOID
    assert not Letter.objects.filter(kind="document_void").exists()


def test_a_cancellation_holds_applications_before_papers_as_whoever_gives_a_day_up_does(house):
    house.send(house.people[0])
    with CaptureQueriesContext(connection) as captured:
        cancel_cohort(actor=house.manager, cohort=house.cohort, reason="Безпека.")
    written = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]
    tables = [
        next((name for name in ("application", "document") if f'_{name}"' in sql), "") for sql in written
    ]
    assert tables.index("application") < tables.index("document")


def test_the_list_is_taken_out_as_a_file(house, manager_client):
    house.send(house.people[0])
    url = reverse("office_export", args=["invitations", house.cohort.pk])
    assert manager_client.get(url).status_code == 200


def test_what_is_taken_out_is_what_the_desk_shows(house, manager_client):
    sent = house.send(house.people[0])
    desk = reverse("documents_desk", args=[house.cohort.pk])
    assert f"/{house.cohort.pk}/?show=none" in manager_client.get(f"{desk}?show=none").text
    url = reverse("office_export", args=["invitations", house.cohort.pk])
    form = {"format": "csv", "columns": ["name"], "query": "show=none"}
    text = b"".join(manager_client.post(url, form).streaming_content).decode()
    names = [person.user.official_name for person in house.people]
    assert sent.participant == house.people[0]
    assert names[0] not in text and names[1] in text


def test_who_has_a_seat_in_a_bus_to_the_days_reads_that_the_organiser_pays_for_the_way(house):
    day = house.days[0]
    paid = {(day.date, What.TRAVEL_THERE): Paid(Payer.SENDER)}
    save(actor=house.manager, cohort=house.cohort, values={"language": "uk"}, paid=paid)
    rides, walks = house.people
    run = RunFactory(day=day)
    PlaceFactory(pool=run.pool, participant=rides, to_call=2)
    said = [
        [(term["what"], term["payer"]) for term in house.send(person).facts["terms"]]
        for person in (rides, walks)
    ]
    assert said == [[("travel_there", "organiser")], [("travel_there", "sender")]]


def test_meals_and_nights_that_are_set_in_their_rooms_are_printed_for_each_as_they_are_there(house):
    sleeps, goes_home = house.people
    first, second = house.days
    [night] = nights_from(house.cohort, first.date)
    bed(sleeps, night)
    MealFactory(day=first)
    MealFactory(day=second, given_by="other", giver="Хлібна хата")
    MealFactory(day=second, kind="dinner", given_by="nobody")
    MealFactory(day=second, kind="coffee")
    save(
        actor=house.manager,
        cohort=house.cohort,
        values={},
        paid={(first.date, What.BREAKFAST): Paid(Payer.SENDER), (first.date, What.LUNCH): Paid(Payer.SENDER)},
    )
    said = [
        [
            (term["date"], term["what"], term["payer"], term["name"])
            for term in house.send(person).facts["terms"]
        ]
        for person in (sleeps, goes_home)
    ]
    one, two = str(first.date), str(second.date)
    lodging = (one, "lodging", "organiser", "")
    meals = [
        (one, "breakfast", "sender", ""),
        (one, "lunch", "organiser", ""),
        (two, "lunch", "partner", "Хлібна хата"),
        (two, "dinner", "sender", ""),
    ]
    assert said == [[*meals[:2], lodging, *meals[2:]], meals]


def test_who_gives_a_meal_is_named_in_the_papers_language_if_they_are_on_file(house):
    house.cohort.venue.name_uk, house.cohort.venue.name_en = "Хлібна хата", "Bread House"
    house.cohort.venue.save()
    first, second = house.days
    MealFactory(day=first, given_by="other", giver="хлібна хата")
    MealFactory(day=second, given_by="other", giver="Тітка Зразка")
    save(actor=house.manager, cohort=house.cohort, values={"language": "en"}, paid={})
    facts = house.send(house.people[0]).facts
    assert [term["name"] for term in facts["terms"]] == ["Bread House", "Тітка Зразка"]


def test_who_pays_is_the_same_under_each_of_their_names_and_another_is_another(house, manager_client):
    """What was printed as it was typed says nothing else once its host is on file in three languages."""
    meal = MealFactory(day=house.days[0], given_by="other", giver="ХЛІБНА хата")
    save(actor=house.manager, cohort=house.cohort, values={"language": "en"}, paid={})
    person = house.people[0]
    assert house.send(person).facts["terms"][0]["name"] == "ХЛІБНА хата"
    host = OrganisationFactory(name_uk="Хлібна хата", name_en="Bread House")
    VenueFactory(programme=house.cohort.residency.programme, host=host)
    for giver, says_otherwise in {"Bread House": False, "хлібна хата": False, "Тітка": True}.items():
        Meal.objects.filter(pk=meal.pk).update(giver=giver)
        assert manager_client.get(person_url(house, person)).context["says_otherwise"] == says_otherwise
