"""Columns that follow from what a row says: kept with it, so that the database orders or searches by them."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Base = models.Field[Any, Any]
else:
    _Base = object  # a model field comes beside it


class Derived(_Base):
    """A field that `derive`s its value from the attribute `of` of the row.

    Written with the row, be it saved by itself or among many; an UPDATE of columns passes it by.
    """

    nothing: Any = ""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(
            *args, **{"default": self.nothing, "db_default": self.nothing, "editable": False, **kwargs}
        )

    def deconstruct(self) -> Any:
        """With what it is made of."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def derive(self, said: str) -> Any:
        """What is kept of the words: they themselves, unless a field says otherwise."""
        return said

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Make it of what the row says now; rows of migrations have columns only, and keep theirs."""
        if hasattr(model_instance, self.of):
            setattr(model_instance, self.attname, self.derive(getattr(model_instance, self.of)))
        return getattr(model_instance, self.attname)


class DerivedText(Derived, models.CharField):
    """Words kept as the row says them."""
