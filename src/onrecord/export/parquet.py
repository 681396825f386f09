"""Parquet: one typed row per statement."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

from onrecord.errors import MissingExtraError
from onrecord.export.rows import COLUMNS, rows
from onrecord.records import Record

_GROUP = 50_000
_DAYS = frozenset({"published", "said_start", "said_end", "due_start", "due_end"})


def write_parquet(records: Iterable[Record], file: BinaryIO) -> None:
    """Write one row per statement, in groups of 50,000.

    Raises:
        MissingExtraError: The extra `parquet` is not installed.
    """
    arrow, parquet = _pyarrow()
    types = {"confidence": arrow.float64()} | dict.fromkeys(_DAYS, arrow.date32())
    schema = arrow.schema([(name, types.get(name, arrow.string())) for name in COLUMNS])
    found = rows(records)
    with parquet.ParquetWriter(file, schema) as writer:
        while group := list(islice(found, _GROUP)):
            writer.write_table(arrow.Table.from_pylist(group, schema=schema))


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        msg = "Parquet needs an extra: pip install 'onrecord[parquet]'"
        raise MissingExtraError(msg) from error
    return pa, parquet
