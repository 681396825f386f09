"""One run of `onrecord read`: reads the inputs, stores and prints their records, and sums up."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

from rich.text import Text

from onrecord.api import default_reader
from onrecord.cli.console import errors, print_json, results
from onrecord.cli.options import Format
from onrecord.cli.progress import Bar, expected
from onrecord.cli.tables import counted, statement_table
from onrecord.errors import OnrecordError, StoreError
from onrecord.readers.base import Failure
from onrecord.readers.folders import SkippedFile
from onrecord.readers.inputs import InputArticle, Outcome
from onrecord.reading.dates.resolver import UNDATED
from onrecord.reading.pool import read_all
from onrecord.reading.reader import shipped_version
from onrecord.records import Article, Record
from onrecord.store import Writer


class Run:
    """Reads articles, stores and prints their records, and counts.

    Args:
        writer: Where records are stored, if they are.
        output: How each record is printed. Without it a table is printed, if there is only one article.
        verbose: Whether skipped files and articles without a date are named.
    """

    def __init__(self, writer: Writer | None, output: Format | None, *, verbose: bool = False) -> None:
        self._writer, self._output, self._verbose = writer, output, verbose
        self._console = errors()
        self._bar: Bar | None = None
        self._waiting: list[InputArticle] = []
        self._only: Record | None = None
        self._stored: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._articles = self._statements = self._undated = 0
        self.failed = 0

    def read(
        self, outcomes: Iterator[Outcome], inputs: Sequence[str], *, workers: int, min_confidence: float | None
    ) -> None:
        """Read all articles of the inputs. A failure is reported at once, and the run goes on."""
        reader = default_reader() if workers == 1 and min_confidence is None else None
        articles = self._readable(outcomes)
        with self._progress(inputs) as self._bar:
            for result in read_all(articles, workers=workers, min_confidence=min_confidence, reader=reader):
                found = self._waiting.pop(0)
                if isinstance(result, OnrecordError):
                    self._fail(found.where, result)
                else:
                    self._take(found, result)
        if self._only is not None:
            _print_table(self._only)

    def _progress(self, inputs: Sequence[str]) -> AbstractContextManager[Bar | None]:
        """A bar, on a terminal that results are not printed to, if there is more than one article."""
        if not self._console.is_terminal or (self._output is not None and sys.stdout.isatty()):
            return nullcontext()
        total = expected(inputs)
        return nullcontext() if total == 1 else Bar(self._console, total)

    def _readable(self, outcomes: Iterator[Outcome]) -> Iterator[Article]:
        for outcome in outcomes:
            if isinstance(outcome, InputArticle):
                self._waiting.append(outcome)
                yield outcome.article
            elif isinstance(outcome, Failure):
                self._fail(outcome.where, outcome.error)
            else:
                self._skip(outcome)

    def _skip(self, skipped: SkippedFile) -> None:
        self._skipped[skipped.reason] += 1
        if self._verbose:
            self._say(f"{skipped.where}: skipped ({skipped.reason})", "yellow")

    def _fail(self, where: str, error: OnrecordError) -> None:
        self.failed += 1
        self._say(f"{where}: {error}", "red")
        self._advance(where)

    def _say(self, message: str, style: str) -> None:
        # The console of the bar, which draws itself again below what is printed.
        self._console.print(Text(message, style=style), soft_wrap=True)

    def _advance(self, where: str) -> None:
        if self._bar is not None:
            self._bar.advance(where)

    def _take(self, found: InputArticle, record: Record) -> None:
        if self._writer is not None:
            try:
                outcome = self._writer.add(record, location=found.location, reader=shipped_version())
                self._stored[outcome.value] += 1
            except StoreError as error:
                self._fail(found.where, error)
                return
        self._articles += 1
        self._statements += len(record.statements)
        if any(time.note == UNDATED for time in record.times):
            self._undated += 1
            if self._verbose:
                self._say(f"{found.where}: no date", "yellow")
        self._advance(found.where)
        self._print(record)

    def _print(self, record: Record) -> None:
        if self._output is Format.JSON:
            print_json(record.dumps())
        elif self._output is Format.TABLE:
            _print_table(record)
        else:
            self._only = record if self._articles == 1 else None

    def report(self, *, interrupted: bool = False) -> None:
        """Sum up the run on stderr."""
        sys.stdout.flush()
        stored = ", ".join(
            counted(number, "new version") if value == "new version" else f"{number:,} {value}"
            for value, number in sorted(self._stored.items())
        )
        parts = ["No articles read"]
        if self._articles:
            parts = [f"{counted(self._articles, 'article')} read{': ' + stored if stored else ''}"]
            parts.append(counted(self._statements, "statement"))
        if self._skipped:
            reasons = ", ".join(self._skipped)
            parts.append(f"{counted(self._skipped.total(), 'file')} skipped ({reasons})")
        if self._undated:
            has = "has" if self._undated == 1 else "have"
            parts.append(f"{counted(self._undated, 'article')} {has} no date; pass --published")
        if self.failed:
            parts.append(f"{counted(self.failed, 'input')} could not be read")
        if interrupted:
            parts.append("Interrupted; everything counted here is stored" if self._stored else "Interrupted")
        self._say(". ".join(parts) + ".", "yellow" if self.failed or interrupted else "green")


def _print_table(record: Record) -> None:
    console = results()
    console.print(statement_table(record, width=console.width))
