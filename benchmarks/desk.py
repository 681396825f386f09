"""Requests every page of the desk with 1,000,000 statements, with none, and with the bundled story.

    python benchmarks/desk.py [--statements 1000000] [--requests 10000] [--repeats 20] [--dir FOLDER]

It prints the time to the first byte of each page, with one client and with two at once, the ratio to an empty database
and to the bundled story, and whether the page stays within the limits. Then it sends mixed requests and checks the
memory of the server. The large database consists of copies of the rows of `examples/` (see `enlarge.py`): this measures
pages, not reading. It is created in a temporary folder, or in `--dir`, where the next run can use it again.
"""

import argparse
import http.client
import json
import math
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from urllib.parse import quote, urlencode

import enlarge
from onrecord.corpus.ledger import LedgerBook
from onrecord.store import Store
from table import Table, print_command

MEDIAN, P95 = 150.0, 400.0
"""The limits, in milliseconds."""
GROWTH = 0.05
"""How much the memory of the server may grow after it has warmed up."""
TODAY = "2024-06-01"
EXAMPLES = Path(__file__).parent.parent / "examples"


def read_story(path: Path) -> None:
    """Read the bundled articles into a new database, and build the actors and the ledger."""
    command = [sys.executable, "-m", "onrecord", "read", str(EXAMPLES), "--db", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    LedgerBook(Store(path)).update()


def prepare(folder: Path, wanted: int) -> dict[str, Path]:
    """The three databases."""
    story, empty, large = (folder / f"{name}.db" for name in ("story", "empty", str(wanted)))
    if not story.exists():
        read_story(story)
    Store(empty).writer()
    if not large.exists():
        with sqlite3.connect(story) as source, sqlite3.connect(large) as target:
            source.backup(target)
        enlarge.grow(large, wanted)
    return {"large": large, "empty": empty, "story": story}


@contextmanager
def serving(path: Path) -> Iterator[tuple[int, int]]:
    """A desk in a separate process: its port and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "onrecord", "serve", "--db", str(path), "--port", str(port), "--as-of", TODAY]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        for _ in range(300):
            try:
                fetch(connect(port), "/help")
                break
            except ConnectionError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def connect(port: int) -> http.client.HTTPConnection:
    """A connection that stays open between requests."""
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def fetch(connection: http.client.HTTPConnection, address: str) -> tuple[float, int, bytes]:
    """The milliseconds to the first byte of the body, the status, and the body."""
    began = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    first = response.read(1)
    taken = (time.perf_counter() - began) * 1000
    return taken, response.status, first + response.read()


def pages(path: Path, port: int) -> dict[str, str]:
    """The address of every page, by name."""
    with sqlite3.connect(path) as database:

        def first(query: str) -> str:
            return str(database.execute(query).fetchone()[0])

        article = first("SELECT id FROM articles WHERE latest = 1 ORDER BY key DESC LIMIT 1 OFFSET 10")
        versions = first("SELECT id FROM articles WHERE latest = 0 ORDER BY key DESC LIMIT 1")
        most = first("SELECT id FROM actors ORDER BY statements DESC LIMIT 1")
        other = first("SELECT id FROM actors WHERE kind = 'person' ORDER BY statements LIMIT 1 OFFSET 9")
        commitment = first("SELECT id FROM ledger WHERE due_end IS NOT NULL ORDER BY rank DESC LIMIT 1")
        outlet = first("SELECT outlet FROM articles WHERE outlet IS NOT NULL ORDER BY key DESC LIMIT 1")
    found = {
        "front": "/",
        "front, as JSON": "/index.json",
        "help": "/help",
        "articles": "/articles",
        "articles, deep": "/articles?after=2019-03-01~0",
        "articles of an outlet": f"/articles?outlet={quote(outlet)}",
        "article": f"/articles/{article}",
        "article, as JSON": f"/articles/{article}.json",
        "article, one kind": f"/articles/{article}?kind=person",
        "article, old version": f"/articles/{versions}?version=1",
        "article, none": "/articles/there-is-no-such-article",
        "statement to correct": f"/statement?article={article}&id=s1",
        "citation": f"/citation?article={article}&id=s1",
        "corrections": "/corrections",
        "actors": "/actors",
        "actors by name": "/actors?q=hask",
        "actors by a rare name": "/actors?q=hask+galquist",
        "actors by no name": "/actors?q=nobody+at+all",
        "actors, deep": "/actors?after=30~a",
        "actor with most statements": f"/actors/{most}",
        "the same, as JSON": f"/actors/{most}.json",
        "the same, deep": f"/actors/{most}?after=2019-03-01~0",
        "actor": f"/actors/{other}",
        "calendar": "/calendar",
        "calendar of a month": "/calendar?month=2019-05",
        "commitment": f"/commitments/{commitment}",
        "commitments": "/commitments",
        "commitments, as JSON": "/commitments.json",
        "commitments of an actor": f"/commitments?actor={most}",
        "overdue, deep": "/commitments?group=overdue&offset=10000",
    }
    found |= {f"commitments, {group}": f"/commitments?{urlencode({'group': group})}" for group in _GROUPS}
    found |= {f"search, {name}": f"/search?{urlencode(asked)}" for name, asked in _searches(most, outlet).items()}
    found |= {f"timeline, {name}": f"/timeline?{urlencode(asked)}" for name, asked in _timelines(most).items()}
    export = {"q": enlarge.RARE[1], "since": "2010-01-01"}
    forms = ("csv", "jsonl", "parquet", "annotations", "quotations")
    found |= {f"export, {form}": f"/export/statements?{urlencode(export | {'format': form})}" for form in forms}
    found["export, commitments"] = f"/export/commitments?format=ics&chain={commitment}"
    return found | _deep(port, "/search", {"q": "warning"})


_GROUPS = ("overdue", "due soon", "open", "undated", "decided")


def _searches(actor: str, outlet: str) -> dict[str, dict[str, str]]:
    common = {"q": "the"}
    return {
        "no words": {},
        "a rare word": {"q": enlarge.RARE[1]},
        "no such word": {"q": "zyzzyva"},
        "a word": {"q": "warning"},
        "a common word": {"q": "dam"},
        "the commonest word": common,
        "two words": {"q": "river treaty"},
        "two common words": {"q": "the ministry"},
        "a common and a rare word": {"q": f"the {enlarge.RARE[1]}"},
        "a word, excluding another": {"q": "dam -ministry"},
        "a phrase": {"q": '"the river service"'},
        "a prefix": {"q": "commiss*"},
        "a short prefix": {"q": "s*"},
        "stance": {"stance": "denies"},
        "words and stance": {"q": "ministry", "stance": "denies"},
        "common word and stance": common | {"stance": "denies"},
        "kind": {"kind": "direct"},
        "words and kind": {"q": "dam", "kind": "direct"},
        "source kind": {"source_kind": "anonymous"},
        "words and source kind": {"q": "dam", "source_kind": "anonymous"},
        "outlet": {"outlet": outlet},
        "words and outlet": {"q": "dam", "outlet": outlet},
        "actor": {"actor": actor},
        "words and actor": {"q": "dam", "actor": actor},
        "source": {"source": "ministry"},
        "a rare source": {"source": "Odile Farr, a spokeswoman"},
        "no such source": {"source": "nobody at all"},
        "words and source": {"q": "dam", "source": "ministry"},
        "dates": {"since": "2019-03-01", "until": "2019-03-31"},
        "words and dates": {"q": "dam", "since": "2019-03-01", "until": "2019-03-31"},
        "old dates": {"until": "2014-06-01"},
        "newest": {"q": "dam", "order": "new"},
        "commonest, newest": common | {"order": "new"},
        "newest, deep": {"q": "dam", "order": "new", "after": "2019-03-01~0"},
        "no words, deep": {"after": "2019-03-01~0"},
        "all facets": {"q": "dam", "stance": "asserts", "kind": "indirect", "source_kind": "government"},
    }


def _timelines(actor: str) -> dict[str, dict[str, str]]:
    return {
        "all": {},
        "a year": {"from": "2019-01-01", "to": "2019-12-31"},
        "a month": {"from": "2019-03-01", "to": "2019-03-31"},
        "a rare word": {"q": enlarge.RARE[1]},
        "a word": {"q": "warning"},
        "a common word": {"q": "dam"},
        "the commonest word": {"q": "the"},
        "an actor": {"actor": actor},
        "an actor and a word": {"actor": actor, "q": "dam"},
        "a stance": {"stance": "denies"},
    }


def _deep(port: int, path: str, asked: dict[str, str]) -> dict[str, str]:
    """The fifth page of a list, reached through the cursors of the pages before."""
    connection, after = connect(port), {}
    for _ in range(4):
        cursor = json.loads(fetch(connection, f"{path}.json?{urlencode(asked | after)}")[2])["after"]
        after = {"after": cursor} if cursor else after
    return {"search, best, deep": f"{path}?{urlencode(asked | after)}"}


def timed(port: int, address: str, times: int, clients: int) -> list[float]:
    """The milliseconds of `times` requests from each of several concurrent clients, including the first request."""

    def client(_: int) -> list[float]:
        connection = connect(port)
        taken = []
        for _ in range(times):
            milliseconds, status, body = fetch(connection, address)
            if status not in {200, 404, 503}:
                msg = f"{address} was answered with {status}: {body.decode()[:2000]}"
                raise SystemExit(msg)
            taken.append(milliseconds)
        return taken

    with ThreadPoolExecutor(clients) as pool:
        return [each for taken in pool.map(client, range(clients)) for each in taken]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def measure(paths: dict[str, Path], repeats: int) -> tuple[int, int]:
    """Print the table of pages. Return how many stay within the limits, and how many there are."""
    with serving(paths["large"]) as (port, _), serving(paths["empty"]) as (empty, _), serving(paths["story"]) as (s, _):
        found = pages(paths["large"], port)
        story = pages(paths["story"], s)
        table = Table(("page", "median", "p95", "two: median", "two: p95", "x empty", "x story", ""), others=8)
        kept = 0
        for name, address in found.items():
            one, two = timed(port, address, repeats, 1), timed(port, address, repeats, 2)
            none = statistics.median(timed(empty, address, 5, 1))
            some = statistics.median(timed(s, story[name], 5, 1))
            middle, late = statistics.median(one), percentile(one, 0.95)
            middle_two, late_two = statistics.median(two), percentile(two, 0.95)
            passes = max(middle, middle_two) <= MEDIAN and max(late, late_two) <= P95
            kept += passes
            cells = [f"{each:,.1f}" for each in (middle, late, middle_two, late_two, middle / none, middle / some)]
            table.row(name, *cells, "" if passes else "over")
        return kept, len(found)


def mixed(path: Path, wanted: int, seed: int) -> bool:
    """Send mixed requests from two clients and print the memory of the server. Return whether it stays flat."""
    with serving(path) as (port, process):
        addresses = list(pages(path, port).values())
        before = memory(process)
        warm = min(1_000, wanted // 2)
        taken = _sent(port, addresses, warm, seed)
        warmed = memory(process)
        taken += _sent(port, addresses, wanted - warm, seed + 1)
        after = memory(process)
    growth = after / warmed - 1
    print(
        f"\n{wanted:,} mixed requests, two clients: median {statistics.median(taken):.1f} ms, "
        f"p95 {percentile(taken, 0.95):.1f} ms, slowest {max(taken):,.1f} ms"
    )
    print(
        f"memory of the server: {before / 1024:.0f} MiB at the start, {warmed / 1024:.0f} MiB after {warm:,}, "
        f"{after / 1024:.0f} MiB at the end: {growth:+.1%}, {'flat' if growth < GROWTH else 'not flat'}"
    )
    return growth < GROWTH


def _sent(port: int, addresses: list[str], wanted: int, seed: int) -> list[float]:
    def client(number: int, share: int) -> list[float]:
        connection, draw = connect(port), random.Random(seed * 10 + number)  # noqa: S311 - not a secret
        return [fetch(connection, draw.choice(addresses))[0] for _ in range(share)]

    with ThreadPoolExecutor(2) as pool:
        return [each for taken in pool.map(client, range(2), repeat(wanted // 2)) for each in taken]


def memory(process: int) -> int:
    """The resident memory of a process, in KiB."""
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(process)]))  # noqa: S603, S607


def main() -> None:
    """Run the whole benchmark. Fail if a page exceeds the limits or memory grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, help="keep the databases here, and use them if they exist")
    options = parser.parse_args()
    print_command()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.dir or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        paths = prepare(folder, options.statements)
        print(
            f"{options.statements:,} statements; database {paths['large'].stat().st_size / 2**20:,.0f} MiB; "
            "milliseconds to the first byte\n"
        )
        kept, total = measure(paths, options.repeats)
        print(f"\n{kept} of {total} pages are within {MEDIAN:.0f} ms at the median and {P95:.0f} ms at p95")
        flat = mixed(paths["large"], options.requests, options.seed) if options.requests else True
    sys.exit(kept < total or not flat)


if __name__ == "__main__":
    main()
