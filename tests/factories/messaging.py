"""Letters."""

import factory
from factory.django import DjangoModelFactory

from messaging.models import Letter

from .residencies import ProgrammeFactory


class LetterFactory(DjangoModelFactory[Letter]):
    """A letter of a programme, waiting to leave."""

    class Meta:
        model = Letter

    key = factory.Sequence(lambda n: f"sample:{n}")
    kind = "sample"
    programme = factory.SubFactory(ProgrammeFactory)
    address = factory.Sequence(lambda n: f"reader{n}@demo.example")
    language = "uk"
    subject = factory.Sequence(lambda n: f"Лист {n}")
    text = "Добрий день!\n\nЗразок листа.\n"
