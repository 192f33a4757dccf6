"""Changes of a cohort that a wing may refuse: see `Wing.refuse`."""

from dataclasses import dataclass

from .models import Cohort, Day


@dataclass(frozen=True)
class NewDate:
    """A day is about to be on another date."""

    day: Day


@dataclass(frozen=True)
class Opening:
    """Places of a day, by selection so far, are about to be taken on sending."""

    day: Day


@dataclass(frozen=True)
class NewZone:
    """A cohort is about to be in another time zone."""

    cohort: Cohort


@dataclass(frozen=True)
class NewCourse:
    """A cohort is about to teach another course."""

    cohort: Cohort


@dataclass(frozen=True)
class Deletion:
    """A cohort or a day is about to be deleted. Rows that protect it do so without a word of their wing too."""

    row: Cohort | Day


Change = NewDate | Opening | NewZone | NewCourse | Deletion
