"""Fields of the timetable's rows that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Release, Session, SessionFormat, TrackGroup


@register(SessionFormat)
class SessionFormatTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("uk",)


@register(TrackGroup)
class TrackGroupTranslation(TranslationOptions):
    """What one chooses among."""

    fields = ("title",)
    required_languages = ("uk",)


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "summary")
    required_languages = {"uk": ("title",)}


@register(Release)
class ReleaseTranslation(TranslationOptions):
    """What changed, for readers."""

    fields = ("note",)
