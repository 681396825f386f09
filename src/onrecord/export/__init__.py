"""The record in forms for other programs."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from onrecord.export.csv import write_csv
from onrecord.export.jsonl import write_jsonl
from onrecord.export.parquet import write_parquet
from onrecord.records import Record

FORMATS: dict[str, Callable[[Iterable[Record], BinaryIO], None]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
}

__all__ = ["FORMATS", "write_csv", "write_jsonl", "write_parquet"]
