"""What is held of a person is complete, what is erased is gone: words put into every row, and looked for everywhere.

A person with a row in every room is made, and words that stand nowhere else are put into each text that is theirs. The
archive must have all of them; after erasing, no table and no file may have one, save what `STAYS` names.
"""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.utils import timezone

from cohorts.admission.models import Application, Call, DayRequest, DecisionBatch, Note, PendingDecision
from cohorts.choices.models import Allocation, Fixed, Proposal, Wish
from cohorts.logistics.models import Acknowledgement, Briefing, CaptainLink, Passenger, Run, Tap, Travel
from cohorts.models import Move, Participant, Reservation, Waiting
from cohorts.replacing.models import Replacement
from documents.models import Dispatch
from foundation.work import WorkState
from messaging.models import Letter
from office.models import ColumnChoice, ExportFile, SavedFilter
from people.consents import services as consents
from people.models import User
from people.personal_data import services
from tests.architecture.world import Place as Side
from tests.architecture.world import make_place
from tests.factories.lodging import wish_of
from tests.factories.needs import NeedFactory
from tests.factories.residencies import MembershipFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Rows that are of one person, by how one gets to the account from them.
PARTICIPANT, APPLICATION = "participant__user", "application__participant__user"
OWN = {
    "admission.Application": PARTICIPANT,
    "admission.Call": APPLICATION,
    "admission.DayRequest": APPLICATION,
    "admission.Note": APPLICATION,
    "admission.PendingDecision": f"day_request__{APPLICATION}",
    "attendance.Presence": PARTICIPANT,
    "certificates.Certificate": PARTICIPANT,
    "choices.ChoiceGroup_named": PARTICIPANT,
    "choices.Fixed": PARTICIPANT,
    "choices.Proposal": PARTICIPANT,
    "choices.Wish": PARTICIPANT,
    "cohorts.DigestRecord": "user",
    "cohorts.Move": PARTICIPANT,
    "cohorts.Offer": PARTICIPANT,
    "cohorts.Participant": "user",
    "cohorts.Place": PARTICIPANT,
    "cohorts.Reservation": PARTICIPANT,
    "cohorts.Waiting": PARTICIPANT,
    "documents.Dispatch": f"document__{PARTICIPANT}",
    "documents.Document": PARTICIPANT,
    "documents.SignedCopy": f"document__{PARTICIPANT}",
    "lodging.Named": "person__user",
    "lodging.Stay": PARTICIPANT,
    "lodging.Wish": PARTICIPANT,
    "logistics.Acknowledgement": PARTICIPANT,
    "logistics.CaptainLink": PARTICIPANT,
    "logistics.Passenger": PARTICIPANT,
    "logistics.Tap": PARTICIPANT,
    "logistics.Travel": PARTICIPANT,
    "messaging.Letter": "recipient",
    "needs.Need": PARTICIPANT,
    "office.ColumnChoice": "user",
    "office.ExportFile": "user",
    "office.SavedFilter": "user",
    "people.Consent": "user",
    "replacing.Replacement": "newcomer__user",
    "residencies.Membership": "user",
}
# What the same models, and others, say of whoever did something: the account is empty, and its number stays.
DONE_BY = {
    "admission.Call.called_by",
    "admission.DayRequest.decided_by",
    "admission.DecisionBatch.ended_by",
    "admission.LateDoor.closed_by",
    "admission.LateDoor.opened_by",
    "admission.Note.written_by",
    "admission.PendingDecision.decided_by",
    "attendance.Presence.recorded_by",
    "attendance.SignedSheet.added_by",
    "attendance.SignedSheet.kept_by",
    "certificates.Batch.started_by",
    "certificates.Certificate.ended_by",
    "certificates.Certificate.issued_by",
    "choices.Allocation.started_by",
    "choices.Allocation.told_by",
    "choices.Fixed.by",
    "cohorts.Move.actor",
    "courses.Material.owner",
    "courses.MaterialVersion.added_by",
    "documents.Dispatch.noted_by",
    "documents.Document.sent_by",
    "documents.Document.void_by",
    "documents.SignedCopy.added_by",
    "learning.Publication.published_by",
    "lists.Edition.fixed_by",
    "lists.ListLink.made_by",
    "logistics.CaptainLink.made_by",
    "logistics.Count.actor",
    "logistics.HostLink.made_by",
    "logistics.Tap.actor",
    "packs.Pack.made_by",
    "replacing.Replacement.ended_by",
    "replacing.Replacement.entered_by",
    "timetable.Release.released_by",
}
# Links of rows that are somebody's own too, or that the parts take away whole.
LINKS = {
    "courses.Trainer.user",
    "people.User_groups.user",
    "people.User_user_permissions.user",
    "replacing.Replacement.leaver",
    "replacing.Replacement.user",
}
# Texts that tell nothing of the person, or that nobody may read: keys, numbers, names of files and of machines.
NOT_WORDS = {
    "code",
    "content_type",
    "device_hash",
    "export",
    "file",
    "html",
    "key",
    "key_id",
    "kind",
    "last_error",
    "number",
    "password",
    "receipt",
    "sha256",
    "task",
    "token_hash",
}
# What stays when the person is erased, and why.
STAYS = {
    "certificates.Certificate.facts": "the register: the sheet as it was issued",
    "certificates.Certificate.problem": "the register: why a sheet could not be drawn",
    "certificates.Certificate.surname_key": "the register: a certificate is asked for by it",
    "lists.Edition.lines": "until a week after the list is over, then it is emptied",
    "replacing.Replacement.by_institution": "an institution is no person",
}


@dataclass
class Person:
    """Somebody with a row in every room, and the words that were put into these, each by where it was put."""

    side: Side
    user: User
    words: dict[str, str] = field(default_factory=dict)
    # By which papers and lists that are frozen know the person: the name changed since.
    former: str = ""


def related() -> Iterator[tuple[str, str, type[models.Model]]]:
    """Every relation of ours to an account, a participation, an application: model, field, to what."""
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith(("wagtail", "allauth", "django", "taggit")):
            for each in model._meta.local_concrete_fields:
                if each.related_model in {User, Participant, Application}:
                    yield model._meta.label, each.name, each.related_model


def test_every_relation_to_a_person_is_declared() -> None:
    unknown = {
        f"{model}.{name}"
        for model, name, _of in related()
        if model not in OWN or name not in OWN[model].split("__")[0:1]
    }
    assert listed(unknown - DONE_BY - LINKS) == ""


def listed(names: Iterable[str]) -> str:
    """All of them, a line each: what is wrong is read whole."""
    return "\n".join(sorted(names))


def texts_of(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """The fields of a model into which somebody writes words."""
    for each in model._meta.concrete_fields:
        is_text = isinstance(each, models.CharField | models.TextField)
        is_derived = each.__class__.__name__ in {"FoldedField", "DerivedText"}
        if is_text and not (each.choices or each.unique or is_derived or each.name in NOT_WORDS):
            yield each


# ---------------------------------------------------------------- a person with a row in every room
@pytest.fixture
def person() -> Person:
    side = make_place()
    user = side.participant
    User.objects.filter(pk=user.pk).update(language="uk")
    user.refresh_from_db()
    former = user.family_name
    user.given_name, user.family_name, user.patronymic = "Несхожана", "Однаковенко", "Знайденівна"
    user.latin_name, user.phone, user.position = (
        "Odnakovenko Neskhozhana",
        "+380671112233",
        "нечувана посадовиця",
    )
    user.organisation = "Небувалівська рада"
    user.save()
    made = Person(side, user, former=former)
    fill(made)
    make_sure_there_is_a_row_of_each(user)
    mark(made)
    return made


def fill(made: Person) -> None:
    """Rows of the kinds that the world has none of for its participant."""
    side, user = made.side, made.user
    manager, cohort = side.ended.manager, side.ended.cohort
    who = Participant.objects.get(user=user, cohort=cohort)
    other = side.ended.add_person()
    application = Application.objects.get(participant=who)
    request = DayRequest.objects.filter(application=application).get()
    Note.objects.create(application=application, text="нотатка", written_by=manager)
    Call.objects.create(
        application=application, outcome=Call.Outcome.NO_ANSWER, note="дзвінок", called_by=manager
    )
    batch = DecisionBatch.objects.create(cohort=cohort)
    PendingDecision.objects.create(
        batch=batch,
        day_request=request,
        decision="decline",
        reason="причина",
        seen_state=request.state,
        decided_by=manager,
    )
    choice = side.objects["choice"]
    option = choice.options.first()
    choice.named.add(who)
    Wish.objects.create(participant=who, option=option, rank=1)
    Fixed.objects.create(choice_group=choice, participant=who, option=option, by=manager)
    allocation = Allocation.objects.create(
        choice_group=choice, started_by=manager, state=WorkState.DONE, finished_at=timezone.now()
    )
    Proposal.objects.create(allocation=allocation, participant=who, option=option, rank=1, wishes=1)
    Reservation.objects.create(pool=option.pool, participant=who)
    Waiting.objects.create(pool=option.pool, participant=who, position=1)
    Move.objects.create(pool=option.pool, participant=who, what="queued", reason="причина", actor=manager)
    NeedFactory(participant=who)
    wish_of(who, note="побажання")
    wish_of(other, wanted=[who])
    run: Run = side.objects["run"]
    rider = Participant.objects.get(cohort=run.cohort, user=user)
    Travel.objects.create(participant=rider, date=run.date, direction=run.direction, how=Travel.How.OWN)
    Passenger.objects.create(participant=rider, wheelchair=True)
    CaptainLink.objects.create(
        run=run, participant=rider, name="Капітан", token_hash="0" * 64, made_by=manager
    )
    Tap.objects.create(
        run=run, uid=user.public_id, at=timezone.now(), participant=rider, what="no_show", reason="причина"
    )
    consents.give(
        actor=user, kind="phone_to_captain", about=f"cohort:{run.cohort_id}", version=1, text="Згода."
    )
    visit = side.objects["visit"]
    briefing = Briefing.objects.create(venue=side.objects["venue"], digest="0" * 64, words={"uk": "Каски."})
    Acknowledgement.objects.create(participant=rider, briefing=briefing, visit=visit, language="uk")
    Dispatch.objects.create(
        document=side.objects["document"], date=timezone.localdate(), to_whom="отримувач", noted_by=manager
    )
    Replacement.objects.filter(pk=side.objects["replacement"].pk).update(
        state=Replacement.State.DONE,
        newcomer=rider,
        user=user,
        confirmed_at=timezone.now(),
        ended_at=timezone.now(),
    )
    Letter.objects.create(
        key=f"personal:{user.pk}",
        kind="sample",
        recipient=user,
        address=user.email,
        language="uk",
        state=WorkState.DONE,
        finished_at=timezone.now(),
        subject="тема",
        text="лист",
        html="лист",
    )
    programme = cohort.residency.programme
    MembershipFactory(user=user, programme=programme, role="viewer")
    apps.get_model("cohorts", "DigestRecord").objects.create(user=user, programme=programme, number=1)
    SavedFilter.objects.create(user=user, address="/admin/", name="фільтр", query="q=1")
    ColumnChoice.objects.create(user=user, export="applications", columns=["name"])
    export = ExportFile.objects.create(
        user=user, export="applications", subject=cohort.pk, columns=["name"], language="uk", format="xlsx"
    )
    export.file.save("list.xlsx", io.BytesIO(b"list"))


def own_rows(model: str, user: User) -> models.QuerySet[Any]:
    return apps.get_model(model)._base_manager.filter(**{OWN[model]: user})


def make_sure_there_is_a_row_of_each(user: User) -> None:
    missing = [model for model in OWN if not own_rows(model, user).exists()]
    assert missing == [], "nothing is looked for where there is no row"


def mark(made: Person) -> None:
    """A word of its own in each text; as long as fits, and such as the field may hold."""
    number = 0
    for model in OWN:
        rows = own_rows(model, made.user)
        for each in texts_of(apps.get_model(model)):
            number += 1
            is_address = isinstance(each, models.EmailField)
            start, first = ("word", "a") if is_address else ("слово", "а")
            word = start + "".join(chr(ord(first) + int(digit)) for digit in f"{number:03}")
            value = f"{word}@demo.example" if is_address else word
            if each.__class__.__name__ == "PhoneField":
                word = value = f"+38067999{number:04}"
            if not each.max_length or len(value) <= each.max_length:
                rows.update(**{each.name: value})
                made.words[f"{model}.{each.name}"] = word


# ---------------------------------------------------------------- what must be so
# What of a row the person does not find in the archive, and why.
NOT_TOLD = {
    "certificates.Certificate.surname_key": "the surname once more, as the check compares it",
    "documents.Dispatch.to_whom": "somebody else: who took the paper",
    "documents.Document.addressee_name": "somebody else: the head of the institution",
    "documents.Document.addressee_position": "somebody else: the head of the institution",
    "documents.Document.coordinator_email": "somebody else: who coordinates at the institution",
    "documents.SignedCopy.signer": "somebody else: who signed for the institution",
    "messaging.Letter.calendar": "what the text says, for programs",
    "messaging.Letter.calendar_method": "a word of the calendar's format",
    "office.ExportFile.query": "the filter of a list as an address",
    "people.Consent.text_hash": "the text that is told, as a number",
    "replacing.Replacement.by_name": "somebody else: who named the colleague",
    "replacing.Replacement.by_position": "somebody else: who named the colleague",
    "replacing.Replacement.letter_name": "a letter that names others; that there is one is told",
    "replacing.Replacement.letter_type": "a letter that names others; that there is one is told",
}


def everything_written() -> Iterator[tuple[str, str]]:
    """Every text of every table, in small letters, with where it stands."""
    for model in apps.get_models(include_auto_created=True):
        names = [
            each.name
            for each in model._meta.local_concrete_fields
            if isinstance(each, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._base_manager.values_list(*names) if names else ():
            for name, value in zip(names, row, strict=True):
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                yield f"{model._meta.label}.{name}", text.lower()


def archive_of(user: User) -> str:
    file = io.BytesIO()
    services.take_out(actor=user, user=user, file=file)
    archive = zipfile.ZipFile(file)
    assert archive.testzip() is None
    return archive.read("data.json").decode()


def test_the_archive_has_every_word_that_is_held_of_a_person(person: Person) -> None:
    told = archive_of(person.user)
    missing = {where for where, word in person.words.items() if word not in told}
    assert listed(missing - NOT_TOLD.keys()) == ""
    assert listed(NOT_TOLD.keys() - missing) == ""  # it is told after all


def test_the_archive_names_nobody_else(person: Person) -> None:
    told = archive_of(person.user)
    others = User.objects.exclude(pk=person.user.pk)
    assert [each.email for each in others if each.email in told] == []


def test_after_erasing_nothing_of_the_person_is_left_but_what_is_said_to_stay(
    person: Person, django_capture_on_commit_callbacks: Any
) -> None:
    user = person.user
    words = {
        *person.words.values(),
        *(word.lower() for word in ("Несхожана", "Однаковенко", "Знайденівна", "Neskhozhana", "нечувана")),
        user.email.lower(),
        "380671112233",
        "небувалівська",
    }
    files = [
        row.file for model in ("documents.SignedCopy", "office.ExportFile") for row in own_rows(model, user)
    ]
    files += [row.letter for row in own_rows("replacing.Replacement", user)]
    with (
        time_machine.travel(timezone.now() + dt.timedelta(days=60)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        services.erase(actor=user, user=user)
    # A name may be the beginning of another one.
    wanted = re.compile("|".join(map(re.escape, words)) + rf"|{person.former.lower()}(?!\w)")
    found = {where for where, text in everything_written() if wanted.search(text)}
    assert listed(found - STAYS.keys()) == ""
    assert listed(STAYS.keys() - found) == ""  # it is gone after all
    assert [file.name for file in files if file.name and file.storage.exists(file.name)] == []
