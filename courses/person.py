"""What courses have of a person who teaches: the public profile, and materials that they put there."""

from collections.abc import Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from people.models import User
from people.person import Held, PersonPart
from people.personal_data.files import held_file
from people.personal_data.words import described, in_words

from .models import Material, MaterialVersion, Trainer


class Teaching(PersonPart):
    """Profiles of a trainer with this account, and materials."""

    def held(self, user: User) -> Sequence[Held]:
        """The profiles as the public reads them, with the picture; the materials with their versions. Three queries."""
        return [_profiles(user), _materials(user)]

    def erase(self, user: User) -> None:
        """The profile is nobody's account any more; it is the office that changes what stands on public pages."""
        Trainer.objects.filter(user=user).update(user=None)


def _profiles(user: User) -> Held:
    rows = Trainer.objects.filter(user=user).select_related("programme", "organisation", "picture__image")
    pictures = [row.picture.image.file for row in rows if row.picture is not None]
    files = [held_file(str(file.name).rpartition("/")[2], file) for file in pictures]
    stays = _(
        "The public profile stays under your name until the organiser changes or deletes it: programmes that have been"
        " published name who taught. Write to the organiser if you want it changed. Once you are erased, it does not"
        " lead to your account any more."
    )
    return Held(_("Your profile as a trainer"), list(map(_profile, rows)), files, stays)


def _profile(row: Trainer) -> dict[str, str]:
    at = {_("Organisation"): row.organisation.name} if row.organisation is not None else {}
    return {_("Programme"): row.programme.name, **described(row, "name", "role", "about"), **at}


def _materials(user: User) -> Held:
    versions = MaterialVersion.objects.filter(added_by=user).order_by("number")
    rows = Material.objects.filter(owner=user).select_related("course")
    rows = rows.prefetch_related(Prefetch("versions", versions)).order_by("pk")
    stays = _(
        "Materials stay with their course: participants were given them. Your name does not stand there."
    )
    return Held(_("Materials that you gave"), list(map(_material, rows)), stays=stays)


def _material(row: Material) -> dict[str, str]:
    versions = "; ".join(each.file_name or each.link for each in row.versions.all())
    return {
        _("Course"): row.course.title,
        **described(row, "title"),
        _("Given on"): in_words(row.created_at),
        **({_("Files and links"): versions} if versions else {}),
    }
