"""`onrecord export`: the record in a form for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import Database, MinConfidence, written
from onrecord.export import FORMATS
from onrecord.export.training import write_training
from onrecord.store import Store


class ExportFormat(StrEnum):
    """The forms that the record is exported in."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    ANNOTATIONS = "annotations"
    QUOTATIONS = "quotations"
    TRAINING = "training"


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
    `annotations` are W3C Web Annotations, `quotations` schema.org's Quotation and Claim; both are JSON-LD.
    `training` is what people corrected at the desk, as annotated articles to train and to measure on.
    A file is replaced only when the new one is whole. Parquet needs the extra `onrecord[parquet]`.

    **Examples**

    - `onrecord export > record.jsonl`
    - `onrecord export --format csv --to statements.csv`
    - `onrecord export --format annotations --to annotations.jsonld`
    """
    view = Store(db).view()
    with written(to, db) as file:
        if output is ExportFormat.TRAINING:
            write_training(view.corrected(), file)
        else:
            FORMATS[output.value]((r.at_least(min_confidence) for r in view.records(versions=versions)), file)
