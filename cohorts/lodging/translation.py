"""Fields of hotels that are written in each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Hotel, RoomType


@register(Hotel)
class HotelTranslation(TranslationOptions):
    """What a hotel is called, where it stands, and how one gets in without steps."""

    fields = ("name", "address", "entrance")
    required_languages = {"uk": ("name",)}


@register(RoomType)
class RoomTypeTranslation(TranslationOptions):
    """What a kind of room is called."""

    fields = ("name",)
    required_languages = ("uk",)
