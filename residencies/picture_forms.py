"""Forms that bring a picture: its file, what is said of it, and what of it matters. They write nothing."""

import base64
import io
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from PIL import Image as Drawing
from PIL import ImageOps
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.images.models import Image

from foundation.errors import NotStored
from foundation.words.forms import LineFormField
from office.forms import ScopedForm, section
from office.picture_uploads import PictureField
from people.models import Language

from .models import Picture
from .services.pictures import NewPicture

LONGEST_ALT, LONGEST_CREDIT = 250, 150
# What of a picture matters, in parts of its width and height.
FOCUS: Mapping[str, tuple[float, float] | None] = {
    "": None,
    "top": (0.5, 0.2),
    "bottom": (0.5, 0.8),
    "left": (0.2, 0.5),
    "right": (0.8, 0.5),
    "top-left": (0.2, 0.2),
    "top-right": (0.8, 0.2),
    "bottom-left": (0.2, 0.8),
    "bottom-right": (0.8, 0.8),
}
FOCUS_WORDS = [
    ("", _("the middle")),
    ("top", _("top")),
    ("bottom", _("bottom")),
    ("left", _("left")),
    ("right", _("right")),
    ("top-left", _("top left")),
    ("top-right", _("top right")),
    ("bottom-left", _("bottom left")),
    ("bottom-right", _("bottom right")),
]
LARGEST_DRAWN = (1440, 1440)
FOCUS_PART = 0.3  # how much of the picture's sides counts as what matters
NO_WORDS = _("Say in words what the picture shows, or tick that it says nothing more.")


def focus_field() -> forms.ChoiceField:
    """Which part of the picture stays where it is cut."""
    return forms.ChoiceField(
        label=_("What matters is in"),
        choices=FOCUS_WORDS,
        required=False,
        help_text=_("Covers are cut to a wide strip, portraits to a square: this part stays."),
    )


def file_field(*, required: bool) -> PictureField:
    """A picture's file, judged by its content."""
    return PictureField(
        label=_("File"), required=required, widget=forms.FileInput(attrs={"accept": "image/*"})
    )


def focus_of(image: Image) -> str:
    """The word for an image's focal point: the nearest of those that can be chosen."""
    point = image.get_focal_point()
    if point is None or not image.width or not image.height:
        return ""
    x, y = point.centroid.x / image.width, point.centroid.y / image.height
    return min(FOCUS, key=lambda word: _distance(FOCUS[word] or (0.5, 0.5), x, y))


def _distance(place: tuple[float, float], x: float, y: float) -> float:
    return (place[0] - x) ** 2 + (place[1] - y) ** 2


def set_focus(image: Image, word: str) -> None:
    """Move an image's focal point; the middle is none."""
    place = FOCUS[word]
    image.focal_point_x = image.focal_point_y = image.focal_point_width = image.focal_point_height = None
    if place is not None:
        image.focal_point_x, image.focal_point_y = int(image.width * place[0]), int(image.height * place[1])
        image.focal_point_width = int(image.width * FOCUS_PART)
        image.focal_point_height = int(image.height * FOCUS_PART)


def drawn(file: Any, cut: tuple[int, int] | None, focus: str) -> str:
    """A picture that is not stored yet as an address that holds it whole: what a preview shows, cut like the page."""
    file.seek(0)
    with Drawing.open(file) as source:
        picture = ImageOps.exif_transpose(source).convert("RGB")
    if cut:
        picture = ImageOps.fit(picture, cut, centering=FOCUS[focus] or (0.5, 0.5))
    picture.thumbnail(LARGEST_DRAWN)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=45)
    file.seek(0)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


class BringsPicture(ScopedForm):
    """A form of a row that shows a picture: one of the programme's is chosen, or a new one is brought."""

    picture_field: ClassVar[str] = "picture"
    cut: ClassVar[tuple[int, int] | None] = None  # to what shape the page cuts it
    is_preview = False

    new_file = file_field(required=False)
    new_alt_uk = LineFormField(label=_("What it shows, in Ukrainian"), max_length=LONGEST_ALT, required=False)
    new_alt_en = LineFormField(label=_("What it shows, in English"), max_length=LONGEST_ALT, required=False)
    new_alt_pl = LineFormField(label=_("What it shows, in Polish"), max_length=LONGEST_ALT, required=False)
    new_is_decorative = forms.BooleanField(label=_("Says nothing that the text does not say"), required=False)
    new_credit = LineFormField(label=_("Author"), max_length=LONGEST_CREDIT, required=False)
    new_focus = focus_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in Language.values:
            self.fields[f"new_alt_{code}"].widget.attrs["lang"] = code
        programme = self._known_programme()
        if programme is not None:
            own: Any = self.fields[self.picture_field]
            own.queryset = own.queryset.filter(programme_id=programme)

    def _known_programme(self) -> int | None:
        """The programme of the row, where it is known before the form is filled in."""
        programme: int | None = self.instance.owning_programme_id
        return programme

    def clean(self) -> dict[str, Any]:
        """A picture comes with words, and words with a picture."""
        data: dict[str, Any] = super().clean()
        if data.get("new_file"):
            if not data.get("new_alt_uk") and not data.get("new_is_decorative"):
                self.add_error("new_alt_uk", NO_WORDS)
        elif "new_file" not in self.errors and self._says_something(data):
            self.add_error("new_file", _("Choose the file too, or empty what you said of it."))
        return data

    @staticmethod
    def _says_something(data: Mapping[str, Any]) -> bool:
        return any(data.get(f"new_{name}") for name in ("alt_uk", "alt_en", "alt_pl", "credit"))

    def _post_clean(self) -> None:
        """Store the file with the last check, so that a full store is the field's error; a preview stores nothing."""
        super()._post_clean()
        self.new_picture: NewPicture | None = None
        file = self.cleaned_data.get("new_file")
        if self.errors or not file:
            return
        data = self.cleaned_data
        picture = Picture(
            image=Image(title=(data["new_alt_uk"] or file.name)[:255], file=file),
            is_decorative=data["new_is_decorative"],
            credit=data["new_credit"],
            **{f"alt_{code}": data[f"new_alt_{code}"] for code in Language.values},
        )
        set_focus(picture.image, data["new_focus"])
        self.new_picture = NewPicture(picture, in_text=data.get("new_place") == "text")
        if self.is_preview:
            cut = None if self.new_picture.in_text else self.cut
            picture.drawn = drawn(file, cut, data["new_focus"])
            return
        try:
            picture.image.file.save(file.name, file, save=False)
        except NotStored as error:
            self.add_error("new_file", str(error))

    def discard_files(self) -> None:
        """The file of a picture that was not taken in."""
        if self.new_picture:
            self.new_picture.picture.image.file.delete(save=False)

    def show_new_picture(self) -> None:
        """Put what the form brings on the row, which stays unsaved: for a preview."""
        if self.new_picture and not self.new_picture.in_text:
            setattr(self.instance, self.picture_field, self.new_picture.picture)


class BringsLogos(BringsPicture):
    """A form of a donor's project, with the strip of logos that is printed."""

    picture_field = "logos"


class BringsPictureForPage(BringsPicture):
    """A form of a row whose page has a cover and a text."""

    picture_field = "cover"
    cut = (1440, 600)

    new_place = forms.ChoiceField(
        label=_("Where it stands"),
        choices=[("cover", _("as the cover")), ("text", _("after the text; its mark can be moved"))],
        required=False,
        initial="cover",
    )


def picture_panels(field: str, *, has_place: bool = False) -> list[Any]:
    """The part of a form that chooses a picture or brings one."""
    words = [FieldPanel(f"new_alt_{code}") for code in Language.values]
    return [
        section(
            _("Cover and pictures") if has_place else _("Picture"),
            FieldPanel(
                field,
                help_text=_("From the programme’s pictures; they stand with their numbers under “Pictures”."),
            ),
            section(
                _("Or bring a new one"),
                FieldPanel("new_file"),
                *([FieldPanel("new_place")] if has_place else []),
                *words,
                FieldPanel("new_is_decorative"),
                FieldRowPanel([FieldPanel("new_credit"), FieldPanel("new_focus")]),
                help_text=_(
                    "It joins the pictures of the programme. What it shows is read to people who do not see it."
                ),
            ),
            help_text=_("A line with [[#12]] in a text shows picture 12 between the paragraphs.")
            if has_place
            else "",
        )
    ]


class PictureFormOfOffice(ScopedForm):
    """A picture of the collection: a new one with its file, a present one with what is said of it."""

    file = file_field(required=True)
    focus = focus_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["file"]
            self.initial.setdefault("focus", focus_of(self.instance.image))

    @classmethod
    def state_values(cls, row: Any) -> dict[str, Any]:
        """The focal point is changed by this form too."""
        return {**super().state_values(row), "focus": focus_of(row.image)}

    def go_on_from(self, row: Any) -> None:
        """The focal point goes onto the image of the row that is held."""
        super().go_on_from(row)
        set_focus(row.image, self.cleaned_data["focus"])

    def clean(self) -> dict[str, Any]:
        """Words, unless it is decorative."""
        data: dict[str, Any] = super().clean()
        if not data.get("alt_uk") and not data.get("is_decorative"):
            self.add_error("alt_uk", NO_WORDS)
        return data

    def _post_clean(self) -> None:
        """Store a new file with the last check."""
        super()._post_clean()
        if self.errors:
            return
        file = self.cleaned_data.get("file")
        if file:
            self.instance.image = Image(title=(self.cleaned_data.get("alt_uk") or file.name)[:255], file=file)
        set_focus(self.instance.image, self.cleaned_data["focus"])
        if file:
            try:
                self.instance.image.file.save(file.name, file, save=False)
            except NotStored as error:
                self.add_error("file", str(error))

    def discard_files(self) -> None:
        """The file of a new picture; one that is there keeps its own."""
        if self.cleaned_data.get("file"):
            self.instance.image.file.delete(save=False)
