"""Drafts: kept as typed, by nobody else, never over newer answers."""

import pytest

from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Cohort, Participant
from foundation.errors import Conflict, DomainError
from people.forms import NAMES
from people.models import User
from people.services import save_profile
from tests.factories.admission import draft_for, request_of, sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.people import CommunityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return UserFactory()


def test_a_draft_is_kept_however_little_is_typed(cohort: Cohort, person: User) -> None:
    draft = services.save_draft(actor=person, cohort=cohort, answers={"organisation": "Рада"})
    draft.refresh_from_db()
    assert (draft.state, draft.organisation, draft.position) == (Application.State.DRAFT, "Рада", "")


def test_answers_that_were_not_given_again_stay(cohort: Cohort, person: User) -> None:
    first = services.save_draft(actor=person, cohort=cohort, answers={"organisation": "Рада"})
    services.save_draft(actor=person, cohort=cohort, answers={"position": "голова"}, version=first.version)
    first.refresh_from_db()
    assert (first.organisation, first.position) == ("Рада", "голова")


def test_names_are_kept_on_the_profile_and_a_known_phone_is_not_overwritten(cohort: Cohort) -> None:
    person = UserFactory(phone="+380 67 111 1111")
    services.save_draft(
        actor=person,
        cohort=cohort,
        answers={"patronymic": "Зразківна", "latin_name": "Zrazok", "phone": "+380 67 222 2222"},
    )
    person.refresh_from_db()
    assert (person.patronymic, person.latin_name, person.phone) == ("Зразківна", "Zrazok", "+380 67 111 1111")
    assert Application.objects.get().phone == "+380 67 222 2222"


def test_a_phone_put_right_in_the_draft_is_put_right_on_the_profile(cohort: Cohort) -> None:
    person = UserFactory(phone="")
    first = services.save_draft(actor=person, cohort=cohort, answers={"phone": "+380 67 111 1112"})
    services.save_draft(
        actor=person, cohort=cohort, answers={"phone": "+380 67 111 1111"}, version=first.version
    )
    person.refresh_from_db()
    assert person.phone == "+380 67 111 1111"


def test_the_profile_learns_where_one_comes_from_and_the_application_keeps_what_it_was_sent_with() -> None:
    person = UserFactory()
    first = sent_for(DayFactory(), user=person, organisation="Рада", position="голова")
    person.refresh_from_db()
    assert (person.organisation, person.position) == ("Рада", "голова")
    assert person.community_id == first.community_id is not None
    second = sent_for(DayFactory(), user=person, organisation="Спілка", position="секретарка")
    save_profile(
        actor=person,
        **{name: getattr(person, name) for name in (*NAMES, "has_one_name", "phone", "language")},
        community=None,
        country="",
        organisation="Лікарня",
        position="лікарка",
    )
    for application, said in ((first, ("Рада", "голова")), (second, ("Спілка", "секретарка"))):
        application.refresh_from_db()
        assert (application.organisation, application.position) == said
        assert application.community_id is not None
    person.refresh_from_db()
    assert (person.organisation, person.community_id) == ("Лікарня", None)


def test_what_the_profile_has_otherwise_is_not_overwritten(cohort: Cohort) -> None:
    own = CommunityFactory()
    person = UserFactory(community=own, organisation="Рада", position="голова")
    draft_for(DayFactory(cohort=cohort), user=person, organisation="Спілка", position="секретарка")
    person.refresh_from_db()
    assert (person.community, person.organisation, person.position) == (own, "Рада", "голова")


def test_an_older_form_does_not_overwrite_newer_answers(cohort: Cohort, person: User) -> None:
    first = services.save_draft(actor=person, cohort=cohort, answers={"position": "одна"})
    services.save_draft(actor=person, cohort=cohort, answers={"position": "друга"}, version=first.version)
    with pytest.raises(Conflict):
        services.save_draft(actor=person, cohort=cohort, answers={"position": "третя"}, version=first.version)
    first.refresh_from_db()
    assert first.position == "друга"


def test_the_same_answers_twice_are_one_change_and_no_conflict(cohort: Cohort, person: User) -> None:
    first = services.save_draft(actor=person, cohort=cohort, answers={"position": "одна"})
    again = services.save_draft(actor=person, cohort=cohort, answers={"position": "одна"})
    assert again.version == first.version
    assert Participant.objects.count() == Application.objects.count() == 1


def test_what_is_sent_is_no_draft_any_more(cohort: Cohort) -> None:
    sent = sent_for(DayFactory(cohort=cohort))
    with pytest.raises(Conflict):
        services.save_draft(
            actor=sent.participant.user, cohort=cohort, answers={"position": "інша"}, version=sent.version
        )


@pytest.mark.parametrize(
    "value", ["з\u202eворот", "нуль\x00", "два\nрядки", "о" * 201], ids=["bidi", "nul", "lines", "long"]
)
def test_what_cannot_be_printed_or_is_too_long_is_refused_with_its_field(
    cohort: Cohort, person: User, value: str
) -> None:
    with pytest.raises(DomainError) as caught:
        services.save_draft(actor=person, cohort=cohort, answers={"position": value})
    assert caught.value.field == "position"
    assert not Application.objects.exists()


def test_letters_are_composed_and_trimmed(cohort: Cohort, person: User) -> None:
    draft = services.save_draft(actor=person, cohort=cohort, answers={"organisation": " Ки\u0438\u0306в "})
    assert draft.organisation == "Кий\u0432"


def test_days_of_another_cohort_are_not_taken(cohort: Cohort, person: User) -> None:
    foreign = DayFactory()
    draft = services.save_draft(actor=person, cohort=cohort, answers={"days": [foreign.pk]})
    assert not draft.day_requests.exists()


def test_a_day_taken_off_a_draft_leaves_no_trace(cohort: Cohort) -> None:
    first, second = DayFactory(cohort=cohort), DayFactory(cohort=cohort)
    draft = draft_for(first, second)
    services.save_draft(
        actor=draft.participant.user, cohort=cohort, answers={"days": [second.pk]}, version=draft.version
    )
    assert list(DayRequest.objects.values_list("day_id", flat=True)) == [second.pk]


def test_a_withdrawn_application_is_begun_again_with_its_answers_and_its_receipt(cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort)
    sent = sent_for(day)
    person = sent.participant.user
    withdrawn = services.withdraw_application(actor=person, application=sent)
    draft = services.save_draft(
        actor=person, cohort=cohort, answers={"days": [day.pk]}, version=withdrawn.version
    )
    assert draft.state == Application.State.DRAFT
    again = services.send_application(actor=person, slug=draft.participant.cohort.slug, version=draft.version)
    assert again.receipt == sent.receipt
    assert request_of(again, day).state == DayRequest.State.ASKED


def test_a_draft_can_be_deleted_and_what_was_sent_cannot(cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort)
    draft, sent = draft_for(day), sent_for(day)
    services.discard_draft(actor=draft.participant.user, application=draft)
    with pytest.raises(DomainError):
        services.discard_draft(actor=sent.participant.user, application=sent)
    assert list(Application.objects.all()) == [sent]


def test_nobody_deletes_somebody_elses_draft(cohort: Cohort) -> None:
    draft = draft_for(DayFactory(cohort=cohort))
    with pytest.raises(DomainError):
        services.discard_draft(actor=UserFactory(), application=draft)
    assert Application.objects.exists()
