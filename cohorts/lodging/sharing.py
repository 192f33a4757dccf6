"""The answers to one question: with whom somebody would share a room."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Sharing(models.TextChoices):
    """One's own answer, never guessed from anything else; nothing for who has not answered."""

    WOMEN = "women", pgettext_lazy("sharing a room", "with women")
    MEN = "men", pgettext_lazy("sharing a room", "with men")
    ALONE = "alone", pgettext_lazy("sharing a room", "a room of my own")
    ANY = "any", pgettext_lazy("sharing a room", "it does not matter")
