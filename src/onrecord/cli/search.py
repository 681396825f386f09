"""`onrecord search`: finds statements."""

import json
from typing import Annotated

import typer
from rich.text import Text

from onrecord.cli.console import noting_stale, print_json, results, warning
from onrecord.cli.options import Database, Format, MinConfidence, Output, Since, Until, days
from onrecord.cli.tables import source_text
from onrecord.corpus.actors import ActorBook
from onrecord.records import Kind, Stance
from onrecord.store import Hit, Query, Store
from onrecord.store.base import CLOSE_HIT, OPEN_HIT


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS",
            help='Words that must all occur. "…" is a phrase, -word excludes a word, word* is the start of one.',
        ),
    ] = None,
    *,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="NAME", help="Only statements of this actor, by name or id.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="WORDS", help="Only sources that contain these words.")
    ] = None,
    stance: Annotated[Stance | None, typer.Option("--stance", help="Only this stance.", metavar="STANCE")] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only this kind of quotation.")] = None,
    outlet: Annotated[
        str | None, typer.Option("--outlet", metavar="WORDS", help="Only outlets with these words in their name.")
    ] = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="NUMBER", min=1, help="Show at most this many.")] = 20,
    output: Output,
    db: Database,
) -> None:
    """Search for statements, best matches first.

    Without words, the newest statements come first. Words match in every inflection: "promise" finds "promised".
    `--since` and `--until` go by the day a statement was made, or else the day its article was published. Only the
    latest version of each article is searched. `--source` matches the words of the article; `--actor` also finds the
    statements where the article says "she" or "the minister". If nothing is found, the exit status is 1.

    Stances: `asserts`, `alleges`, `denies`, `confirms`, `demands`, `asks`, `commits`, `expects`, `believes`,
    `declines`, `no-response`.

    **Examples**

    - `onrecord search report "coming weeks"`
    - `onrecord search --actor "Joris Vane" --stance denies`
    - `onrecord search --since 2024-01-01 --outlet Lantern -- bridge -toll` – put words that start with - after --
    """
    first, last = days(since, until)
    store = Store(db)
    actor_id = None
    if actor is not None:
        book = ActorBook(store)
        with noting_stale(book):
            actor_id = book.find(actor).id
    query = Query(
        words=" ".join(f'"{word}"' if " " in word else word for word in words or []),
        actor=actor_id,
        source=source,
        stance=stance,
        kind=kind,
        outlet=outlet,
        since=first,
        until=last,
        min_confidence=min_confidence,
        limit=limit,
    )
    hits = store.view().search(query)
    if output is Format.JSON:
        for hit in hits:
            print_json(json.dumps(_json(hit), ensure_ascii=False))
    else:
        console = results()
        for n, hit in enumerate(hits):
            if n:
                console.print()
            console.print(_lines(hit))
    if not hits:
        warning("No statements found.")
        raise typer.Exit(1)


def _json(hit: Hit) -> dict[str, object]:
    article = hit.article
    facts = {name: getattr(article, name) for name in ("id", "version", "title", "outlet", "url", "published")}
    return {"article": facts, "statement": hit.statement.to_json()}


def _lines(hit: Hit) -> Text:
    """The source and how it speaks, the content with the hits marked, and where it is printed."""
    article, statement = hit.article, hit.statement
    facts = [statement.stance.value, statement.kind.value]
    where = [article.outlet, article.published or "no date", article.title, f"{article.id} {statement.id}"]
    return Text.assemble(
        source_text(statement),
        ("  " + " · ".join(facts) + "\n", "dim"),
        _highlighted(hit.highlighted),
        ("\n" + " · ".join(fact for fact in where if fact), "dim"),
    )


def _highlighted(marked: str) -> Text:
    """Content with its hits in bold and underlined."""
    text = Text("  ")
    for n, part in enumerate(marked.replace(CLOSE_HIT, OPEN_HIT).split(OPEN_HIT)):
        text.append(part, style="bold underline" if n % 2 else "")
    return text
