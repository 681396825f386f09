"""`onrecord timeline`: what was said and what is due, by day."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from onrecord.cli.console import Database, errors, noting_stale, print_json, results, written
from onrecord.corpus.actors import ActorBook
from onrecord.corpus.timeline import Entry, Role, timeline
from onrecord.errors import ConfigError
from onrecord.store import Store


class TimelineFormat(StrEnum):
    """The forms that a timeline is printed in."""

    TABLE = "table"
    JSON = "json"
    TIMELINEJS = "timelinejs"


def print_timeline(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]", help="Only statements with all of them.")
    ] = None,
    *,
    actor: Annotated[str | None, typer.Option(help="Only what this actor is recorded as saying.")] = None,
    output: Annotated[
        TimelineFormat, typer.Option("--format", "-f", help="Lines for people, JSON Lines, or TimelineJS.")
    ] = TimelineFormat.TABLE,
    to: Annotated[Path | None, typer.Option("--to", "-o", help="The file; stdout without it.", dir_okay=False)] = None,
    db: Database,
) -> None:
    """Show statements on the days on which they were said, and on those to which they look.

    **Examples**

    - `onrecord timeline report`
    - `onrecord timeline --actor "Joris Vane" --format timelinejs --to vane.json`
    """
    if to is not None and output is not TimelineFormat.TIMELINEJS:
        msg = "--to needs --format timelinejs"
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
        from onrecord.export.timelinejs import write_timelinejs  # noqa: PLC0415 - only this form needs it

        with written(to, db) as file:
            write_timelinejs(found, file)
    elif output is TimelineFormat.JSON:
        for entry in found:
            print_json(json.dumps(entry.to_json(), ensure_ascii=False))
    else:
        for entry in found:
            results().print(_line(entry))
    if not found:
        errors().print("nothing on record is said or due there", style="yellow")
        raise typer.Exit(1)


def _line(entry: Entry) -> Text:
    days, statement = entry.days, entry.statement
    day = f"{days.start}" if days.start == days.end else f"{days.start} to {days.end}"
    source = statement.source.words.text if statement.source else ""
    cue = statement.cue.text if statement.cue else "—"
    return Text.assemble(
        (f"{day:<25}", "bold"),
        (f"{entry.role.value:<5}", "yellow" if entry.role is Role.DUE else "dim"),
        (source, "cyan"),
        " ",
        (cue, "yellow"),
        " ",
        statement.content.text,
        (f"  {entry.title or entry.article}", "dim"),
    )
