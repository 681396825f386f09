"""`onrecord stats`: counts what is stored."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from rich.text import Text

from onrecord.cli.console import print_json, results
from onrecord.cli.options import Database, Format, Output
from onrecord.cli.tables import counted, hanging
from onrecord.store import Stats, Store

_MOST = 20
"""How many values of a kind are listed; JSON has all of them."""


def stats(*, output: Output, db: Database) -> None:
    """Count articles, statements, outlets, kinds and stances.

    **Example**

    - `onrecord stats --db story.db`
    """
    found = Store(db).view().stats()
    if output is Format.JSON:
        print_json(json.dumps(asdict(found), ensure_ascii=False))
        return
    console = results()
    for label, line in _lines(found).items():
        if line:
            console.print(hanging(Text(label, style="dim"), Text(line), width=10, indent=0))


def _lines(found: Stats) -> dict[str, str]:
    """What is printed, by its label."""
    older = found.versions - found.articles
    return {
        "articles": f"{found.articles:,}" + (f", and {counted(older, 'superseded version')}" if older else ""),
        "published": f"{found.first} to {found.last}" if found.first else "",
        "words": f"{found.words:,}",
        "statements": f"{found.statements:,}",
        "outlets": _listed(found.outlets),
        "kinds": _listed(found.kinds),
        "stances": _listed(found.stances),
        "sources": _listed(found.hows),
        "read with": _listed(found.readers),
    }


def _listed(counts: Mapping[str, int]) -> str:
    """Names with their counts, the most frequent first."""
    shown = [f"{name} ({number:,})" for name, number in list(counts.items())[:_MOST]]
    if len(counts) > _MOST:
        shown.append(f"and {len(counts) - _MOST:,} more")
    return ", ".join(shown)
