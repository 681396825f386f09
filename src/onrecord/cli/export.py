"""`onrecord export`: the record in a form for other programs."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import Database, MinConfidence, errors
from onrecord.errors import ConfigError
from onrecord.export import FORMATS
from onrecord.store import Store


class ExportFormat(StrEnum):
    """The forms that the record is exported in."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


def export(
    *,
    output: Annotated[ExportFormat, typer.Option("--format", "-f", help="The form.")] = ExportFormat.JSONL,
    to: Annotated[Path | None, typer.Option("--to", "-o", help="The file; stdout without it.", dir_okay=False)] = None,
    versions: Annotated[bool, typer.Option("--versions", help="Superseded versions of articles too.")] = False,
    min_confidence: MinConfidence = 0.0,
    db: Database,
) -> None:
    """Write out what is on record.

    `jsonl` is one record an article, as `read --format json` prints it; `csv` and `parquet` are one row a statement.
    A file is replaced only when the new one is whole. Parquet needs the extra `onrecord[parquet]`.

    **Examples**

    - `onrecord export > record.jsonl`
    - `onrecord export --format csv --to statements.csv`
    """
    records = (record.at_least(min_confidence) for record in Store(db).view().records(versions=versions))
    write = FORMATS[output.value]
    if to is None:
        write(records, sys.stdout.buffer)
        return
    to = to.resolve()
    if to == db.resolve():
        msg = f"{to} is the database itself; name another file to export to"
        raise ConfigError(msg)
    if to.exists() and not to.is_file():  # a pipe or a device: nothing to keep, and nothing to put in its place
        with to.open("wb") as file:
            write(records, file)
        return
    part = to.with_name(f".{to.name}.part")
    try:
        with part.open("wb") as file:
            write(records, file)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    errors().print(f"wrote {to}", style="green", markup=False)
