"""What of the settings is written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import InvitationSettings


@register(InvitationSettings)
class InvitationSettingsTranslation(TranslationOptions):
    """Printed on papers in their language."""

    fields = ("aim", "signatory", "office")
