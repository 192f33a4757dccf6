"""Fields of cohorts' rows that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Cohort, Day


@register(Cohort)
class CohortTranslation(TranslationOptions):
    """What people read of a cohort."""

    fields = ("town", "cost", "gains", "text", "notes")
    required_languages = {"uk": ("town",)}


@register(Day)
class DayTranslation(TranslationOptions):
    """What a day is about."""

    fields = ("title",)
