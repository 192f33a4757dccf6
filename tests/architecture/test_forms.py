"""Every form of the site has a layout, and the layout has every field of the form."""

import re
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils import timezone, translation
from wagtail.admin.forms import WagtailAdminModelForm

from certificates.forms import FileForm, NumberForm
from cohorts.admission.forms import CommunityForm, DaysForm, YouForm
from cohorts.admission.may_apply import Doors
from cohorts.admission.views.question_forms import day_choices
from cohorts.attendance.forms import SheetForm
from cohorts.attendance.queries import SheetLine
from cohorts.choices.forms import WishesForm
from cohorts.choices.queries.own import GroupView, own_groups
from cohorts.learning.forms import MaterialForm, VersionForm
from cohorts.lodging.forms import WishForm
from cohorts.logistics import forms as hosts
from cohorts.logistics.travel_forms import PassengerForm, TravelForm
from cohorts.needs.forms import NeedsForm
from cohorts.needs.queries.people import Own, own_needs
from cohorts.replacing.forms import RefuseForm
from office.picture_uploads import PictureForm  # noqa: F401 — Wagtail loads it with its first picture only
from people import sign_in_forms as signing_in
from people.forms import ProfileForm
from tests.architecture.test_house import ROOMS, ROOT, imports, modules, place
from tests.factories.choices import visits
from tests.factories.cohorts import CohortFactory, DayFactory, PlaceFactory
from tests.factories.people import UserFactory

# Forms of the back office stand in its own templates and panels; of the others forms are made.
ELSEWHERE = {
    *("CancelForm", "PictureForm", "ReleaseForm", "ReplaceForm", "RevokeForm", "RuleForm", "PersonForm"),
    *("SeatForm", "ExplainForm", "CaptainForm", "SwapForm", "StripForm", "RankForm", "GiveForm", "CallForm"),
    "DriverForm",
    "LateDoorForm",
    *("OrderForm", "PersonNightsForm", "PutForm", "DoorForm"),
    *("NominateForm", "TakeBackForm", "ClosingForm"),
}
# A place is taken by a button beside each session.
ELSEWHERE |= {"AddPersonForm", "CallForm", "GiveForm", "NoteForm", "RankForm", "SettingsForm", "TakeForm"}
ELSEWHERE |= {"AddMealsForm", "ClosingForm", "CopyForm", "DispatchForm", "DraftForm"}
ELSEWHERE |= {"OrderForm", "PackForm"}
ELSEWHERE |= {"CaterersForm", "PagesForm", "SignedSheetForm", "SummaryForm", "VoidForm"}
BASES = {"NamesForm", "StepForm"}
PAGE = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")


@pytest.fixture
def world(db: None) -> Iterator[dict[str, Any]]:
    """What forms are made of, and what their pages show beside them."""
    cohort = CohortFactory()
    for _number in range(2):
        DayFactory(cohort=cohort)
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    with translation.override("en"), request_context(request):
        person = UserFactory()
        days = day_choices(cohort, None, Doors(person, timezone.now()))
        yield {"user": person, "days": days, "choice": choice(), "own needs": questions()}


def choice() -> GroupView:
    """Two visits that somebody may put in order."""
    made = visits(2)
    made.set_up("ranked", 5, 5)
    return own_groups(made.person().user_id, made.cohort, timezone.now())[0]


def questions() -> Own:
    """What is asked of somebody who has a place."""
    place = PlaceFactory(pool=DayFactory().pool)
    return own_needs(place.participant.user)[0]


def forms_of_the_site(world: dict[str, Any]) -> list[Any]:
    """One of each, sent with nothing in it."""
    user, days = world["user"], [choice.day for choice in world["days"]]
    passkey = Authenticator(type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}})
    mark = {"position": "", "organisation": "", "holds_place": True, "mark": None}
    lines = [SheetLine(participant_id=number, name=f"Person {number}", **mark) for number in (1, 2)]
    plain = [
        *(signing_in.SignUpForm, signing_in.EmailCodeForm, signing_in.SignInForm, signing_in.AskForCodeForm),
        *(signing_in.SignInCodeForm, signing_in.ForgottenPasswordForm, signing_in.NewPasswordByLinkForm),
        *(signing_in.PasskeySignInForm, ProfileForm, YouForm, CommunityForm, VersionForm, MaterialForm),
        *(NumberForm, FileForm),
        *(hosts.ProposalForm, hosts.DeclineForm, hosts.DescriptionForm, hosts.HeadsForm, hosts.NoteForm),
        *(hosts.CodeForm, PassengerForm, RefuseForm),
    ]
    of_somebody = [
        *(signing_in.SecondFactorForm, signing_in.SecondFactorAgainForm, signing_in.PasswordAgainForm),
        *(signing_in.NewEmailForm, signing_in.ChangePasswordForm, signing_in.SetPasswordForm),
        *(signing_in.PasskeyForm, signing_in.PasskeyAgainForm, signing_in.AuthenticatorAppForm),
        signing_in.AddPasskeyForm,
    ]
    return [
        *(form_class(data={}) for form_class in plain),
        *(form_class(data={}, user=user) for form_class in of_somebody),
        signing_in.RenamePasskeyForm({}, instance=passkey),
        DaysForm({}, days=days),
        TravelForm({}, label="12 May", choices=[("own", "by own transport")]),
        SheetForm({}, lines=lines),
        WishesForm({}, group=world["choice"]),
        NeedsForm({}, own=world["own needs"]),
        WishForm({}, nights=[choice.day.date for choice in world["days"]], wish=None),
    ]


def subclasses(of: type) -> Iterator[type]:
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


def test_each_form_of_the_rooms_is_looked_at_here(world: dict[str, Any]) -> None:
    """A form that is new is made above, or belongs to the back office."""
    assert get_resolver().url_patterns  # with every address, every form is loaded
    ours = {
        one
        for one in subclasses(forms.BaseForm)
        if one.__module__.split(".")[0] in ROOMS and not issubclass(one, WagtailAdminModelForm)
    }
    made = {type(form) for form in forms_of_the_site(world)}
    assert {one.__name__ for one in ours - made} == ELSEWHERE | BASES


def test_a_layout_has_every_field_of_its_form_once(world: dict[str, Any]) -> None:
    different = {}
    for form in forms_of_the_site(world):
        laid_out = Counter(pointer.name for pointer in form.helper.layout.get_field_names())
        if laid_out != Counter(list(form.fields)):
            different[type(form).__name__] = laid_out, list(form.fields)
    assert different == {}


def test_each_link_of_a_summary_leads_to_a_field(world: dict[str, Any]) -> None:
    """Whatever field is refused, there is one place on the page to which its link leads."""
    page = {"days": world["days"], "choices": [SimpleNamespace(pk=1, label="Lviv", is_chosen=False)]}
    lost = []
    for form in forms_of_the_site(world):
        assert form.errors is not None  # what is wrong with nothing is found first
        for name in form.fields:
            form.add_error(name, f"wrong: {name}.")
        html = PAGE.render({**page, "form": form})
        ids = Counter(re.findall(r'\sid="([^"]+)"', html))
        links = re.findall(r'<a href="#([^"]+)">.*? – wrong: (.*?)\.</a>', html)
        shown = [field.name for field in form.visible_fields()]
        assert [name for _target, name in links] == shown, type(form)
        lost += [f"{type(form).__name__}.{name}: {target}" for target, name in links if ids[target] != 1]
    assert lost == []


def test_one_module_speaks_with_crispy() -> None:
    """Some of its layout objects compile their words as templates; ours show them as they are."""
    speaks = [path for path in modules() if any(name.startswith("crispy_forms") for name in imports(path))]
    assert [path.name for path in speaks] == ["layout.py"]


def test_a_page_draws_no_field_itself() -> None:
    """What it drew would be no part of the layout, and stand twice."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        drawn = re.search(r'component "(field|field_notes|error_summary)"', text)
        if drawn and text.startswith("{% extends"):
            found.append(place(path))
    assert found == []
