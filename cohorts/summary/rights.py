"""The right on the summary of a cohort. Each of its columns asks for the right of the room that it comes from, too."""

from residencies.rights import READERS, grant

grant("summary.view", *READERS)
