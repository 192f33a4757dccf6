"""Which headers of a request are believed: what the site's own proxies say of the visitor, and nothing else.

The rest of the product looks at `REMOTE_ADDR` and `wsgi.url_scheme` alone. Nothing that a client sends reaches it as
the address of the site, as a prefix of paths or as somebody's name.
"""

import logging
import re
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

Environ = dict[str, Any]

logger = logging.getLogger("config.web")
TOO_FEW = (
    "A request came with %d addresses in X-Forwarded-For, and TRUSTED_PROXIES is %d: set it to how many proxies stand "
    "before the site. Until then rate limits count the nearest address, which may be a proxy's."
)
BETWEEN_LINES = 60.0  # seconds
ASKED_WITHOUT_PROXIES = ("/healthz", "/readyz")  # by whoever watches the process
_WITH_PORT = re.compile(r"(\d+\.\d+\.\d+\.\d+|\[[0-9a-fA-F:.]+\]):\d+")  # as Azure and IIS write it

# What proxies and servers say among themselves; taken away from every request, whoever sent it.
_AMONG_SERVERS = (
    *("HTTP_FORWARDED", "HTTP_X_FORWARDED", "HTTP_X_ORIGINAL", "HTTP_X_REAL_IP", "HTTP_X_REWRITE"),
    *("HTTP_REMOTE_", "HTTP_SCRIPT_", "HTTP_X_REMOTE_", "HTTP_X_SCRIPT_"),
)


class Proxies:
    """The proxies before the site: how many a request passes, and the addresses from which the last one comes."""

    def __init__(self, count: int, addresses: Iterable[str]) -> None:
        """Take addresses and networks, or "*" for any; raises ValueError for anything else."""
        self.count = count
        self.networks = [ip_network(each) for each in addresses if each != "*"]
        self.come_from_anywhere = "*" in addresses
        self.next_line = 0.0

    def sent(self, peer: str) -> bool:
        """Whether a connection from this address is the last proxy's."""
        if not self.count:
            return False
        address = _address(peer)
        return self.come_from_anywhere or (
            address is not None and any(address in network for network in self.networks)
        )

    def read(self, environ: Environ) -> None:
        """Put the visitor's address and scheme where they belong; take away what speaks of them elsewhere."""
        forwarded = {name: environ.pop(name) for name in list(environ) if name.startswith(_AMONG_SERVERS)}
        if not self.sent(environ["REMOTE_ADDR"]):
            return
        addresses = _parts(forwarded.get("HTTP_X_FORWARDED_FOR", ""))
        if len(addresses) < self.count and environ.get("PATH_INFO") not in ASKED_WITHOUT_PROXIES:
            self._complain(len(addresses))
        visitor = _address(self._behind(addresses))
        if visitor is not None:
            environ["REMOTE_ADDR"] = environ["REMOTE_HOST"] = str(visitor)
        scheme = self._behind(_parts(forwarded.get("HTTP_X_FORWARDED_PROTO", ""))).lower()
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme

    def _behind(self, words: list[str]) -> str:
        """What the outermost proxy wrote: proxies append, and what stands before it came from the visitor.

        With fewer words than proxies, only the last is known to be no visitor's word: the last proxy wrote it.
        """
        if not words:
            return ""
        return words[-self.count if len(words) >= self.count else -1]

    def _complain(self, addresses: int) -> None:
        if time.monotonic() >= self.next_line:
            self.next_line = time.monotonic() + BETWEEN_LINES
            logger.error(TOO_FEW, addresses, self.count)


def _parts(header: str) -> list[str]:
    return [each.strip() for each in header.split(",") if each.strip()]


def _address(text: str) -> IPv4Address | IPv6Address | None:
    with_port = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((with_port[1] if with_port else text).strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
