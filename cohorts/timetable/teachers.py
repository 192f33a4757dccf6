"""Who teaches by a timetable: its frozen trainers and the accounts that letters to them go to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from cohorts.programme import FrozenSession
from courses.models import Trainer
from foundation.words.translated import Words, in_ukrainian
from people.models import User
from residencies.models import Membership

# A trainer's id; the name, where no row has it any more.
Key = int | str


@dataclass(frozen=True)
class Teacher:
    """A trainer whom a session names. `user` is whom a letter reaches: an account in use, with the trainer's role."""

    name: Words
    user: User | None = None


class Teachers:
    """The trainers of sessions, found with one query. Old releases keep names only: then the name finds them."""

    def __init__(self, programme_id: int, sessions: Iterable[FrozenSession]) -> None:
        named = [session for session in sessions if session.trainers]
        ids = {pk for session in named for pk in session.trainer_ids}
        names = {_name(words) for session in named if not session.trainer_ids for words in session.trainers}
        roles = Membership.objects.filter(
            user=OuterRef("user"), programme=programme_id, role=Membership.Role.TRAINER
        )
        rows = Trainer.objects.filter(Q(pk__in=ids) | Q(("name_uk__in", list(names))), programme=programme_id)
        self._rows = {row.pk: row for row in rows.select_related("user").annotate(teaches=Exists(roles))}

    def of(self, session: FrozenSession, later: FrozenSession | None = None) -> Mapping[Key, Teacher]:
        """Who teaches the session, each by a key that is the same in every release.

        `later` is the same session of a later release. With as many trainers, a name that nobody has any more is taken
        for that of somebody who was renamed.
        """
        if session.trainer_ids:
            pairs: list[tuple[Key, Words]] = list(zip(session.trainer_ids, session.trainers, strict=True))
        else:
            pairs = [pair for words in session.trainers for pair in self._by_name(words)]
            if later and len(later.trainer_ids) == len(session.trainers):
                pairs = _renamed(pairs, later.trainer_ids)
        return {key: Teacher(words, self._user(key)) for key, words in pairs}

    def _by_name(self, words: Words) -> list[tuple[Key, Words]]:
        name = _name(words)
        found: list[Key] = [pk for pk, row in self._rows.items() if in_ukrainian(row, "name") == name]
        return [(key, words) for key in found or [name]]

    def _user(self, key: Key) -> User | None:
        row = self._rows.get(key) if isinstance(key, int) else None
        if row is None or row.user is None:
            return None
        return row.user if row.user.is_active and row.teaches else None


def _renamed(pairs: list[tuple[Key, Words]], ids: Iterable[int]) -> list[tuple[Key, Words]]:
    """The same trainers; names that no row has any more are paired, in order, with as many ids that no name found."""
    found = {key for key, _words in pairs}
    new = [pk for pk in ids if pk not in found]
    lost = [key for key, _words in pairs if isinstance(key, str)]
    now = dict(zip(lost, new, strict=True)) if len(lost) == len(new) else {}
    return [(now.get(key, key) if isinstance(key, str) else key, words) for key, words in pairs]


def _name(words: Words) -> str:
    return words.in_("uk").text
