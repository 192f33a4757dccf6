"""Fields of buses that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Call


@register(Call)
class CallTranslation(TranslationOptions):
    """What a stop is called, and how to find the bus there."""

    fields = ("stop", "meeting_point")
    required_languages = {"uk": ("stop",)}
