"""What rooms above have to say to those below that ask: classes by their dotted names, in the order of asking.

See `foundation.protocols`.
"""

# What a person finds on “My page”: classes of `people.person.PersonPart`, in the order of the page.
PERSON_PARTS = [
    "cohorts.person.Offers",
    "cohorts.admission.person.Applications",
    "cohorts.choices.person.Choices",
    "cohorts.needs.person.Needs",
    "cohorts.timetable.person.Programmes",
    "cohorts.logistics.person.Journeys",
    "cohorts.lodging.person.Nights",
    "cohorts.today.person.Whereabouts",
    "cohorts.learning.person.LedSessions",
    "documents.person.Papers",
    "certificates.person.Certificates",
    "cohorts.learning.person.Materials",
]

# What hangs on a cohort: classes of `cohorts.wing.Wing`. Panels come in this order, and of two who would write to the
# same person the first does. A cancellation is carried out from the last to the first: see `cohorts.cancelling`.
COHORT_WINGS = [
    "cohorts.summary.wing.SummaryWing",
    "cohorts.admission.wing.AdmissionWing",
    "cohorts.timetable.wing.TimetableWing",
    "cohorts.choices.wing.ChoicesWing",
    "cohorts.needs.wing.NeedsWing",
    "cohorts.needs.wing.MealsWing",
    "cohorts.lodging.wing.LodgingWing",
    "cohorts.logistics.wing.LogisticsWing",
    "cohorts.logistics.wing.BusesWing",
    "cohorts.lists.wing.ListsWing",
    "cohorts.packs.wing.PacksWing",
    "cohorts.learning.wing.LearningWing",
    "cohorts.attendance.wing.AttendanceWing",
    "cohorts.today.wing.TodayWing",
    "documents.wing.DocumentsWing",
    "certificates.wing.CertificatesWing",
]

# Each kind of letter, as a class of `messaging.kinds.Kind` that says how it is worded.
LETTER_KINDS = [
    "messaging.letters.SignIn",
    "cohorts.letters.WhatWaits",
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
    "cohorts.lists.letters.ListSent",
    "cohorts.lists.letters.ListNumbered",
    "cohorts.lists.letters.CodeForList",
    "cohorts.admission.letters.kinds.ApplicationReceived",
    "cohorts.admission.letters.kinds.ApplicationChanged",
    "cohorts.admission.letters.kinds.ApplicationWithdrawn",
    "cohorts.admission.letters.kinds.WithdrawnByPhone",
    "cohorts.admission.letters.kinds.StillOpen",
    "cohorts.admission.letters.kinds.ClosedAgain",
    "cohorts.admission.letters.kinds.DayAccepted",
    "cohorts.admission.letters.kinds.DayWaiting",
    "cohorts.admission.letters.kinds.DayOffered",
    "cohorts.admission.letters.kinds.OfferLapsed",
    "cohorts.admission.letters.kinds.PleaseConfirm",
    "cohorts.admission.letters.kinds.DayDeclined",
    "cohorts.admission.letters.kinds.DayCancelled",
    "cohorts.admission.letters.kinds.CohortCancelled",
    "cohorts.admission.letters.kinds.CohortCancelledAtWork",
    "documents.letters.InvitationReady",
    "documents.letters.InvitationForCoordinator",
    "documents.letters.DocumentVoid",
    "documents.letters.AttestationReady",
    "certificates.letters.CertificateIssued",
    "certificates.letters.CertificateRevoked",
    "certificates.letters.BatchFailed",
]
