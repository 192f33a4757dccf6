"""Writes of pictures: into a programme's collection, onto rows, and out again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex

from foundation.cache.pages import forget_public_pages
from foundation.errors import DomainError
from foundation.words.fields import ProseField
from foundation.words.translated import in_ukrainian
from office.services import save_row
from people.models import User
from residencies.plain_writing.markup import UnknownPart, as_parts, pictures_in

from ..models import Picture

SOURCE = "uk"  # the language that others fall back to


@dataclass(frozen=True)
class NewPicture:
    """A picture that a form brings: not saved, its file stored; `in_text`: between the paragraphs, not on the row."""

    picture: Picture
    in_text: bool = False


@transaction.atomic
def save_picture(*, actor: User, picture: Picture) -> Picture:
    """Save a picture with the image that it brings or whose focal point moved. Side effects: an audit line, public
    pages forgotten.
    """
    image = picture.image
    image.description = in_ukrainian(
        picture, "alt"
    )  # what administrators meet where they choose among all images
    image.save()
    picture.image = image
    save_row(actor=actor, row=picture)
    forget_public_pages()
    return picture


@transaction.atomic
def delete_picture(*, actor: User, picture: Picture) -> None:
    """Delete a picture that stands nowhere, with its files. Raises `DomainError` that says where it stands.

    Side effects: an audit line, public pages forgotten.
    """
    used = uses_of(picture)
    if used:
        raise DomainError(
            _("This picture is in use, so it cannot be deleted: %(where)s. Take it out there first.")
            % {"where": ", ".join(used)}
        )
    log(picture, "wagtail.delete", user=actor)
    picture.image.delete()  # the picture goes with it, and the files once that is committed
    forget_public_pages()


def uses_of(picture: Picture) -> list[str]:
    """Where a picture stands: on rows of any room, in their texts, on pages."""
    found: set[str] = set()
    for relation in Picture._meta.related_objects:
        model: Any = relation.related_model
        where = Q(**{relation.field.name: picture})
        for column in model._meta.fields:
            if isinstance(column, ProseField):
                where |= Q(**{f"{column.attname}__contains": picture.mark})
        found |= {str(row) for row in model._default_manager.filter(where)}
    for source, _references in ReferenceIndex.get_grouped_references_to(picture):
        if isinstance(source, Page):
            found.add(source.title)
    return sorted(found)


# ---------------------------------------------------------------- onto rows
def put_picture(*, actor: User, row: Any, field: str, new: NewPicture | None) -> Picture | None:
    """Take the picture that a form brings into the collection of the row's programme, and put it on the row, which
    the caller saves; returns it.

    Raises `DomainError` for one of another programme that stands on the row. Side effects: those of `save_picture`.
    """
    programme_id = row.owning_programme_id
    if new is not None:
        new.picture.programme_id = programme_id
        save_picture(actor=actor, picture=new.picture)
        if not new.in_text:
            setattr(row, field, new.picture)
    chosen = getattr(row, field)
    if chosen is not None and chosen.programme_id != programme_id:
        raise DomainError(_("Choose a picture of this programme."), field=field)
    return new.picture if new else None


def with_mark(texts: Mapping[str, str], picture: Picture) -> dict[str, str]:
    """The texts by language with the picture after their last words; a language without words stays without."""
    return {
        code: f"{text}\n\n{picture.mark}".strip() if text or code == SOURCE else text
        for code, text in texts.items()
    }


def require_own_pictures(*, programme_id: int, texts: Mapping[str, str], prefix: str = "text_") -> None:
    """Raise `DomainError` for a text that names a picture of another programme, or none; nothing is said of it."""
    named = {code: pictures_in(text) for code, text in texts.items()}
    wanted = {number for numbers in named.values() for number in numbers}
    own = set(
        Picture.objects.filter(programme_id=programme_id, pk__in=wanted).values_list("pk", flat=True)
        if wanted
        else ()
    )
    for code, numbers in named.items():
        for number in numbers:
            if number not in own:
                raise DomainError(
                    _(
                        "“%(mark)s” is no picture of this programme. Its pictures and their numbers: “Pictures”."
                    )
                    % {"mark": f"[[#{number}]]"},
                    field=f"{prefix}{code}",
                )


def require_plain(*, programme_id: int, texts: Mapping[str, str], prefix: str = "text_") -> None:
    """Raise `DomainError` for texts that cannot be shown as they stand: foreign pictures, marks of nothing."""
    require_own_pictures(programme_id=programme_id, texts=texts, prefix=prefix)
    for code, text in texts.items():
        try:
            as_parts(text, ())
        except UnknownPart as error:
            raise DomainError(
                _("“%(mark)s” does not mean anything here. Take it out.") % {"mark": error.mark},
                field=f"{prefix}{code}",
            ) from error
