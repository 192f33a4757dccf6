"""Fields of designs that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Design


@register(Design)
class DesignTranslation(TranslationOptions):
    """Printed on certificates in their language."""

    fields = ("licence", "legal_basis", "signatories")
