"""The rows that link the actors of articles to actors across articles."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.sql.elements import ColumnElement

from onrecord.errors import MalformedInputError
from onrecord.store.schema import actors, appearances, articles, blocks, decisions, stale_blocks, statements

COMMITMENTS = "commitment"
"""The subject of decisions on what came of a commitment."""
LEGACY_ID = 9
"""How long the ids of commitments were up to version 0.1: the beginning of what they are now."""
_MANY = 500
"""The most values in one SQL statement."""


class PendingArticle(NamedTuple):
    """An article whose actors are not linked yet."""

    key: int
    id: str
    actors: list[dict[str, Any]]


class StoredAppearance(NamedTuple):
    """A stored appearance; `fields` are as the corpus level wrote them."""

    key: int
    fields: dict[str, Any]
    blocks: frozenset[str]


class Cluster(NamedTuple):
    """An actor: its name, its kind, all names as printed, and the keys of its appearances."""

    name: str
    kind: str
    names: Sequence[str]
    appearances: Sequence[int]


class Links:
    """Reads and writes the rows in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_stale(self) -> bool:
        """Whether articles were read, or decisions made, since the actors were last derived."""
        waiting = select(func.count()).where(articles.c.linked != articles.c.latest)
        stale = select(func.count()).select_from(stale_blocks)
        return bool(self._connection.execute(waiting).scalar_one() or self._connection.execute(stale).scalar_one())

    def unlinked(self) -> Iterator[PendingArticle]:
        """The latest versions whose actors are not linked yet."""
        query = select(articles.c.key, articles.c.id, articles.c.actors)
        query = query.where(articles.c.latest == 1, articles.c.linked == 0).order_by(articles.c.key)
        for row in self._connection.execute(query).all():
            yield PendingArticle(row.key, row.id, row.actors)

    def remove_stale(self) -> set[str]:
        """Remove appearances in superseded versions and earlier readings; returns the blocks that this affects."""
        gone = select(articles.c.key).where((articles.c.latest == 0) | (articles.c.linked == 0))
        held = select(appearances.c.key).where(appearances.c.article.in_(gone))
        touched = set(self._connection.scalars(select(blocks.c.name).where(blocks.c.appearance.in_(held))))
        self._connection.execute(delete(blocks).where(blocks.c.appearance.in_(held)))
        self._connection.execute(delete(appearances).where(appearances.c.article.in_(gone)))
        self._connection.execute(update(articles).where(articles.c.latest == 0).values(linked=0))
        touched |= set(self._connection.scalars(select(stale_blocks.c.name)))
        self._connection.execute(delete(stale_blocks))
        return touched

    def add(
        self,
        article: int,
        found: Sequence[tuple[str, dict[str, Any], Sequence[str]]],
        people: Sequence[Mapping[str, Any]],
    ) -> None:
        """Add the appearances in an article.

        Args:
            article: The article's key.
            found: The id, fields and blocks of each actor that is resolved across articles.
            people: All its actors as JSON; statements of others count for whom they speak for.
        """
        said = self._voices(article, {local for local, _, _ in found}, people)
        for local, fields, names in found:
            speaks_for = next((person["speaks_for"] for person in people if person["id"] == local), None)
            row = {"article": article, "local": local, "fields": fields, "said": said[local], "speaks_for": speaks_for}
            key = self._connection.execute(insert(appearances).values(row).returning(appearances.c.key)).scalar_one()
            self._connection.execute(insert(blocks), [{"name": name, "appearance": key} for name in names])
        self._connection.execute(update(articles).where(articles.c.key == article).values(linked=1))

    def _voices(self, article: int, followed: set[str], people: Sequence[Mapping[str, Any]]) -> Counter[str]:
        """Write whose statement each one is; returns how many each actor has."""
        speaks_for = {person["id"]: person["speaks_for"] for person in people}
        counted: Counter[str] = Counter()
        ours = statements.c.article == article
        query = select(statements.c.source_actor).where(ours, statements.c.source_actor.is_not(None)).distinct()
        for local in list(self._connection.scalars(query)):
            voice = local if local in followed else speaks_for.get(local)
            if voice in followed:
                theirs = update(statements).where(ours, statements.c.source_actor == local).values(voice=voice)
                counted[voice] += self._connection.execute(theirs).rowcount
        return counted

    def in_blocks(self, names: Iterable[str]) -> list[StoredAppearance]:
        """The appearances in any of these blocks."""
        keys: set[int] = set()
        for some in _some(sorted(names)):
            keys |= set(self._connection.scalars(select(blocks.c.appearance).where(blocks.c.name.in_(some))))
        held: dict[int, set[str]] = {key: set() for key in keys}
        found = []
        for some in _some(sorted(keys)):
            for row in self._connection.execute(select(blocks).where(blocks.c.appearance.in_(some))):
                held[row.appearance].add(row.name)
            query = select(appearances.c.key, appearances.c.fields).where(appearances.c.key.in_(some))
            found += [
                StoredAppearance(r.key, r.fields, frozenset(held[r.key])) for r in self._connection.execute(query)
            ]
        return found

    def assign(self, groups: Mapping[str, Cluster]) -> None:
        """Write the actors, by id."""
        for name, named in groups.items():
            for some in _some(named.appearances):
                self._name(name, some)
        for some in _some(sorted(groups)):
            self._connection.execute(delete(actors).where(actors.c.id.in_(some)))
        for some in _some(sorted(groups)):
            counts = {row.actor: row for row in self._connection.execute(_counts(some))}
            rows = [
                {
                    "id": name,
                    "name": groups[name].name,
                    "kind": groups[name].kind,
                    "names": "\n".join(groups[name].names),
                    "articles": counts[name].articles,
                    "statements": counts[name].statements,
                }
                for name in some
            ]
            self._connection.execute(insert(actors), rows)
        used = select(appearances.c.actor).where(appearances.c.actor == actors.c.id)
        self._connection.execute(delete(actors).where(~used.exists()))

    def _name(self, actor: str, keys: Sequence[int]) -> None:
        """Assign appearances and their statements to an actor; rows that are already assigned are left alone."""
        other = appearances.c.actor.is_distinct_from(actor)
        query = select(appearances.c.key, appearances.c.article, appearances.c.local)
        changed = self._connection.execute(query.where(appearances.c.key.in_(keys), other)).all()
        if not changed:
            return
        own = [row.key for row in changed]
        self._connection.execute(update(appearances).where(appearances.c.key.in_(own)).values(actor=actor))
        theirs = tuple_(statements.c.article, statements.c.voice).in_([(row.article, row.local) for row in changed])
        mine = statements.c.article.in_({row.article for row in changed})
        self._connection.execute(update(statements).where(mine, theirs).values(actor=actor))

    def decisions(self, subject: str) -> list[dict[str, Any]]:
        """The decisions on a subject that were not undone, oldest first."""
        query = (
            select(decisions)
            .where(decisions.c.subject == subject, decisions.c.undone.is_(None))
            .order_by(decisions.c.key)
        )
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def add_decision(self, row: Mapping[str, Any], stale: Iterable[str] = ()) -> int:
        """Store a decision and return its number; actors in the `stale` blocks are derived again.

        Raises:
            MalformedInputError: It contains lone surrogates.
        """
        try:
            json.dumps(dict(row), ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            msg = "a decision must not contain lone surrogates"
            raise MalformedInputError(msg) from error
        key: int = self._connection.execute(insert(decisions).values(row).returning(decisions.c.key)).scalar_one()
        self.mark_stale(stale)
        return key

    def mark_stale(self, names: Iterable[str]) -> None:
        """Have the actors in these blocks derived again at the next update."""
        for name in sorted(set(names)):
            self._connection.execute(insert(stale_blocks).prefix_with("OR IGNORE").values(name=name))


def is_about(subject: str, about: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions of decisions about one thing; those on a commitment may have its id as version 0.1 gave it."""
    if subject != COMMITMENTS:
        return (decisions.c.subject == subject, decisions.c.about == about)
    same = or_(decisions.c.about.startswith(about, autoescape=True), decisions.c.about == about[:LEGACY_ID])
    return (decisions.c.subject == subject, same)


def _counts(names: Sequence[str]) -> Any:
    """The number of articles and statements of each of these actors."""
    query = select(
        appearances.c.actor,
        func.count(appearances.c.article.distinct()).label("articles"),
        func.sum(appearances.c.said).label("statements"),
    )
    return query.where(appearances.c.actor.in_(names)).group_by(appearances.c.actor)


def _some(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
