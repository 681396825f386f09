"""CSV: one row a statement."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from onrecord.export.rows import COLUMNS, rows
from onrecord.records import Record


def write_csv(records: Iterable[Record], file: BinaryIO) -> None:
    """Write a header and a row for each statement, in UTF-8 with a byte order mark, which spreadsheets ask for."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows(records))
    text.detach()
