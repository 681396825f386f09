"""JSON Lines: one record per article."""

from collections.abc import Iterable
from typing import BinaryIO

from onrecord.records import Record


def write_jsonl(records: Iterable[Record], file: BinaryIO) -> None:
    """Write each record as one line of JSON."""
    file.writelines(record.dumps().encode() + b"\n" for record in records)
