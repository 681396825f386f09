"""`onrecord audit`: what kinds of sources statements rest on."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.cli.console import print_json, results
from onrecord.cli.options import Database, Format, MinConfidence, Output, Since, Until, days
from onrecord.cli.tables import counted, statement_line
from onrecord.corpus.audit import Audit, Basis, Finding, audit
from onrecord.errors import NotFoundError
from onrecord.records import Record
from onrecord.store import Store
from onrecord.store.view import View

_BAR = 24
_EXPLAINED = {
    Basis.NAMED: "people by name",
    Basis.ROLE: "people by role or relation only",
    Basis.INSTITUTION: "organisations and their spokespeople",
    Basis.DOCUMENT: "documents, polls, films",
    Basis.GROUP: "groups of people",
    Basis.ANONYMOUS: "people who are not named",
    Basis.NOBODY: "no source, or an unclear one",
}


def print_audit(
    article: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ARTICLE",
            help="Words of its title, the start of its id, its file, or its address. [default: all articles]",
        ),
    ] = None,
    *,
    outlet: Annotated[
        str | None, typer.Option("--outlet", metavar="WORDS", help="Only outlets with these words in their name.")
    ] = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence,
    output: Output,
    db: Database,
) -> None:
    """Count statements by the kind of source they rest on.

    Also lists who was asked and did not answer, and what rests on one anonymous person and nobody else in the same
    articles. `--since` and `--until` go by the day of publication. An audit counts what the articles print; it does not
    say what is true.

    **Examples**

    - `onrecord audit river treaty` – one article
    - `onrecord audit --outlet Lantern --since 2024-01-01`
    """
    first, last = days(since, until)
    view = Store(db).view()
    records = [view.record(" ".join(article))] if article else list(_records(view, outlet, first, last))
    if not records:
        msg = "No articles from that outlet and time. `onrecord stats` shows what is stored."
        raise NotFoundError(msg)
    found = audit(record.at_least(min_confidence) for record in records)
    if output is Format.JSON:
        print_json(json.dumps(found.to_json(), ensure_ascii=False))
        return
    _print(results(), found)


def _records(view: View, outlet: str | None, since: date | None, until: date | None) -> Iterator[Record]:
    for record in view.records():
        published = record.article.published
        if outlet is not None and outlet.lower() not in (record.article.outlet or "").lower():
            continue
        if since is not None and (published is None or published.end < since):
            continue
        if until is not None and (published is None or published.start > until):
            continue
        yield record


def _print(console: Console, found: Audit) -> None:
    console.print(_table(found))
    for title, findings in (
        ("Asked, but did not answer", found.unanswered),
        ("Rests on one anonymous person", found.single),
    ):
        if findings:
            console.print(Text(f"\n{title} ({len(findings)})", style="bold"))
            console.print(Padding(Group(*(_line(finding) for finding in findings)), (0, 0, 0, 2), expand=False))


def _table(found: Audit) -> Table:
    statements, words = sum(found.statements.values()), sum(found.words.values())
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title, style in (
        (counted(found.articles, "article"), ""),
        ("statements", ""),
        ("", "cyan"),
        ("words", ""),
        ("", "dim"),
    ):
        table.add_column(
            title, justify="right" if title in {"statements", "words"} else "left", style=style, header_style="dim"
        )
    for each in Basis:
        share = found.statements[each] / statements if statements else 0.0
        table.add_row(
            each.value,
            f"{found.statements[each]:,}",
            "█" * round(share * _BAR) + ("▏" if found.statements[each] and not round(share * _BAR) else ""),
            f"{100 * found.words[each] / words:.0f} %" if words else "–",
            _EXPLAINED[each],
        )
    table.add_row("all", f"{statements:,}", "", f"{words:,}", "")
    return table


def _line(finding: Finding) -> Text:
    return Text.assemble(statement_line(finding.statement), (f"  {finding.title or finding.article}", "dim"))
