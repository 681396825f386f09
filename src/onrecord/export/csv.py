"""CSV: one row a statement, or a commitment."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from onrecord.corpus.commitments import Commitment
from onrecord.export.rows import COLUMNS, COMMITMENT_COLUMNS, Row, commitment_rows, rows
from onrecord.records import Record


def write_csv(records: Iterable[Record], file: BinaryIO) -> None:
    """Write a header and a row for each statement."""
    _write(COLUMNS, rows(records), file)


def write_commitments_csv(commitments: Iterable[Commitment], file: BinaryIO) -> None:
    """Write a header and a row for each commitment."""
    _write(COMMITMENT_COLUMNS, commitment_rows(commitments), file)


def _write(columns: Sequence[str], table: Iterable[Row], file: BinaryIO) -> None:
    """Write a table in UTF-8 with a byte order mark, which spreadsheets ask for."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(table)
    text.detach()
