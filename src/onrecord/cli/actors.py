"""`onrecord actors`: lists actors, and corrects who is who."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.commands import PlainCommand, PlainGroup
from onrecord.cli.console import notice, noting_stale, print_json, results, warning
from onrecord.cli.options import Because, By, Database, Format, Output, decision
from onrecord.cli.tables import WIDE, counted, plain_table
from onrecord.corpus.actors import SUBJECT, ActorBook
from onrecord.corpus.reconcile import Candidate, read_entities, reconcile
from onrecord.errors import ConfigError
from onrecord.store import ActorLine, Store

app = typer.Typer(cls=PlainGroup, no_args_is_help=False, subcommand_metavar="[COMMAND]")
_INTERNAL = frozenset({"blocks", "held", "named"})
"""Fields of a decision that only the grouping of actors needs."""


@app.callback(invoke_without_command=True)
def actors(
    context: typer.Context,
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar="WORDS", help="Only actors with these words in their name.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="NUMBER", min=1, help="Show at most this many.")] = 40,
    output: Output,
    db: Database,
) -> None:
    """List actors, or correct who is who.

    An actor is one person or organisation across all articles. Different names are grouped as one actor only if they
    cannot mean anyone else; unnamed sources are never grouped across articles. Your corrections override this, and are
    stored with who made them, when and why.

    **Examples**

    - `onrecord actors`
    - `onrecord actors merge "J. Vane" "Joris Vane" --because "same office"`
    - `onrecord actors split "Vane" 3f9c --as "Ada Vane"`
    - `onrecord actors reconcile persons.csv`
    """
    if context.invoked_subcommand is not None:
        for option, parameter in (("--db", "db"), ("--name", "name"), ("--limit", "limit"), ("--format", "output")):
            source = context.get_parameter_source(parameter)
            if source is not None and source.name == "COMMANDLINE":
                msg = f"Put {option} after {context.invoked_subcommand}."
                raise ConfigError(msg)
        return
    store = Store(db)
    book = ActorBook(store)
    with noting_stale(book):
        book.refresh()
    found = store.view().actors(name=name, limit=limit)
    if output is Format.JSON:
        for actor in found:
            print_json(json.dumps(_fields(actor), ensure_ascii=False))
    elif found:
        _print(found)
    if not found:
        warning("No actor has that name." if name else "No actors yet.")
        raise typer.Exit(1)


def _print(found: Sequence[ActorLine]) -> None:
    console = results()
    # A narrow terminal would cut ids off. They are needed only where two actors have one name.
    with_ids = console.width >= WIDE or len({actor.name for actor in found}) < len(found)
    table = plain_table("actor", "kind", "statements", "articles", numbers=("statements", "articles"))
    if with_ids:
        table.add_column("id", style="dim", overflow="fold")
    for actor in found:
        row = (actor.name, actor.kind.value, f"{actor.statements:,}", f"{actor.articles:,}")
        table.add_row(*row, *((actor.id,) if with_ids else ()))
    console.print(table)


def _fields(actor: ActorLine) -> dict[str, object]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind.value,
        "articles": actor.articles,
        "statements": actor.statements,
    }


@app.command(cls=PlainCommand)
def merge(
    one: Annotated[str, typer.Argument(metavar="ACTOR", help="The actor to keep, by name or id.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The actor to merge into it.")],
    *,
    by: By,
    because: Because = None,
    db: Database,
) -> None:
    """Merge two actors: treat them as the same."""
    ActorBook(Store(db)).merge(one, other, decision(by, because))
    notice(f"Merged {other} into {one}.")


@app.command(cls=PlainCommand)
def split(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="The actor to split, by name or id.")],
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE", help="The articles about someone else.")],
    *,
    as_name: Annotated[str, typer.Option("--as", metavar="NAME", help="Name the actor in those articles.")],
    by: By,
    because: Because = None,
    db: Database,
) -> None:
    """Split an actor: treat some of its articles as someone else."""
    ActorBook(Store(db)).split(actor, articles, as_name, decision(by, because))
    notice(f"Split {actor}: {as_name} in {counted(len(articles), 'article')}.")


@app.command(cls=PlainCommand)
def rename(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="The actor, by name or id.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name.")],
    *,
    by: By,
    because: Because = None,
    db: Database,
) -> None:
    """Rename an actor."""
    ActorBook(Store(db)).rename(actor, name, decision(by, because))
    notice(f"Renamed {actor} to {name}.")


@app.command(cls=PlainCommand)
def decisions(*, db: Database) -> None:
    """List merges, splits, renames and matches, as JSON Lines."""
    for row in Store(db).view().decisions(SUBJECT):
        fields = {name: value for name, value in row["fields"].items() if name not in _INTERNAL}
        facts = {name: row[name] for name in ("what", "by", "at", "because")}
        print_json(json.dumps(facts | fields, ensure_ascii=False))


@app.command("reconcile", cls=PlainCommand)
def reconcile_with(
    entities: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, or FollowTheMoney JSON Lines.")],
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Store the certain matches as decisions.")] = False,
    by: By,
    output: Output,
    db: Database,
) -> None:
    """Match actors against a list of entities of your own.

    A CSV file needs a column `name`, and can have `id`, `type` and `aliases` (separated by semicolons). As in
    OpenRefine, each actor gets candidates with a score from 0 to 100. A match is certain if the names are the same and
    no other entity has that name.
    """
    store = Store(db)
    book = ActorBook(store)
    with noting_stale(book):
        book.refresh()
    found = reconcile(store.view().actors(), read_entities(entities))
    if output is Format.JSON:
        for actor, candidates in found:
            fields = {"actor": actor.id, "name": actor.name, "result": [each.to_json() for each in candidates]}
            print_json(json.dumps(fields, ensure_ascii=False))
    else:
        table = plain_table("actor", "entity", "id", "score", "match", numbers=("score",))
        for actor, candidates in found:
            for each in candidates:
                table.add_row(actor.name, each.name, each.id, f"{each.score:.0f}", "yes" if each.match else "")
        results().print(table)
    if keep:
        certain = [(actor.id, each) for actor, candidates in found for each in candidates if each.match]
        number = _store_matches(store, certain, by, f"same name in {entities.name}")
        notice(f"Stored {number:,} {'match' if number == 1 else 'matches'}.")


def _store_matches(store: Store, certain: list[tuple[str, Candidate]], by: str | None, because: str) -> int:
    """Store the matches that are not stored yet, and count them."""
    stored = {(row["fields"]["actor"], row["fields"].get("entity")) for row in store.view().decisions(SUBJECT)}
    new = [(id_, candidate) for id_, candidate in certain if (id_, candidate.id) not in stored]
    for id_, candidate in new:
        ActorBook(store).match(id_, candidate.id, decision(by, because))
    return len(new)
