"""`onrecord eval`: how well statements are read, against what people marked."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from onrecord.cli.console import Format, print_json, results

if TYPE_CHECKING:
    from onrecord.evaluation.report import Report
    from onrecord.evaluation.score import Score


def evaluate(
    gold: Annotated[Path, typer.Argument(help="JSON Lines, a folder of brat's .txt and .ann, or Citron's .json.")],
    *,
    model: Annotated[Path | None, typer.Option(help="Folder of a model; else the shipped one.")] = None,
    nested: Annotated[bool, typer.Option("--nested", help="Count statements within statements too.")] = False,
    stances: Annotated[Path | None, typer.Option(help="Labels of stances, JSON Lines.")] = None,
    sources: Annotated[Path | None, typer.Option(help="Labels of sources, JSON Lines.")] = None,
    output: Annotated[Format, typer.Option("--format", "-f", help="A table for people, or JSON.")] = Format.TABLE,
) -> None:
    """Measure the reading on annotated articles: precision, recall and F1 in percent, calibration, and speed.

    What is marked there is taken as right, and people do not always agree. The measures are explained in the
    benchmarks' page of the docs.

    **Examples**

    - `onrecord eval gold.jsonl`
    - `onrecord eval annotations/ --model build/model --format json`
    """
    # Only this command and `read` need the model; the others start in half the time without it.
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
    table.add_column(f"{found.articles:,} articles, {found.words:,} words", style="dim")
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
    table.add_row("words a CPU-second", "", "", f"{found.speed:,.0f}")
    return table


def _add(table: Table, name: str, score: "Score") -> None:
    table.add_row(name, f"{score.precision:.1f}", f"{score.recall:.1f}", f"{score.f1:.1f}", f"{score.gold:,}")
