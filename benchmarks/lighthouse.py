"""What Lighthouse says of public pages on a phone: `LIGHTHOUSE` says where it is (`npm install lighthouse@12.2.3`).

Without it, there is no figure. The least over the pages is the figure; pages that reach less than all are said.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.crawl import Read, crawl
from benchmarks.figure import Figure
from benchmarks.servers import demo_home, server

# What a page is judged by, and the least that it must reach.
MUST = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 95}


def figures() -> list[Figure]:
    """The least of each score over a page of each public kind in each language."""
    lighthouse = os.environ.get("LIGHTHOUSE")
    if lighthouse is None:
        print("  LIGHTHOUSE does not say where it is", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder:
        home = demo_home(Path(folder))
        with server(home, "/uk/") as (address, _pid, _seconds):
            pages = {
                (page.kind, page.language): page for page in crawl(address, {}, [""]) if _is_public(page)
            }
            scores = [_scores(lighthouse, address, page) for page in pages.values()]
    return [
        Figure(
            f"strangers-lighthouse-{name}",
            min(score[name] for score in scores),
            f"on {len(scores)}",
            "higher",
            target=least,
        )
        for name, least in MUST.items()
    ]


def _is_public(page: Read) -> bool:
    """Whether search engines are to find it: what asks them not to gets no full mark for being found."""
    return b"noindex" not in page.body


def _scores(lighthouse: str, address: str, page: Read) -> dict[str, float]:
    """Lighthouse's scores of a page, on the phone that it makes believe to be."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or ""
    answer = subprocess.run(
        [
            lighthouse,
            address + page.path,
            "--quiet",
            "--output=json",
            "--chrome-flags=--no-sandbox --headless",
        ],
        env={"CHROME_PATH": chromium, **os.environ},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    categories = json.loads(answer.stdout)["categories"]
    scores = {name: round(100 * categories[name]["score"]) for name in MUST}
    if any(scores[name] < 100 for name in MUST):
        print(f"  {page.path}: {scores}", file=sys.stderr, flush=True)
    return dict(scores)
