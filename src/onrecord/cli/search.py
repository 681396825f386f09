"""`onrecord search`: statements by their words and by what is known of them."""

import json
from datetime import datetime
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from onrecord.cli.console import Database, Format, MinConfidence, errors, print_json, results
from onrecord.cli.tables import source_text
from onrecord.records import Kind, Stance
from onrecord.store import Hit, Query, Store
from onrecord.store.base import CLOSE_HIT, OPEN_HIT

_DAY = ["%Y-%m-%d"]


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help='All of them; "…" is a phrase, -word excludes, word* is a beginning.'),
    ] = None,
    *,
    source: Annotated[str | None, typer.Option(help="Words of the source, as printed.")] = None,
    stance: Annotated[Stance | None, typer.Option(help="What the source does with it.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="How it is quoted.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Words of the outlet's name.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=_DAY, help="Said on this day or later.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=_DAY, help="Said on this day or earlier.")] = None,
    min_confidence: MinConfidence = 0.0,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="How many at the most.")] = 20,
    output: Annotated[Format, typer.Option("--format", "-f", help="Lines for people, or JSON Lines.")] = Format.TABLE,
    db: Database,
) -> None:
    """Find statements, the best match first; without words, the newest first.

    Words match in all their inflections ("promise" finds "promised"). A statement's day is the one on which it was
    said where the article tells, and else the article's day of publication. Only the latest version of an article
    is searched. The exit status is 1 where nothing is found.

    **Examples**

    - `onrecord search report "coming weeks"`
    - `onrecord search --source ministry --stance denies`
    - `onrecord search --since 2024-01-01 --outlet Lantern -- bridge -toll` – words that begin with - come after --
    """
    query = Query(
        words=" ".join(f'"{word}"' if " " in word else word for word in words or []),
        source=source,
        stance=stance,
        kind=kind,
        outlet=outlet,
        since=since.date() if since else None,
        until=until.date() if until else None,
        min_confidence=min_confidence,
        limit=limit,
    )
    hits = Store(db).view().search(query)
    if output is Format.JSON:
        for hit in hits:
            print_json(json.dumps(_json(hit), ensure_ascii=False))
    else:
        console = results()
        for hit in hits:
            console.print(Padding(_lines(hit), (0, 0, 1, 0)))
    if not hits:
        errors().print("nothing found", style="yellow")
        raise typer.Exit(1)


def _json(hit: Hit) -> dict[str, object]:
    article = hit.article
    facts = {name: getattr(article, name) for name in ("id", "version", "title", "outlet", "url", "published")}
    return {"article": facts, "statement": hit.statement.to_json()}


def _lines(hit: Hit) -> Text:
    """Who and how in one line, the content with its hits marked, and where it is printed."""
    article, statement = hit.article, hit.statement
    facts = [statement.stance.value, statement.kind.value]
    place = [article.outlet, article.published or "no date", article.title, f"{article.id} {statement.id}"]
    return Text.assemble(
        source_text(statement),
        ("  " + " · ".join(facts) + "\n", "dim"),
        highlighted(hit.highlighted),
        ("\n" + " · ".join(fact for fact in place if fact), "dim"),
    )


def highlighted(marked: str) -> Text:
    """Content with its hits in bold and underlined."""
    text = Text("  ")
    for n, part in enumerate(marked.replace(CLOSE_HIT, OPEN_HIT).split(OPEN_HIT)):
        text.append(part, style="bold underline" if n % 2 else "")
    return text
