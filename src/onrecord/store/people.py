"""Finds actors across articles, and what they said."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from onrecord.records import Actor, SourceKind
from onrecord.store.base import ActorLine, ActorStatement, ArticleLine
from onrecord.store.rows import to_statement
from onrecord.store.schema import actors, appearances, articles, statements

_ROLES = 1_000
"""The most articles searched for an actor's roles."""
_LONGEST = 1_000
"""The longest name that is searched for; SQLite limits the length of patterns."""


def find_actors(
    connection: Connection, name: str | None, limit: int | None, after: tuple[int, str] | None
) -> list[ActorLine]:
    """The actors that match a name or id, or all, those with most statements first."""
    query = select(actors).order_by(actors.c.statements.desc(), actors.c.id)
    if name is not None:
        name = name.encode(errors="replace").decode().strip()[:_LONGEST]
        named = (each.icontains(name, autoescape=True) for each in (actors.c.name, actors.c.names))
        query = query.where(or_(actors.c.id == name, *named))
    if after is not None:
        number, id_ = after
        later = and_(actors.c.statements == number, actors.c.id > id_)
        query = query.where(actors.c.statements <= number, or_(actors.c.statements < number, later))
    return [_actor_line(row) for row in connection.execute(query.limit(limit))]


def actor_of(connection: Connection, id_: str) -> ActorLine | None:
    """The actor of this id, if there is one."""
    row = connection.execute(select(actors).where(actors.c.id == id_)).one_or_none()
    return None if row is None else _actor_line(row)


def spokespeople(connection: Connection, actor: str) -> list[ActorLine]:
    """The actors who officially speak for this one, those with most statements first."""
    theirs, own = appearances.alias(), appearances.alias()
    speak = select(theirs.c.actor).join(
        own, and_(own.c.article == theirs.c.article, own.c.local == theirs.c.speaks_for)
    )
    query = select(actors).where(actors.c.id.in_(speak.where(own.c.actor == actor)), actors.c.id != actor)
    return [_actor_line(row) for row in connection.execute(query.order_by(actors.c.statements.desc(), actors.c.id))]


def roles_of(connection: Connection, actor: str) -> list[tuple[str, str | None]]:
    """The roles that articles give an actor, as printed, each with the article's day of publication."""
    query = select(appearances.c.fields["roles"].label("roles"), articles.c.published_start)
    query = query.join(articles, articles.c.key == appearances.c.article).where(appearances.c.actor == actor)
    rows = connection.execute(query.limit(_ROLES))
    return [(text, row.published_start) for row in rows for text in row.roles or ()]


def people_in(connection: Connection, article: int) -> dict[str, str]:
    """The id of the actor across articles, by the id within the article."""
    query = select(appearances.c.local, appearances.c.actor).where(appearances.c.article == article)
    return {row.local: row.actor for row in connection.execute(query) if row.actor}


def _actor_line(row: Any) -> ActorLine:
    return ActorLine(row.id, row.name, SourceKind(row.kind), row.articles, row.statements)


def said_by(connection: Connection, actor: str) -> list[ActorStatement]:
    """The statements of an actor and of those who speak for it, by date, article and position."""
    held: dict[int, set[str]] = defaultdict(set)
    query = select(appearances.c.article, appearances.c.local).where(appearances.c.actor == actor)
    for row in connection.execute(query.order_by(appearances.c.key)):
        held[row.article].add(row.local)
    found: list[ActorStatement] = []
    for key, locals_ in held.items():
        article = connection.execute(select(articles).where(articles.c.key == key)).mappings().one()
        people = {fields["id"]: Actor.from_json(fields) for fields in article["actors"]}
        voices = {id_ for id_, person in people.items() if {id_, person.speaks_for} & locals_}
        voiced = select(statements).where(statements.c.article == key, statements.c.source_actor.in_(voices))
        line = _line(article)
        found += [
            ActorStatement(to_statement(said), line, people[said["source_actor"]])
            for said in connection.execute(voiced.order_by(statements.c.key)).mappings()
        ]
    return sorted(found, key=lambda said: (said.article.published or "9999", said.article.id))


def _line(article: Any) -> ArticleLine:
    return ArticleLine(
        id=article["id"],
        version=article["version"],
        title=article["title"],
        outlet=article["outlet"],
        url=article["url"],
        published=article["published_start"],
        statements=0,
    )
