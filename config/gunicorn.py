"""How the web server runs: `gunicorn -c config/gunicorn.py config.wsgi:application`.

From the environment: WEB_HOST, PORT, WEB_CONCURRENCY (processes), WEB_THREADS (per process),
WEB_ACCESS_LOG=1 (one line a request, on standard output), WEB_LOG_LEVEL,
FORWARDED_ALLOW_IPS (addresses or networks of the proxies whose X-Forwarded-For and -Proto are believed, where
TRUSTED_PROXIES says that there are any).
"""

import gc
import os
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from config.discreet import without_keys
from config.environment import Environment


class DiscreetLogger(Logger):
    """An access log that keeps no address, browser or query, and no code or token that stands in a path."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        """Return the parts of one line, the path without what could be a key."""
        parts: dict[str, Any] = super().atoms(*args)
        parts["U"] = without_keys(parts["U"] or "")
        return parts


env = Environment()

bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{env.int('PORT', default=8000, least=1)}"
workers = env.int("WEB_CONCURRENCY", default=2, least=1)
worker_class = "config.web.worker.WaitressWorker"
threads = env.int("WEB_THREADS", default=4, least=1)

# One import for all processes: quicker to start, and the code's memory is shared.
preload_app = True
control_socket_disable = True

timeout = 60
graceful_timeout = 10

# Heartbeats go to a file; on a disk under load they would come late.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"  # an empty one is not set

logger_class = DiscreetLogger
accesslog = "-" if os.environ.get("WEB_ACCESS_LOG") == "1" else None
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
loglevel = os.environ.get("WEB_LOG_LEVEL", "warning")


def when_ready(server: object) -> None:
    """Before the processes are made: leave what is loaded alone, so that the collector does not copy its pages."""
    gc.collect()
    gc.freeze()
