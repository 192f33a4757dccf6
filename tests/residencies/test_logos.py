"""The logos of a donor's project: one of the programme's pictures, chosen in the project's form."""

import pytest
from django.urls import reverse

from residencies.models import FundingProject
from tests.factories.residencies import FundingProjectFactory, PictureFactory, manager_of
from tests.school import browser_of

pytestmark = pytest.mark.django_db


def sent(project: FundingProject, **changes: object):
    """The project's form as it stands, with changes, sent by a manager."""
    office = browser_of(manager_of(project.programme))
    url = reverse("fundingproject:edit", args=[project.pk])
    form = office.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    said = {
        form.add_prefix(name): value
        for name, value in {**data, **changes}.items()
        if value not in (None, False)
    }
    return office.post(url, said)


def test_a_picture_of_the_programme_is_chosen() -> None:
    project = FundingProjectFactory()
    picture = PictureFactory(programme=project.programme)
    assert sent(project, logos=picture.pk).status_code == 302
    project.refresh_from_db()
    assert project.logos == picture


def test_a_picture_of_another_programme_is_not_offered_and_not_taken() -> None:
    project = FundingProjectFactory()
    answer = sent(project, logos=PictureFactory().pk)
    project.refresh_from_db()
    assert answer.status_code in {200, 422} and "logos" in answer.context["form"].errors
    assert project.logos is None


def test_a_picture_with_logos_in_use_cannot_be_deleted() -> None:
    project = FundingProjectFactory()
    project.logos = PictureFactory(programme=project.programme)
    project.save()
    office = browser_of(manager_of(project.programme))
    answer = office.post(reverse("picture:delete", args=[project.logos.pk]))
    project.refresh_from_db()
    assert project.logos is not None and answer.status_code in {200, 302, 409, 422}
