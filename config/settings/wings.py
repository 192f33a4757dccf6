"""What rooms above have to say to those below that ask: classes by their dotted names, in the order of asking.

See `foundation.protocols`.
"""

# What a person finds on “My page”: classes of `people.person.PersonPart`, in the order of the page.
PERSON_PARTS = [
    "cohorts.person.Offers",
    "cohorts.admission.person.Applications",
    "cohorts.choices.person.Choices",
    "cohorts.timetable.person.Programmes",
    "cohorts.logistics.person.Journeys",
    "cohorts.today.person.Whereabouts",
    "cohorts.learning.person.LedSessions",
    "certificates.person.Certificates",
    "cohorts.learning.person.Materials",
]

# What hangs on a cohort: classes of `cohorts.wing.Wing`. Panels come in this order, and of two who would write to the
# same person the first does. A cancellation is carried out from the last to the first: see `cohorts.cancelling`.
COHORT_WINGS = [
    "cohorts.admission.wing.AdmissionWing",
    "cohorts.timetable.wing.TimetableWing",
    "cohorts.choices.wing.ChoicesWing",
    "cohorts.logistics.wing.LogisticsWing",
    "cohorts.logistics.wing.BusesWing",
    "cohorts.learning.wing.LearningWing",
    "cohorts.attendance.wing.AttendanceWing",
    "cohorts.today.wing.TodayWing",
    "certificates.wing.CertificatesWing",
]

# Each kind of letter, as a class of `messaging.kinds.Kind` that says how it is worded.
LETTER_KINDS = [
    "messaging.letters.SignIn",
    "cohorts.timetable.letters.TimetableChanged",
    "cohorts.timetable.letters.ReleaseForManagers",
    "cohorts.timetable.letters.SessionsCalledOff",
    "cohorts.choices.letters.SessionPlace",
    "cohorts.logistics.letters.HostAsked",
    "cohorts.logistics.letters.HostAgreed",
    "cohorts.logistics.letters.HostHoursChanged",
    "cohorts.logistics.letters.HostCalledOff",
    "cohorts.logistics.letters.CodeForNames",
    "cohorts.logistics.letters.BusChanged",
    "cohorts.logistics.letters.BusHoursChanged",
    "cohorts.admission.letters.ApplicationReceived",
    "cohorts.admission.letters.ApplicationChanged",
    "cohorts.admission.letters.ApplicationWithdrawn",
    "cohorts.admission.letters.WithdrawnByPhone",
    "cohorts.admission.letters.DayAccepted",
    "cohorts.admission.letters.DayWaiting",
    "cohorts.admission.letters.DayOffered",
    "cohorts.admission.letters.OfferLapsed",
    "cohorts.admission.letters.PleaseConfirm",
    "cohorts.admission.letters.DayDeclined",
    "cohorts.admission.letters.DayCancelled",
    "cohorts.admission.letters.CohortCancelled",
    "cohorts.admission.letters.CohortCancelledAtWork",
    "certificates.letters.CertificateIssued",
    "certificates.letters.CertificateRevoked",
    "certificates.letters.BatchFailed",
]
