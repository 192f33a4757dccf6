"""What rooms above have to say to those below that ask: classes by their dotted names, in the order of asking.

See `foundation.protocols`.
"""

# What a person finds on “My page”: classes of `people.person.PersonPart`, in the order of the page.
PERSON_PARTS = [
    "cohorts.admission.person.Applications",
    "cohorts.timetable.person.Programmes",
    "cohorts.learning.person.LedSessions",
    "certificates.person.Certificates",
    "cohorts.learning.person.Materials",
]
