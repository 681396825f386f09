"""`onrecord corrections`: what people corrected and ruled, and taking it back."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from onrecord.cli.console import Database, Format, errors, print_json, results, who_rules
from onrecord.corpus.actors import Decision
from onrecord.corpus.review import Review
from onrecord.errors import ConfigError
from onrecord.store import Store

_LAST = 2**53
"""The largest number of a ruling; any program reads it exactly."""


def corrections(
    *,
    undo: Annotated[
        int | None, typer.Option("--undo", metavar="NUMBER", min=1, max=_LAST, help="Take this one back.")
    ] = None,
    redo: Annotated[
        int | None, typer.Option("--redo", metavar="NUMBER", min=1, max=_LAST, help="Have this one hold again.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who takes it back; else your name on this machine.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="How many at the most.")] = 40,
    output: Annotated[Format, typer.Option("--format", "-f", help="Lines for people, or JSON Lines.")] = Format.TABLE,
    db: Database,
) -> None:
    """List what people corrected and ruled, the last first; take one back with its number.

    Statements are corrected at the desk (`onrecord serve`), actors with `onrecord actors`, commitments with
    `onrecord rule`. Nothing of it is ever overwritten by a reading, or lost when it is taken back.

    **Examples**

    - `onrecord corrections`
    - `onrecord corrections --undo 12`
    """
    if undo is not None and redo is not None:
        msg = "give --undo or --redo, one at a time"
        raise ConfigError(msg)
    store = Store(db)
    if undo is not None:
        Review(store).undo(undo, Decision(who_rules(by), datetime.now(tz=UTC).isoformat(timespec="seconds")))
        errors().print(f"{undo} is taken back", style="green")
        return
    if redo is not None:
        Review(store).redo(redo)
        errors().print(f"{redo} holds again", style="green")
        return
    found = store.view().log(limit=limit)
    for row in found:
        if output is Format.JSON:
            print_json(json.dumps(row, ensure_ascii=False))
        else:
            results().print(_line(row))
    if not found:
        errors().print("nothing has been corrected or ruled on", style="yellow")
        raise typer.Exit(1)


def _line(row: dict[str, Any]) -> Text:
    fields = row["fields"]
    target = fields.get("target")
    words = target["content"]["text"] if target else fields.get("words") or fields.get("name") or ""
    because = f": {row['because']}" if row["because"] else ""
    undone = f"  taken back by {row['undone']['by']}" if row["undone"] else ""
    return Text.assemble(
        (f"{row['key']:>5} ", "dim"),
        (f"{row['what']} ", "bold"),
        (f"{fields.get('status') or row['subject']} ", "yellow"),
        words,
        (f"  {row['by']}, {row['at'][:10]}{because}", "green"),
        (undone, "red"),
    )
