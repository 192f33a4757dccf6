"""Fields of buses that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Call


@register(Call)
class CallTranslation(TranslationOptions):
    """What a stop is called."""

    fields = ("stop",)
    required_languages = {"uk": ("stop",)}
