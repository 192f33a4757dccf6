"""What the scheduler has done by the clock: each task and how often, in seconds. Done twice, each is harmless."""

CELERY_BEAT_SCHEDULE = {
    "send-letters-that-wait": {"task": "messaging.sweep", "schedule": 20.0},
    "forget-ended-sessions": {"task": "people.forget_ended_sessions", "schedule": 86_400.0},
    "remove-half-files": {"task": "foundation.remove_leftovers", "schedule": 86_400.0},
    "ask-to-confirm": {"task": "admission.ask_to_confirm", "schedule": 600.0},
    "remind-colleagues-who-are-named": {"task": "replacing.remind", "schedule": 600.0},
    "offer-freed-places": {"task": "cohorts.sweep", "schedule": 20.0},
    "tell-managers-what-waits": {"task": "cohorts.sweep_digests", "schedule": 600.0},
    "send-out-lost-allocations": {"task": "choices.sweep", "schedule": 20.0},
    "fix-lists-of-names": {"task": "logistics.fix_lists", "schedule": 300.0},
    "forget-what-people-need": {"task": "needs.forget", "schedule": 86_400.0},
    "forget-what-drivers-must-know": {"task": "logistics.forget_passengers", "schedule": 86_400.0},
    "forget-lists-of-names": {"task": "logistics.forget_names", "schedule": 86_400.0},
    "forget-pages-of-sheets": {"task": "attendance.forget_unkept", "schedule": 86_400.0},
    "forget-lists-for-partners": {"task": "lists.forget", "schedule": 86_400.0},
    "forget-wishes-about-rooms": {"task": "lodging.forget_wishes", "schedule": 86_400.0},
    "forget-who-slept-where": {"task": "lodging.forget_stays", "schedule": 86_400.0},
    "send-out-lost-exports": {"task": "office.sweep", "schedule": 60.0},
    "send-out-lost-packs": {"task": "packs.sweep", "schedule": 60.0},
    "send-out-lost-papers": {"task": "documents.sweep", "schedule": 20.0},
    "send-out-lost-batches": {"task": "certificates.sweep", "schedule": 20.0},
}
