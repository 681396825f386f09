"""`onrecord eval`: measures the reading against annotated articles."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from onrecord.cli.console import print_json, results
from onrecord.cli.options import Format, Output
from onrecord.cli.tables import counted

if TYPE_CHECKING:
    from onrecord.evaluation.report import Report
    from onrecord.evaluation.score import Score


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD", help="JSON Lines, a folder of brat's .txt and .ann files, or Citron's .json files."
        ),
    ],
    *,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model", metavar="FOLDER", help="Measure the model in this folder. [default: the built-in model]"
        ),
    ] = None,
    nested: Annotated[bool, typer.Option("--nested", help="Include statements within statements.")] = False,
    stances: Annotated[
        Path | None, typer.Option("--stances", metavar="FILE", help="Score stances against these labels (JSON Lines).")
    ] = None,
    sources: Annotated[
        Path | None, typer.Option("--sources", metavar="FILE", help="Score sources against these labels (JSON Lines).")
    ] = None,
    output: Output,
) -> None:
    """Measure accuracy and speed on annotated articles.

    Prints precision, recall and F1 in percent, calibration, and words per CPU-second. Annotations are taken as correct,
    although annotators do not always agree. The measures are explained in the docs, under "Benchmarks".

    **Examples**

    - `onrecord eval gold.jsonl`
    - `onrecord eval annotations/ --model build/model --format json`
    """
    # Only this command and `read` need the model. The others start in half the time without it.
    from onrecord.evaluation.gold import read_annotated  # noqa: PLC0415
    from onrecord.evaluation.report import read_articles, report  # noqa: PLC0415
    from onrecord.reading.reader import Reader  # noqa: PLC0415

    articles = read_annotated(gold)
    found = report(
        articles, read_articles(articles, Reader(model=model), nested=nested), stances=stances, sources=sources
    )
    if output is Format.JSON:
        print_json(json.dumps(found.to_json(), ensure_ascii=False))
        return
    results().print(_table(found))


def _table(found: "Report") -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0))
    table.add_column(f"{counted(found.articles, 'article')}, {counted(found.words, 'word')}", style="dim")
    for title in ("precision", "recall", "F1", "marked"):
        table.add_column(title, justify="right")
    for name, score in found.scores.items():
        if score.gold or score.predicted:
            _add(table, name, score)
    for name, score in found.stances.items():
        _add(table, f"stance.{name}", score)
    for name, score in found.sources.items():
        _add(table, name, score)
    table.add_section()
    table.add_row("calibration error", "", "", f"{found.calibration:.1f}")
    table.add_row("words per CPU-second", "", "", f"{found.speed:,.0f}")
    return table


def _add(table: Table, name: str, score: "Score") -> None:
    table.add_row(name, f"{score.precision:.1f}", f"{score.recall:.1f}", f"{score.f1:.1f}", f"{score.gold:,}")
