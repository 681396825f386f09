"""Reads 1,000 articles into a database, then searches it at 25,000 and at 1,000,000 statements.

    python benchmarks/archive.py ARTICLES.jsonl [MORE.jsonl ...] [--articles 1000] [--statements 1000000]

Each file has one article a line (`text`, and perhaps `id`); where they hold fewer articles than wanted, they are read
again under other ids. The larger database is made of copies of the rows. Speeds are of one process with one thread.
"""

import argparse
import itertools
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from onrecord.readers.base import Overrides, clean, make_article
from onrecord.reading.reader import Reader
from onrecord.records import Article, DateInterval, Kind, Stance
from onrecord.store import Query, Store
from onrecord.store.schema import articles, statements
from onrecord.store.sqlite import open_engine

QUERIES = {
    "one rare word": Query("subpoena"),
    "one common word": Query("people"),
    "two words": Query("tax policy"),
    "a phrase": Query('"the united states"'),
    "a beginning": Query("immigra*"),
    "words and stance": Query("report", stance=Stance.DENIES),
    "words and source": Query("vote", source="spokes"),
    "words, kind and dates": Query("election", kind=Kind.DIRECT, since=date(2016, 3, 1), until=date(2016, 9, 30)),
    "no words, by source": Query(source="spokesman"),
}
REPEATS = 15


def made_articles(paths: list[Path], wanted: int) -> Iterator[Article]:
    """The articles of the files, again and again under other ids, with dates spread over a year."""
    lines = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    for n, fields in zip(range(wanted), itertools.cycle(lines), strict=False):
        day = date(2016, 1 + n % 12, 1 + n % 28)
        overrides = Overrides(id=f"article-{n}", outlet=f"Outlet {n % 7}", published=DateInterval(day, day))
        yield make_article(clean(fields["text"]), overrides=overrides)


def read_archive(store: Store, paths: list[Path], wanted: int) -> None:
    """Read and keep the articles, and print how fast that went and how much it took."""
    began = time.perf_counter()
    reader = Reader()
    loaded = time.perf_counter()
    writer = store.writer()
    words = found = 0
    clock = time.process_time()
    for article in made_articles(paths, wanted):
        record = reader.read(article)
        writer.add(record)
        words += len(article.text.split())
        found += len(record.statements)
    seconds, cpu = time.perf_counter() - loaded, time.process_time() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    row("articles", f"{wanted:,}")
    row("words", f"{words:,}")
    row("statements", f"{found:,}")
    row("loading the model", f"{loaded - began:.2f} s")
    row("articles a second", f"{wanted / seconds:.1f}")
    row("words a second", f"{words / seconds:,.0f}")
    row("words a CPU-second", f"{words / cpu:,.0f}")
    row("peak memory", f"{peak / 2**20:,.0f} MiB")
    row("database bytes an article", f"{store.path.stat().st_size / wanted:,.0f}")
    row("text bytes an article", f"{sum(len(a.text.encode()) for a in made_articles(paths, wanted)) / wanted:,.0f}")


def grow(store: Store, wanted: int) -> None:
    """Copy articles and statements under other ids until the database has `wanted` statements."""
    engine = open_engine(store.path, busy_seconds=60, read_only=False)
    with engine.begin() as connection:
        last = connection.scalar(select(func.max(articles.c.key)))
        have = connection.scalar(select(func.count()).select_from(statements))
        originals = select(articles).where(articles.c.key <= last)
        said = select(statements).where(statements.c.article <= last).order_by(statements.c.key)
        for copy in range(1, wanted // have + 1):
            _copy(connection, originals, key=articles.c.key + copy * last, id=f"copy-{copy}-" + articles.c.id)
            missing = wanted - have * copy
            _copy(connection, said.limit(missing), key=None, article=statements.c.article + copy * last)


def _copy(connection: Connection, rows: Select[Any], **changed: Any) -> None:
    """Insert the selected rows again, some columns changed."""
    (target,) = rows.get_final_froms()
    columns = [column for column in target.c if changed.get(column.name, column) is not None]
    values = [changed.get(column.name, column) for column in columns]
    connection.execute(insert(target).from_select([column.name for column in columns], rows.with_only_columns(*values)))


def search(store: Store) -> None:
    """Print the median of each query's latency and the slowest of them, in milliseconds."""
    view = store.view()
    row("statements in the database", f"{view.stats().statements:,}")
    for name, query in QUERIES.items():
        times = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            found = view.search(query)
            times.append((time.perf_counter() - began) * 1000)
        row(f"search: {name}", f"{statistics.median(times):.1f} ms, slowest {max(times):.1f} ms, {len(found)} found")


def row(name: str, value: str) -> None:
    """Print a row of the table."""
    print(f"| {name:32} | {value:>42} |", flush=True)


def main() -> None:
    """Run the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--statements", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "archive.db")
        row("measure", "value")
        row("---", "---:")
        read_archive(store, options.files, options.articles)
        search(store)
        if options.statements > store.view().stats().statements:
            grow(store, options.statements)
            row("database, grown", f"{store.path.stat().st_size / 2**20:,.0f} MiB")
            search(store)


if __name__ == "__main__":
    main()
