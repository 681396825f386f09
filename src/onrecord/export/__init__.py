"""Exports the record in formats for other programs."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from onrecord.export.annotations import write_annotations
from onrecord.export.citation import citation
from onrecord.export.csv import write_csv
from onrecord.export.jsonl import write_jsonl
from onrecord.export.parquet import write_parquet
from onrecord.export.quotations import write_quotations
from onrecord.records import Record

FORMATS: dict[str, Callable[[Iterable[Record], BinaryIO], None]] = {
    "annotations": write_annotations,
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "quotations": write_quotations,
}

__all__ = [
    "FORMATS",
    "citation",
    "write_annotations",
    "write_csv",
    "write_jsonl",
    "write_parquet",
    "write_quotations",
]
