"""Exit with 0 if the web server of this container answers: the health check of the image."""

import os
import sys
import urllib.request


def answers(port: str) -> bool:
    """Ask `/healthz` on this machine, as the site's own host; say whether it answered 200."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=4) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(os.environ.get("PORT", "8000")) else 1)
