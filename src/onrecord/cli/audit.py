"""`onrecord audit`: on what kind of word the statements rest."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.cli.console import Database, Format, MinConfidence, print_json, results
from onrecord.cli.tables import source_text
from onrecord.corpus.audit import Audit, Basis, Finding, audit
from onrecord.errors import NotFoundError
from onrecord.records import Record
from onrecord.store import Store
from onrecord.store.view import View

_BAR = 24
_EXPLAINED = {
    Basis.NAMED: "people by name",
    Basis.ROLE: "people by role or tie only",
    Basis.INSTITUTION: "bodies, and those who speak for them",
    Basis.DOCUMENT: "documents, polls, films",
    Basis.GROUP: "people taken together",
    Basis.ANONYMOUS: "people who are not named",
    Basis.NOBODY: "no source, or an unclear one",
}


def print_audit(
    article: Annotated[
        str | None, typer.Argument(metavar="[ARTICLE]", help="Its id, address, file or title; all articles without.")
    ] = None,
    *,
    outlet: Annotated[str | None, typer.Option(help="Articles of outlets with these words in their name.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Published on this day or later.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Published on this day or earlier.")
    ] = None,
    min_confidence: MinConfidence = 0.0,
    output: Annotated[Format, typer.Option("--format", "-f", help="A table for people, or JSON.")] = Format.TABLE,
    db: Database,
) -> None:
    """Audit the sourcing: how much rests on named, anonymous, institutional, documentary or no sources.

    Lists who was asked and did not answer, and what rests on a single anonymous person and on no other source in the
    same articles. It counts what the articles print, and says nothing of what is true.

    **Examples**

    - `onrecord audit "river treaty"` – one article
    - `onrecord audit --outlet Lantern --since 2024-01-01`
    """
    view = Store(db).view()
    records = [view.record(article)] if article else list(_records(view, outlet, _day(since), _day(until)))
    if not records:
        msg = "no article on record is of that outlet and time; `onrecord stats` shows what there is"
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


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _print(console: Console, found: Audit) -> None:
    console.print(_table(found))
    for title, findings in (
        ("Asked, and gave no answer", found.unanswered),
        ("Rests on a single anonymous person", found.single),
    ):
        if findings:
            console.print(Text(f"\n{title} ({len(findings)})", style="bold"))
            console.print(Padding(Group(*(_line(finding) for finding in findings)), (0, 0, 0, 2)))


def _table(found: Audit) -> Table:
    statements, words = sum(found.statements.values()), sum(found.words.values())
    table = Table(box=None, padding=(0, 2, 0, 0))
    articles = f"{found.articles:,} article" + ("" if found.articles == 1 else "s")
    for title, style in ((articles, ""), ("statements", ""), ("", "cyan"), ("words", ""), ("", "dim")):
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


def _line(finding: Finding) -> RenderableType:
    statement = finding.statement
    cue = f" {statement.cue.text} " if statement.cue else " "
    return Text.assemble(
        source_text(statement),
        (cue, "yellow"),
        statement.content.text,
        (f"  {finding.title or finding.article}", "dim"),
    )
