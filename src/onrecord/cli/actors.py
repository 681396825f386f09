"""`onrecord actors`: who is on record, and who is who."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from onrecord.cli.console import Database, Format, errors, noting_stale, print_json, results, who_rules
from onrecord.corpus.actors import SUBJECT, ActorBook, Decision
from onrecord.corpus.reconcile import Candidate, read_entities, reconcile
from onrecord.errors import ConfigError
from onrecord.store import Store

app = typer.Typer(no_args_is_help=False)

By = Annotated[str | None, typer.Option("--by", help="Who rules it; else your name on this machine.")]
Because = Annotated[str | None, typer.Option("--because", help="Why.")]


def _ruling(by: str | None, because: str | None) -> Decision:
    return Decision(who_rules(by), datetime.now(tz=UTC).isoformat(timespec="seconds"), because)


@app.callback(invoke_without_command=True)
def actors(
    context: typer.Context,
    *,
    name: Annotated[str | None, typer.Option("--name", help="Words of the name.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="How many at the most.")] = 40,
    output: Annotated[Format, typer.Option("--format", "-f", help="A table for people, or JSON Lines.")] = Format.TABLE,
    db: Database,
) -> None:
    """List the people and bodies on record, and rule who is who.

    An actor is one person or body in all articles. Two names are taken for one actor only where the names allow no
    other reading; sources without a name stay in their article. What a person rules goes before that, and is kept with
    who, when and why.

    **Examples**

    - `onrecord actors`
    - `onrecord actors merge "J. Vane" "Joris Vane" --because "same office"`
    - `onrecord actors split "Vane" 3f9c --as "Ada Vane"`
    - `onrecord actors reconcile persons.csv`
    """
    if context.invoked_subcommand is not None:
        if (given := context.get_parameter_source("db")) is not None and given.name == "COMMANDLINE":
            msg = f"put --db behind {context.invoked_subcommand}"
            raise ConfigError(msg)
        return
    store = Store(db)
    book = ActorBook(store)
    with noting_stale(book):
        book.refresh()
    found = store.view().actors(name=name, limit=limit)
    if output is Format.JSON:
        for actor in found:
            fields = {
                "id": actor.id,
                "name": actor.name,
                "kind": actor.kind.value,
                "articles": actor.articles,
                "statements": actor.statements,
            }
            print_json(json.dumps(fields, ensure_ascii=False))
    else:
        table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
        table.add_column("actor", style="bold")
        table.add_column("kind")
        table.add_column("statements", justify="right")
        table.add_column("articles", justify="right")
        table.add_column("id", style="dim")
        for actor in found:
            table.add_row(actor.name, actor.kind.value, f"{actor.statements:,}", f"{actor.articles:,}", actor.id)
        results().print(table)
    if not found:
        errors().print("no actor goes by that name" if name else "no actor is on record", style="yellow")
        raise typer.Exit(1)


@app.command()
def merge(
    one: Annotated[str, typer.Argument(metavar="ACTOR", help="Who it is; gives the name.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Who is the same.")],
    *,
    by: By = None,
    because: Because = None,
    db: Database,
) -> None:
    """Rule that two actors are one."""
    ActorBook(Store(db)).merge(one, other, _ruling(by, because))
    errors().print(f"{other} is {one} from now on", style="green", markup=False)


@app.command()
def split(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Who is taken for one.")],
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Where it is another.")],
    *,
    as_name: Annotated[str, typer.Option("--as", help="The name of the other.")],
    by: By = None,
    because: Because = None,
    db: Database,
) -> None:
    """Rule that the actor of some articles is another one."""
    ActorBook(Store(db)).split(actor, articles, as_name, _ruling(by, because))
    errors().print(f"{actor} is {as_name} in {len(articles)} of the articles from now on", style="green", markup=False)


@app.command()
def rename(
    actor: Annotated[str, typer.Argument(metavar="ACTOR")],
    name: Annotated[str, typer.Argument(metavar="NAME")],
    *,
    by: By = None,
    because: Because = None,
    db: Database,
) -> None:
    """Rule what an actor is called."""
    ActorBook(Store(db)).rename(actor, name, _ruling(by, because))
    errors().print(f"{actor} is called {name} from now on", style="green", markup=False)


@app.command()
def rulings(*, db: Database) -> None:
    """List what people ruled, as JSON Lines."""
    for ruling in Store(db).view().decisions(SUBJECT):
        fields = {name: value for name, value in ruling["fields"].items() if name not in {"blocks", "held", "named"}}
        kept = {name: ruling[name] for name in ("what", "by", "at", "because")}
        print_json(json.dumps(kept | fields, ensure_ascii=False))


@app.command("reconcile")
def reconcile_with(
    entities: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or FollowTheMoney JSON.")],
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the sure matches as rulings.")] = False,
    by: By = None,
    output: Annotated[Format, typer.Option("--format", "-f", help="A table for people, or JSON Lines.")] = Format.TABLE,
    db: Database,
) -> None:
    """Match actors with the entities of a list of your own.

    A CSV has a column `name` and may have `id`, `type` and `aliases` (with ; between); JSON Lines are FollowTheMoney
    entities. As in OpenRefine's reconciliation, each actor gets candidates with a score to 100, and `match` says that
    one is sure: the names are the same, and no other entity has that name.
    """
    store = Store(db)
    book = ActorBook(store)
    with noting_stale(book):
        book.refresh()
    found = reconcile(store.view().actors(), read_entities(entities))
    if output is Format.JSON:
        for actor, candidates in found:
            print_json(
                json.dumps(
                    {"actor": actor.id, "name": actor.name, "result": [c.to_json() for c in candidates]},
                    ensure_ascii=False,
                )
            )
    else:
        table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
        for title in ("actor", "entity", "id", "score", "match"):
            table.add_column(title)
        for actor, candidates in found:
            for candidate in candidates:
                table.add_row(
                    actor.name, candidate.name, candidate.id, f"{candidate.score:.0f}", "yes" if candidate.match else ""
                )
        results().print(table)
    sure: list[tuple[str, Candidate]] = [(actor.id, c) for actor, candidates in found for c in candidates if c.match]
    if keep:
        known = {(r["fields"]["actor"], r["fields"].get("entity")) for r in store.view().decisions(SUBJECT)}
        new = [(id_, c) for id_, c in sure if (id_, c.id) not in known]
        for id_, candidate in new:
            book.match(id_, candidate.id, _ruling(by, f"the same name in {entities.name}"))
        errors().print(f"kept {len(new)} matches", style="green")
