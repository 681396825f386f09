"""Reads 1,000 articles into a database, then searches these and a database of 1,000,000 statements.

    python benchmarks/archive.py ARTICLES.jsonl [MORE.jsonl ...] [--articles 1000] [--statements 1000000]

Each file has one article per line (`text`, optionally `id`). If there are too few, they are read again under other ids.
The larger database consists of copies of the rows. Speeds are for one process on one thread.
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
from table import Table, print_command

QUERIES = {
    "one rare word": Query("subpoena"),
    "one common word": Query("people"),
    "two words": Query("tax policy"),
    "a phrase": Query('"the united states"'),
    "a prefix": Query("immigra*"),
    "words and stance": Query("report", stance=Stance.DENIES),
    "words and source": Query("vote", source="spokes"),
    "words, kind and dates": Query("election", kind=Kind.DIRECT, since=date(2016, 3, 1), until=date(2016, 9, 30)),
    "no words, by source": Query(source="spokesman"),
}
REPEATS = 15


def made_articles(paths: list[Path], wanted: int) -> Iterator[Article]:
    """The articles of the files, repeated under other ids, with dates over a year."""
    lines = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    for n, fields in zip(range(wanted), itertools.cycle(lines), strict=False):
        day = date(2016, 1 + n % 12, 1 + n % 28)
        overrides = Overrides(id=f"article-{n}", outlet=f"Outlet {n % 7}", published=DateInterval(day, day))
        yield make_article(clean(fields["text"]), overrides=overrides)


def read_archive(store: Store, paths: list[Path], wanted: int) -> None:
    """Read and store the articles, and print the speed, memory and size."""
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
    table = Table(("archive", "value"))
    table.row("articles", f"{wanted:,}")
    table.row("words", f"{words:,}")
    table.row("statements", f"{found:,}")
    table.row("load time of the model", f"{loaded - began:.2f} s")
    table.row("articles per second", f"{wanted / seconds:.1f}")
    table.row("words per second", f"{words / seconds:,.0f}")
    table.row("words per CPU-second", f"{words / cpu:,.0f}")
    table.row("peak memory", f"{peak / 2**20:,.0f} MiB")
    table.row("bytes per article in the database", f"{store.path.stat().st_size / wanted:,.0f}")
    text = sum(len(article.text.encode()) for article in made_articles(paths, wanted))
    table.row("bytes per article as text", f"{text / wanted:,.0f}")


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
    """Insert the selected rows again, with some columns changed."""
    (target,) = rows.get_final_froms()
    columns = [column for column in target.c if changed.get(column.name, column) is not None]
    values = [changed.get(column.name, column) for column in columns]
    connection.execute(insert(target).from_select([column.name for column in columns], rows.with_only_columns(*values)))


def search(store: Store) -> None:
    """Print the median and the slowest time of each query, and the number of results."""
    view = store.view()
    size = store.path.stat().st_size / 2**20
    print(f"\n{view.stats().statements:,} statements; {size:,.0f} MiB; milliseconds\n")
    table = Table(("search", "median", "slowest", "results"))
    for name, query in QUERIES.items():
        times = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            found = view.search(query)
            times.append((time.perf_counter() - began) * 1000)
        table.row(name, f"{statistics.median(times):.1f}", f"{max(times):.1f}", str(len(found)))


def main() -> None:
    """Run the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--statements", type=int, default=1_000_000)
    options = parser.parse_args()
    print_command()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "archive.db")
        read_archive(store, options.files, options.articles)
        search(store)
        if options.statements > store.view().stats().statements:
            grow(store, options.statements)
            search(store)


if __name__ == "__main__":
    main()
