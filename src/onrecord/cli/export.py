"""`onrecord export`: writes the record for other programs."""

from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli.console import output_file
from onrecord.cli.options import Database, MinConfidence, To
from onrecord.export import FORMATS
from onrecord.export.training import write_training
from onrecord.store import Store


class ExportFormat(StrEnum):
    """The formats of an export."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    ANNOTATIONS = "annotations"
    QUOTATIONS = "quotations"
    TRAINING = "training"


def export(
    *,
    output: Annotated[
        ExportFormat, typer.Option("--format", "-f", metavar="FORMAT", help="Write this format (see above).")
    ] = ExportFormat.JSONL,
    to: To = None,
    versions: Annotated[bool, typer.Option("--versions", help="Include superseded versions of articles.")] = False,
    min_confidence: MinConfidence,
    db: Database,
) -> None:
    """Export the record to CSV, Parquet, JSON Lines or JSON-LD.

    - `jsonl`: one article a line, as `read --format json` prints it
    - `csv` and `parquet`: one statement a row (Parquet needs `pip install 'onrecord[parquet]'`)
    - `annotations`: W3C Web Annotations, as JSON-LD
    - `quotations`: schema.org Quotation and Claim, as JSON-LD
    - `training`: articles with the corrections people made, for training and evaluation

    An existing file is replaced only once the new one is complete.

    **Examples**

    - `onrecord export > record.jsonl`
    - `onrecord export --format csv --to statements.csv`
    - `onrecord export --format annotations --to annotations.jsonld`
    """
    view = Store(db).view()
    with output_file(to, db) as file:
        if output is ExportFormat.TRAINING:
            write_training(view.corrected(), file)
        else:
            FORMATS[output.value]((r.at_least(min_confidence) for r in view.records(versions=versions)), file)
