"""`onrecord who`: an actor's roles and statements."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from onrecord.cli.console import noting_stale, print_json, results
from onrecord.cli.options import Database, Format, Output
from onrecord.cli.tables import counted, hanging, statement_line
from onrecord.corpus.actors import ActorBook, PrintedRole, printed_roles
from onrecord.store import ActorLine, ActorStatement, Store


def who(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="A name, part of one, or an actor's id.")],
    *,
    output: Output,
    db: Database,
) -> None:
    """Show an actor's roles and statements, in order of date.

    Roles are as printed, with the first and the last day they appeared. Statements by someone who speaks for the actor,
    such as a ministry's spokeswoman, are included under that person's name.

    **Examples**

    - `onrecord who "Joris Vane"`
    - `onrecord who ministry of water --format json`
    """
    store = Store(db)
    book = ActorBook(store)
    with noting_stale(book):
        actor = book.find(" ".join(name))
    said = store.view().said_by(actor.id)
    roles = _roles(said, actor)
    if output is Format.JSON:
        print_json(json.dumps(_head(actor, roles), ensure_ascii=False))
        for line in said:
            print_json(json.dumps(_fields(line), ensure_ascii=False))
    else:
        _print(actor, roles, said)


def _print(actor: ActorLine, roles: Sequence[PrintedRole], said: Sequence[ActorStatement]) -> None:
    console = results()
    facts = f"{actor.kind.value} · {counted(len(said), 'statement')} · {actor.id}"
    console.print(Text.assemble((actor.name, "bold"), "\n", (facts, "dim")))
    for role in roles:
        console.print(Text.assemble("  ", role.text, (f"  {_days(role)}", "dim")))
    shown = None
    for line in said:
        article = line.article
        if article.id != shown:
            shown = article.id
            facts = " · ".join(filter(None, (article.title or "(no title)", article.outlet)))
            console.print(Text.assemble("\n", (article.published or "no date", "bold"), (f"  {facts}", "dim")))
        stance = Text(line.statement.stance.value, style="dim")
        console.print(hanging(stance, statement_line(line.statement), width=11))


def _roles(said: Sequence[ActorStatement], actor: ActorLine) -> list[PrintedRole]:
    seen = {(line.article.id, line.speaker.id): line for line in said if _is_self(line, actor)}
    return printed_roles(
        (role.words.text, line.article.published) for line in seen.values() for role in line.speaker.roles
    )


def _is_self(line: ActorStatement, actor: ActorLine) -> bool:
    return line.speaker.kind is actor.kind and bool(line.speaker.names)


def _days(role: PrintedRole) -> str:
    if role.first is None:
        return "no date"
    return role.first if role.first == role.last else f"{role.first} to {role.last}"


def _head(actor: ActorLine, roles: Sequence[PrintedRole]) -> dict[str, object]:
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
