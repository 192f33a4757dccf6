"""The Celery application.

Workers and the scheduler are started with it (`celery -A config.celery worker`). The web process
does not import it until it has work to send: see `foundation.work`.
"""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

TRANSPORT_ALIASES["filesystem"] = "config.embedded_broker:Transport"
app = Celery("svitlytsia")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
