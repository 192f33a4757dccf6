"""Fields of residencies' rows that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import FundingProject, Picture, Programme, Residency, Room, Theme, Venue


@register(FundingProject)
class FundingProjectTranslation(TranslationOptions):
    """The donor's sentence differs by language."""

    fields = ("title", "sentence")
    required_languages = ("uk",)


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    """A programme's name and summary."""

    fields = ("name", "summary")
    required_languages = {"uk": ("name",)}


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("uk",)


@register(Residency)
class ResidencyTranslation(TranslationOptions):
    """A residency's words on lists and facts; the long text is a page."""

    fields = ("name", "summary", "audience")
    required_languages = {"uk": ("name",)}


@register(Picture)
class PictureTranslation(TranslationOptions):
    """What is read in place of a picture."""

    fields = ("alt",)


@register(Venue)
class VenueTranslation(TranslationOptions):
    """Where a venue is and how one gets in."""

    fields = (
        "name",
        "town",
        "address",
        "entry_rules",
        "document",
        "clothing",
        "gear",
        "shelter",
        "safety_briefing",
    )
    required_languages = {"uk": ("name", "town")}


@register(Room)
class RoomTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("uk",)
