"""Fields of courses' rows that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Course, Trainer, Unit


@register(Course)
class CourseTranslation(TranslationOptions):
    """Printed on certificates in their language."""

    fields = ("title", "outcomes", "approved_by")
    required_languages = {"uk": ("title",)}


@register(Unit)
class UnitTranslation(TranslationOptions):
    fields = ("title", "summary")
    required_languages = {"uk": ("title",)}


@register(Trainer)
class TrainerTranslation(TranslationOptions):
    """How the public reads of a trainer."""

    fields = ("name", "role", "about")
    required_languages = {"uk": ("name",)}
