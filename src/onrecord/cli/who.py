"""`onrecord who`: everything that an actor is recorded as saying."""

import json
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from onrecord.cli.console import Database, Format, noting_stale, print_json, results
from onrecord.corpus.actors import ActorBook, PrintedRole, printed_roles
from onrecord.store import ActorLine, ActorStatement, Store


def who(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, words of it, or the id of an actor.")],
    *,
    output: Annotated[Format, typer.Option("--format", "-f", help="Lines for people, or JSON Lines.")] = Format.TABLE,
    db: Database,
) -> None:
    """Show who an actor is by what was printed, and all that it is recorded as saying, by date.

    Roles stand with the first and the last day on which they were printed. What somebody says who speaks for the
    actor by office is shown with that person's name.

    **Examples**

    - `onrecord who "Joris Vane"`
    - `onrecord who ministry --format json`
    """
    store = Store(db)
    book = ActorBook(store)
    with noting_stale(book):
        actor = book.find(name)
    said = store.view().said_by(actor.id)
    roles = _roles(said, actor)
    if output is Format.JSON:
        print_json(json.dumps(_head(actor, roles), ensure_ascii=False))
        for line in said:
            print_json(json.dumps(_fields(line), ensure_ascii=False))
        return
    console = results()
    console.print(
        Text.assemble((actor.name, "bold"), "\n", (f"{actor.kind.value} · {_count(len(said))} · {actor.id}", "dim"))
    )
    for role in roles:
        console.print(Text.assemble("  ", role.text, (f"  {_span(role)}", "dim")))
    day = ""
    for line in said:
        heading = f"{line.article.published or 'no date'}  {line.article.title or '(no title)'}"
        if heading != day:
            day = heading
            outlet = f" · {line.article.outlet}" if line.article.outlet else ""
            console.print(
                Text.assemble(
                    "\n",
                    (line.article.published or "no date", "bold"),
                    (f"  {line.article.title or '(no title)'}{outlet}", "dim"),
                )
            )
        console.print(Padding(_statement(line), (0, 0, 0, 2)))


def _statement(line: ActorStatement) -> Text:
    statement = line.statement
    source = statement.source.words.text if statement.source else ""
    cue = statement.cue.text if statement.cue else "—"
    return Text.assemble(
        (f"{statement.stance.value:<11} ", "dim"), (source, "cyan"), " ", (cue, "yellow"), " ", statement.content.text
    )


def _roles(said: list[ActorStatement], actor: ActorLine) -> list[PrintedRole]:
    seen = {(line.article.id, line.speaker.id): line for line in said if _is_self(line, actor)}
    return printed_roles(
        (role.words.text, line.article.published) for line in seen.values() for role in line.speaker.roles
    )


def _is_self(line: ActorStatement, actor: ActorLine) -> bool:
    return line.speaker.kind is actor.kind and bool(line.speaker.names)


def _span(role: PrintedRole) -> str:
    if role.first is None:
        return "no date"
    return role.first if role.first == role.last else f"{role.first} to {role.last}"


def _count(number: int) -> str:
    return f"{number:,} statement" if number == 1 else f"{number:,} statements"


def _head(actor: ActorLine, roles: list[PrintedRole]) -> dict[str, object]:
    return {
        "actor": actor.id,
        "name": actor.name,
        "kind": actor.kind.value,
        "roles": [{"text": r.text, "first": r.first, "last": r.last, "times": r.times} for r in roles],
    }


def _fields(line: ActorStatement) -> dict[str, object]:
    article = line.article
    return {
        "article": {"id": article.id, "title": article.title, "outlet": article.outlet, "published": article.published},
        "speaker": line.speaker.name,
        "statement": line.statement.to_json(),
    }
