"""CSV: one row a statement, a commitment, an entry of the timeline, or a line of a list.

A spreadsheet may run a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break as a formula, and articles are
other people's text. Cells of free text that begin so get an apostrophe before, by which spreadsheets know a text
(https://owasp.org/www-community/attacks/CSV_Injection). Words from closed lists, numbers, days and spans stay as they
are.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import BinaryIO

from onrecord.corpus.commitments import Commitment
from onrecord.corpus.timeline import Entry
from onrecord.export.rows import COLUMNS, COMMITMENT_COLUMNS, ENTRY_COLUMNS, Row, commitment_rows, entry_rows, rows
from onrecord.records import Record
from onrecord.store import ActorLine, ArticleLine

_FREE = frozenset(
    {
        "article",
        "chain",
        "content",
        "cue",
        "id",
        "name",
        "outlet",
        "parent",
        "source",
        "statement",
        "title",
        "url",
        "what",
        "who",
    }
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(records: Iterable[Record], file: BinaryIO) -> None:
    """Write a header and a row for each statement; no text is left to be run as a formula."""
    _write(COLUMNS, rows(records), file)


def write_commitments_csv(commitments: Iterable[Commitment], file: BinaryIO) -> None:
    """Write a header and a row for each commitment; no text is left to be run as a formula."""
    _write(COMMITMENT_COLUMNS, commitment_rows(commitments), file)


def write_timeline_csv(entries: Iterable[Entry], file: BinaryIO) -> None:
    """Write a header and a row for each entry; no text is left to be run as a formula."""
    _write(ENTRY_COLUMNS, entry_rows(entries), file)


def write_list_csv(
    line: type[ActorLine | ArticleLine], lines: Iterable[ActorLine | ArticleLine], file: BinaryIO
) -> None:
    """Write a header and a row for each `line` of a list; no text is left to be run as a formula."""
    _write([field.name for field in fields(line)], map(asdict, lines), file)


def _write(columns: Sequence[str], table: Iterable[Row], file: BinaryIO) -> None:
    """Write a table in UTF-8 with a byte order mark, which spreadsheets ask for."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(_harmless(row) for row in table)
    text.detach()


def _harmless(row: Row) -> Row:
    return {
        column: f"'{cell}" if column in _FREE and isinstance(cell, str) and cell.startswith(_FORMULA) else cell
        for column, cell in row.items()
    }
