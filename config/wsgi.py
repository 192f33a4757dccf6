"""The door of the web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()

# Django loads the addresses, and with them every view, at the first request: each process its own copy. Loaded here,
# before the server makes its processes, they are loaded once and their memory is shared.
get_resolver().url_patterns  # noqa: B018
get_resolver()._populate()
