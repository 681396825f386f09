"""`onrecord timeline`: what was said and what is due, by day."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer
from rich.text import Text

from onrecord.cli.console import noting_stale, output_file, print_json, results, warning
from onrecord.cli.options import Database, FromSettings, To
from onrecord.cli.tables import date_range, hanging, statement_line
from onrecord.corpus.actors import ActorBook
from onrecord.corpus.timeline import Entry, Role, timeline
from onrecord.errors import ConfigError
from onrecord.store import Store


class TimelineFormat(StrEnum):
    """The formats of a timeline."""

    TABLE = "table"
    JSON = "json"
    TIMELINEJS = "timelinejs"


def print_timeline(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="Only statements with all of these words.")
    ] = None,
    *,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="NAME", help="Only statements of this actor, by name or id.")
    ] = None,
    output: Annotated[
        TimelineFormat,
        typer.Option(
            "--format",
            "-f",
            default_factory=FromSettings("format"),
            help="Print lines, JSON Lines, or JSON for TimelineJS.",
            show_default=False,
        ),
    ],
    to: To = None,
    db: Database,
) -> None:
    """Show what was said and what is due, by day.

    A statement is listed on the day it was made, and again on the day it is due.
    `--to` writes a TimelineJS file.

    **Examples**

    - `onrecord timeline report`
    - `onrecord timeline --actor "Joris Vane" --format timelinejs --to vane.json`
    """
    if to is not None and output is not TimelineFormat.TIMELINEJS:
        msg = "--to needs --format timelinejs."
        raise ConfigError(msg)
    store = Store(db)
    actors = None
    if actor is not None:
        book = ActorBook(store)
        with noting_stale(book):
            line = book.find(actor)
        said = store.view().said_by(line.id)
        actors = frozenset((each.article.id, each.speaker.id) for each in said)
    found = timeline(store.view().records(), words=" ".join(words or []), actors=actors)
    if output is TimelineFormat.TIMELINEJS:
        from onrecord.export.timelinejs import write_timelinejs  # noqa: PLC0415 - only this format needs it

        with output_file(to, db) as file:
            write_timelinejs(found, file)
    elif output is TimelineFormat.JSON:
        for entry in found:
            print_json(json.dumps(entry.to_json(), ensure_ascii=False))
    else:
        _print(found)
    if not found:
        warning("No statements found.")
        raise typer.Exit(1)


def _print(found: Sequence[Entry]) -> None:
    console = results()
    shown = None
    for entry in found:
        if entry.days != shown:
            console.print(Text(("\n" if shown else "") + date_range(entry.days), style="bold"))
            shown = entry.days
        role = Text(entry.role.value, style="yellow" if entry.role is Role.DUE else "dim")
        line = Text.assemble(statement_line(entry.statement), (f"  {entry.title or entry.article}", "dim"))
        console.print(hanging(role, line, width=4))
