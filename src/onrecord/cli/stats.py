"""`onrecord stats`: counts what is stored."""

import json
from dataclasses import asdict

from rich.table import Table

from onrecord.cli.console import print_json, results
from onrecord.cli.options import Database, Format, Output
from onrecord.store import Stats, Store


def stats(*, output: Output, db: Database) -> None:
    """Count articles, statements, outlets, kinds and stances.

    **Example**

    - `onrecord stats --db story.db`
    """
    found = Store(db).view().stats()
    if output is Format.JSON:
        print_json(json.dumps(asdict(found), ensure_ascii=False))
        return
    results().print(_table(found))


def _table(found: Stats) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 3, 0, 0))
    table.add_column(style="dim")
    table.add_column(justify="right")
    table.add_row("articles", f"{found.articles:,}")
    table.add_row("superseded versions", f"{found.versions - found.articles:,}")
    table.add_row("words", f"{found.words:,}")
    table.add_row("statements", f"{found.statements:,}")
    table.add_row("published", f"{found.first} to {found.last}" if found.first else "no dates")
    for title, counts in (
        ("outlet", found.outlets),
        ("kind", found.kinds),
        ("stance", found.stances),
        ("source", found.hows),
        ("reader", found.readers),
    ):
        for name, number in counts.items():
            table.add_row(f"{title}: {name}", f"{number:,}")
    return table
