"""One run of `onrecord read`: what was found, kept, passed over, and what failed."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from onrecord.cli.console import Format, errors, print_json, results
from onrecord.cli.tables import print_record
from onrecord.errors import OnrecordError, StoreError
from onrecord.readers.base import Failure
from onrecord.readers.folders import SkippedFile
from onrecord.readers.inputs import InputArticle, Outcome
from onrecord.reading.dates.resolver import UNDATED
from onrecord.reading.pool import read_all
from onrecord.reading.reader import shipped_version
from onrecord.records import Article, Record
from onrecord.store import AddOutcome, Writer


class Run:
    """Reads what is found, keeps it, prints it, and counts."""

    def __init__(self, writer: Writer | None, output: Format, *, live: bool) -> None:
        self._writer, self._output, self._live = writer, output, live
        self._console = results()
        self._waiting: list[InputArticle] = []
        self.failures: list[Failure] = []
        self.skipped: list[SkippedFile] = []
        self.added: Counter[AddOutcome] = Counter()
        self.articles = self.statements = self.undated = 0

    def read(self, outcomes: Iterator[Outcome], workers: int, min_confidence: float | None) -> None:
        """Read all of `outcomes`; a failure is reported at once, and the run goes on."""
        with self._progress() as progress:
            task = progress.add_task("reading", total=None) if progress else None
            for result in read_all(self._articles(outcomes), workers=workers, min_confidence=min_confidence):
                found = self._waiting.pop(0)
                if isinstance(result, OnrecordError):
                    self._fail(Failure(found.where, result))
                else:
                    self._keep(found, result)
                if progress and task is not None:
                    progress.update(task, completed=self.articles, description=f"reading {Path(found.where).name}")

    def _articles(self, outcomes: Iterator[Outcome]) -> Iterator[Article]:
        for outcome in outcomes:
            if isinstance(outcome, InputArticle):
                self._waiting.append(outcome)
                yield outcome.article
            elif isinstance(outcome, Failure):
                self._fail(outcome)
            else:
                self.skipped.append(outcome)

    def _fail(self, failure: Failure) -> None:
        self.failures.append(failure)
        errors().print(f"{failure.where}: {failure.error}", style="red", markup=False, soft_wrap=True)

    def _keep(self, found: InputArticle, record: Record) -> None:
        if self._writer is not None:
            try:
                self.added[self._writer.add(record, location=found.location, reader=shipped_version())] += 1
            except StoreError as error:
                self._fail(Failure(found.where, error))
                return
        self.articles += 1
        self.statements += len(record.statements)
        self.undated += any(time.note == UNDATED for time in record.times)
        if self._output is Format.JSON:
            print_json(record.dumps())
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
        if self.undated:
            parts.append(f"{_count(self.undated, 'article')} without a date: give one with --published")
        if self.failures:
            parts.append(f"{_count(len(self.failures), 'failure')}")
        if interrupted:
            parts.append("interrupted; what is listed as kept is safe")
        errors().print(
            "; ".join(parts), style="yellow" if self.failures or interrupted else "green", markup=False, soft_wrap=True
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
