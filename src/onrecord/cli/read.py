"""`onrecord read`: articles in, their statements out and into the database."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from onrecord.cli.console import DEFAULT_DATABASE, INTERRUPTED, Database, errors, results
from onrecord.cli.tables import print_record
from onrecord.errors import OnrecordError, StoreError
from onrecord.readers.base import Failure, Given
from onrecord.readers.fetch import Fetcher
from onrecord.readers.inputs import Found, InputReader, Outcome, Skipped
from onrecord.reading.pool import read_all
from onrecord.records import Article, DateInterval, Origin, Record
from onrecord.store import Added, Store, Writer


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"


def read(
    inputs: Annotated[
        list[str], typer.Argument(metavar="PATH|URL|-...", help="Files, folders, feeds, addresses, or - for stdin.")
    ],
    *,
    output: Annotated[
        Format, typer.Option("--format", "-f", help="A table for people, or one JSON object an article.")
    ] = Format.TABLE,
    db: Database = DEFAULT_DATABASE,
    no_store: Annotated[bool, typer.Option("--no-store", help="Print only; keep nothing.")] = False,
    published: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of publication, before what the page says.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="The outlet, before what the page says.")] = None,
    title: Annotated[str | None, typer.Option(help="The title, before what the page says.")] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=256, help="Processes that read at once.")] = 1,
    fetch_entries: Annotated[
        bool, typer.Option("--fetch-entries", help="Fetch the pages that a feed only announces.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses of this machine and of private networks.")
    ] = False,
) -> None:
    """Read articles: find who said what, print it, and keep it.

    Takes plain text, saved pages (HTML), RSS and Atom feeds, JSON Lines, addresses, folders of these, and - for
    standard input. The network is used for addresses only. Reading the same article again changes nothing; a
    changed one is kept as a new version. What could not be read is reported, the rest is read all the same, and
    the exit status is then 1.

    **Examples**

    - `onrecord read article.html` – one saved page
    - `onrecord read articles/ --outlet "The Lantern"` – a folder
    - `onrecord read https://lantern.example/story --format json | jq .statements`
    - `cat articles.jsonl | onrecord read - --format json --no-store`
    """
    given = Given(title=title, outlet=outlet, published=_day(published.date()) if published else None)
    writer = None if no_store else Store(db).writer()
    with Fetcher(allow_private=allow_private) as fetcher:
        reader = InputReader(given=given, fetch=fetcher.fetch, stdin=sys.stdin.buffer, fetch_entries=fetch_entries)
        run = _Run(writer, output, live=errors().is_terminal)
        try:
            run.read(reader.read(inputs), workers)
        except KeyboardInterrupt:
            run.report(interrupted=True)
            raise typer.Exit(INTERRUPTED) from None
    run.report(interrupted=False)
    if run.failures:
        raise typer.Exit(1)


def _day(day: date) -> DateInterval:
    return DateInterval(day, day, Origin.ARGUMENT)


class _Run:
    """One run of `read`: what was found, kept, skipped, and what failed."""

    def __init__(self, writer: Writer | None, output: Format, *, live: bool) -> None:
        self._writer, self._output, self._live = writer, output, live
        self._console = results()
        self._waiting: list[Found] = []
        self.failures: list[Failure] = []
        self.skipped: list[Skipped] = []
        self.added: Counter[Added] = Counter()
        self.articles = self.statements = 0

    def read(self, outcomes: Iterator[Outcome], workers: int) -> None:
        with self._progress() as progress:
            task = progress.add_task("reading", total=None) if progress else None
            for result in read_all(self._articles(outcomes), workers=workers):
                found = self._waiting.pop(0)
                if isinstance(result, OnrecordError):
                    self._fail(Failure(found.where, result))
                else:
                    self._keep(found, result)
                if progress and task is not None:
                    progress.update(task, completed=self.articles, description=f"reading {Path(found.where).name}")

    def _articles(self, outcomes: Iterator[Outcome]) -> Iterator[Article]:
        for outcome in outcomes:
            if isinstance(outcome, Found):
                self._waiting.append(outcome)
                yield outcome.article
            elif isinstance(outcome, Failure):
                self._fail(outcome)
            else:
                self.skipped.append(outcome)

    def _fail(self, failure: Failure) -> None:
        self.failures.append(failure)
        errors().print(f"{failure.where}: {failure.error}", style="red", markup=False, soft_wrap=True)

    def _keep(self, found: Found, record: Record) -> None:
        if self._writer is not None:
            try:
                self.added[self._writer.add(record, location=found.location)] += 1
            except StoreError as error:
                self._fail(Failure(found.where, error))
                return
        self.articles += 1
        self.statements += len(record.statements)
        if self._output is Format.JSON:
            sys.stdout.write(record.dumps() + "\n")
        else:
            print_record(self._console, record)

    def _progress(self) -> AbstractContextManager[Progress | None]:
        if not self._live:
            return nullcontext()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        return Progress(*columns, console=errors(), transient=True)

    def report(self, *, interrupted: bool) -> None:
        """Say on stderr what the run came to."""
        sys.stdout.flush()
        kept = ", ".join(f"{number} {added.value}" for added, number in sorted(self.added.items()))
        parts = [f"{_count(self.articles, 'article')} read, {_count(self.statements, 'statement')}"]
        if kept:
            parts.append(f"kept: {kept}")
        if self.skipped:
            parts.append(f"passed over {_count(len(self.skipped), 'file')} of other kinds")
        if self.failures:
            parts.append(f"{_count(len(self.failures), 'failure')}")
        if interrupted:
            parts.append("interrupted; what is listed as kept is safe")
        errors().print("; ".join(parts), style="yellow" if self.failures or interrupted else "green", markup=False)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
