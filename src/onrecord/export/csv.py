"""CSV: one row per statement, commitment, timeline entry or line of a list.

Spreadsheets may run a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break as a formula, and articles are
other people's text. Free text that begins like this is prefixed with an apostrophe, which marks it as text
(https://owasp.org/www-community/attacks/CSV_Injection). Categories, numbers, dates and spans are left unchanged.
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
    """Write a header and one row per statement; formulas are escaped."""
    _write(COLUMNS, rows(records), file)


def write_commitments_csv(commitments: Iterable[Commitment], file: BinaryIO) -> None:
    """Write a header and one row per commitment; formulas are escaped."""
    _write(COMMITMENT_COLUMNS, commitment_rows(commitments), file)


def write_timeline_csv(entries: Iterable[Entry], file: BinaryIO) -> None:
    """Write a header and one row per entry; formulas are escaped."""
    _write(ENTRY_COLUMNS, entry_rows(entries), file)


def write_list_csv(
    line: type[ActorLine | ArticleLine], lines: Iterable[ActorLine | ArticleLine], file: BinaryIO
) -> None:
    """Write a header and one row per `line` of a list; formulas are escaped."""
    _write([field.name for field in fields(line)], map(asdict, lines), file)


def _write(columns: Sequence[str], table: Iterable[Row], file: BinaryIO) -> None:
    """Write a table in UTF-8 with a byte order mark, which spreadsheets need."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(_escaped(row) for row in table)
    text.detach()


def _escaped(row: Row) -> Row:
    return {
        column: f"'{cell}" if column in _FREE and isinstance(cell, str) and cell.startswith(_FORMULA) else cell
        for column, cell in row.items()
    }
