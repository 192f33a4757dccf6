"""What is logged: numbers of rows, never names, and no address that may hold a key."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_keys": {"()": "config.discreet.WithoutKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "wagtail": {"level": "WARNING"},
        # What names an address, in which there may be a key.
        "django.request": {"filters": ["without_keys"]},
        "django.security.csrf": {"filters": ["without_keys"]},
        # Below an error: clients that went away, and requests that wait a moment for a thread.
        "waitress": {"level": "ERROR", "filters": ["without_keys"]},
        "django_tasks": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},  # it would log ids of passkeys
        "pyhanko": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
