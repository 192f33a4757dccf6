"""Fields of people's rows that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Organisation


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    """What an organisation is called."""

    fields = ("name", "short_name")
    required_languages = ("uk",)
