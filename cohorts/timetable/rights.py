"""Rights on the timetable: its working copy, and what people see of it."""

from residencies.rights import EDITORS, MANAGERS, READERS, grant

grant("timetable.view", *READERS)
# The working copy: nobody is told of it before a release.
grant("timetable.change", *EDITORS)
grant("timetable.release", *MANAGERS)
