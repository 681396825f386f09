"""`onrecord corrections`: lists what people corrected and decided, and undoes it."""

import json
from typing import Annotated, Any

import typer
from rich.text import Text

from onrecord.cli.console import notice, print_json, results, warning
from onrecord.cli.options import By, Database, Format, Output, decision
from onrecord.corpus.review import Review
from onrecord.errors import ConfigError, NotFoundError
from onrecord.store import Store

_LAST = 2**53
"""Larger than any number of a correction, and within what a database takes."""


def corrections(
    *,
    undo: Annotated[int | None, typer.Option("--undo", metavar="NUMBER", min=1, help="Undo this one.")] = None,
    redo: Annotated[int | None, typer.Option("--redo", metavar="NUMBER", min=1, help="Redo this one.")] = None,
    by: By,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="NUMBER", min=1, help="Show at most this many.")] = 40,
    output: Output,
    db: Database,
) -> None:
    """List, undo or redo corrections and decisions.

    The newest come first, each with its number. Correct statements at the desk (`onrecord serve`), actors with
    `onrecord actors`, and commitments with `onrecord mark`. Reading an article again never overwrites a correction, and
    undoing one does not delete it.

    **Examples**

    - `onrecord corrections`
    - `onrecord corrections --undo 12`
    """
    if undo is not None and redo is not None:
        msg = "Pass --undo or --redo, not both."
        raise ConfigError(msg)
    store = Store(db)
    if (undo or redo or 0) > _LAST:
        msg = f"No correction has the number {undo or redo}."
        raise NotFoundError(msg)
    if undo is not None:
        Review(store).undo(undo, decision(by))
        notice(f"Undid {undo}.")
        return
    if redo is not None:
        Review(store).redo(redo)
        notice(f"Applied {redo} again.")
        return
    found = store.view().log(limit=limit)
    for row in found:
        if output is Format.JSON:
            print_json(json.dumps(row, ensure_ascii=False))
        else:
            results().print(_line(row))
    if not found:
        warning("No corrections or decisions yet.")
        raise typer.Exit(1)


def _line(row: dict[str, Any]) -> Text:
    fields = row["fields"]
    target = fields.get("target")
    words = target["content"]["text"] if target else fields.get("words") or fields.get("name") or ""
    because = f": {row['because']}" if row["because"] else ""
    undone = f"  undone by {row['undone']['by']}" if row["undone"] else ""
    return Text.assemble(
        (f"{row['key']:>5} ", "dim"),
        (f"{row['what']} ", "bold"),
        (f"{fields.get('status') or row['subject']} ", "yellow"),
        words,
        (f"  {row['by']}, {row['at'][:10]}{because}", "green"),
        (undone, "red"),
    )
