"""The site while strangers hold a thousand connections open, and what it costs when nobody does.

The floor is the same site under gunicorn's own threads, as it was served before: it answers more, and falls silent
with the tenth connection that sends nothing. BENCH_UPLOAD is the size in MB of the honest upload (50 takes 500 s).
"""

import os
import re
import signal
import tempfile
import time
import urllib.parse
import urllib.request
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figure import Figure
from benchmarks.servers import answers, demo_home, pages, server, summed_pss
from benchmarks.slow_clients import held, seen, visited

HELD = 500  # of each kind
VISITORS = 20
SECONDS = 15
ROUNDS = 8
BEFORE = {"GUNICORN_CMD_ARGS": "--worker-class gthread --keep-alive 5"}
FORMS = ["/uk/accounts/login/", "/uk/verify/"]
UPLOAD = float(os.environ.get("BENCH_UPLOAD", "4")) * 1_000_000
BYTES_A_SECOND = 100_000


def figures() -> list[Figure]:
    """Everything about slow clients, on one database of the demo."""
    with tempfile.TemporaryDirectory() as folder:
        home = demo_home(Path(folder))
        with server(home, "/uk/") as (address, pid, _seconds):
            port = int(urlsplit(address).port or 0)
            # Every page once or more by both processes: what they load only then is no growth of this kind.
            paths = pages(address)
            seen(visited(port, 8, VISITORS, [*paths, *FORMS]))
            found = [
                *under_attack(port, pid, paths, "", dribbles=False),
                *under_attack(port, pid, paths, "-dribble", dribbles=True),
                *under_attack(port, pid, paths, "-readers", dribbles=True, reads=True),
                lost_by_new_processes(port, pid, paths),
                honest_upload(address),
            ]
            with server({**home, **BEFORE}, "/uk/") as (before, _pid, _start):
                return [*found, *throughput(port, int(urlsplit(before).port or 0), paths)]


def under_attack(
    port: int, pid: int, paths: list[str], name: str, *, dribbles: bool, reads: bool = False
) -> list[Figure]:
    """What visitors notice of the strangers, and how much memory these take."""
    before = summed_pss(pid)
    with held(port, HELD, dribbles=dribbles, reads=reads):
        visitors = visited(port, SECONDS, VISITORS, [*paths, *FORMS])
        time.sleep(SECONDS - 1)
        during = summed_pss(pid)
        visits = seen(visitors)
    return [
        Figure(f"defects-slow{name}-errors", len(visits.errors), "errors", "lower", target=0),
        Figure(f"defects-slow{name}-p95", visits.p95, "ms", "lower", target=1000),
        Figure(f"defects-slow{name}-memory", during - before, "MiB PSS", "lower", target=60),
    ]


def lost_by_new_processes(port: int, pid: int, paths: list[str]) -> Figure:
    """Requests without an answer while the processes are replaced twice, on connections kept and new."""
    visitors = [visited(port, 12, VISITORS // 2, paths, keeps=keeps) for keeps in (True, False)]
    for _time in range(2):
        time.sleep(4)
        os.kill(pid, signal.SIGHUP)
    lost = sum(len(seen(each).errors) for each in visitors)
    return Figure("defects-slow-lost", lost, "requests", "lower", target=0)


def throughput(ours: int, before: int, paths: list[str]) -> list[Figure]:
    """Pages that are kept and forms, a second, of both in turn: the best of some short rounds."""
    found = []
    for name, asked, target in (("pages", paths, 0.7), ("forms", FORMS, 0.75)):
        rates: dict[int, list[float]] = {ours: [], before: []}
        for _round in range(ROUNDS):
            for port, known in rates.items():
                for path in asked:  # a page is kept for a minute
                    answers(f"http://127.0.0.1:{port}{path}")
                known.append(seen(visited(port, 1.5, 8, asked, keeps=True)).rate)
        value, floor = max(rates[ours]), max(rates[before])
        found.append(
            Figure(f"defects-slow-{name}", value, "requests/s", "higher", floor=floor, target=target)
        )
    return found


# ---------------------------------------------------------------- an honest upload
def honest_upload(address: str) -> Figure:
    """A trainer gives a material over a slow line; the seconds until the site has it, nothing if it was cut."""
    cookies = CookieJar()
    page = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(cookies)
    )

    def read(path: str, form: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        with page.open(address + path, data, timeout=30) as answer:
            return str(answer.read().decode())

    def token(text: str) -> str:
        return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[-1]

    login = "/uk/accounts/login/"
    account = {"login": "trainer@demo.example", "password": "svitlytsia"}
    read(login, {"csrfmiddlewaretoken": token(read(login)), **account})
    sessions = re.findall(r'href="(/uk/my/sessions/[\w-]+/)"', read("/uk/my/"))
    path = next(iter(sessions))
    fields = {"csrfmiddlewaretoken": token(read(path)), "title": "Long line", "language": "uk"}
    cookie = "; ".join(f"{each.name}={each.value}" for each in cookies)
    began = time.perf_counter()
    status = _send(urlsplit(address).port or 0, path, cookie, fields)
    seconds = time.perf_counter() - began if status == 302 else float("nan")
    return Figure("defects-slow-upload", seconds, "s", "lower", floor=UPLOAD / BYTES_A_SECOND, target=1.1)


def _send(port: int, path: str, cookie: str, fields: dict[str, str]) -> int:
    """Send the form with a file, a tenth of a second's bytes at a time; the status, or 0 if the server hung up."""
    edge = "a-border-between-parts"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    file = b"%PDF-1.7\n" + b"\0" * (int(UPLOAD) - 15) + b"\n%%EOF"
    body = "".join(parts).encode() + file + f"\r\n--{edge}--\r\n".encode()
    link = HTTPConnection("127.0.0.1", port, timeout=60)
    step = BYTES_A_SECOND // 10
    try:
        link.putrequest("POST", path)
        headers = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={edge}"}
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            link.putheader(name, value)
        link.endheaders()
        began = time.perf_counter()
        for sent in range(0, len(body), step):
            link.send(body[sent : sent + step])
            time.sleep(max(0.0, (sent + step) / BYTES_A_SECOND - (time.perf_counter() - began)))
        return link.getresponse().status
    except (TimeoutError, OSError):
        return 0
    finally:
        link.close()
