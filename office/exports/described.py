"""What an export is: whose rows, which columns, and the right that each of them asks for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from wagtail import hooks

from people.rights import may

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EXPORTS = "register_list_export"  # the hook by which rooms add theirs


class NoSuchList(Http404):
    """There is no such list, or not for this person."""


@dataclass(frozen=True)
class Column:
    """One column: its name in addresses and settings, its heading, what a row has in it, and who may see that."""

    name: str
    heading: "_StrPromise | str"
    value: Callable[[Any], Any]
    # Asked on what the export is about; empty for whoever sees the list.
    right: str = ""


class Export:
    """The export of one list. `name` stands in addresses and in what people have chosen: it never changes."""

    name: ClassVar[str]
    title: "ClassVar[_StrPromise]"
    # What whoever exports must have; on the subject, if there is one.
    right: ClassVar[str]
    # Whether it is about one row (a cohort) or about all rows that the person sees.
    has_subject: ClassVar[bool] = True

    def subject(self, user: Any, pk: int) -> Any:
        """What the rows belong to, if this person has the right; None otherwise."""
        return None

    def columns(self, subject: Any) -> Sequence[Column]:
        """All columns, in their order."""
        raise NotImplementedError

    def rows(self, subject: Any, user: Any, query: str) -> Iterable[Any]:
        """The rows that the list with this query shows: mostly a queryset, whose columns ask nothing more."""
        raise NotImplementedError

    def url(self, subject: Any) -> str:
        """The list itself."""
        raise NotImplementedError

    def subject_for(self, user: Any, pk: int) -> Any:
        """The subject, or 404. Of an export about all rows it is None, and the right is asked without a row."""
        if not self.has_subject:
            if pk or not may(user, self.right):
                raise NoSuchList
            return None
        found = self.subject(user, pk)
        if found is None:
            raise NoSuchList
        return found

    def columns_for(self, user: Any, subject: Any) -> list[Column]:
        """The columns that this person may see."""
        return [each for each in self.columns(subject) if not each.right or may(user, each.right, subject)]


def all_exports() -> dict[str, Export]:
    """All that rooms have registered, by name."""
    found = (register() for register in hooks.get_hooks(EXPORTS))
    return {export.name: export for export in found}


def export_named(name: str) -> Export:
    """The export of that name, or 404."""
    found = all_exports().get(name)
    if found is None:
        raise NoSuchList
    return found


def exports_for(user: Any, subject: Any) -> list[Export]:
    """Those about such a row whose right this person has on it."""
    exports = (export for export in all_exports().values() if export.has_subject)
    return [export for export in exports if may(user, export.right, subject)]
