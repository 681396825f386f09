"""The rows that tie the actors of articles to those across articles."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from onrecord.errors import MalformedInputError
from onrecord.store.schema import actors, appearances, articles, blocks, rulings, stale_blocks

_MANY = 500
"""How many values go into one statement."""


class Unlinked(NamedTuple):
    """An article whose actors are to be put in."""

    key: int
    id: str
    actors: list[dict[str, Any]]


class Linked(NamedTuple):
    """An appearance that is kept; `fields` are what the corpus level wrote of it."""

    key: int
    fields: dict[str, Any]
    blocks: frozenset[str]


class Links:
    """Reads and writes the rows, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_due(self) -> bool:
        """Whether there is anything to put in."""
        waiting = select(func.count()).where(articles.c.linked != articles.c.latest)
        stale = select(func.count()).select_from(stale_blocks)
        return bool(self._connection.execute(waiting).scalar_one() or self._connection.execute(stale).scalar_one())

    def unlinked(self) -> Iterator[Unlinked]:
        """The latest versions whose actors are not in."""
        query = select(articles.c.key, articles.c.id, articles.c.actors)
        query = query.where(articles.c.latest == 1, articles.c.linked == 0).order_by(articles.c.key)
        for row in self._connection.execute(query).all():
            yield Unlinked(row.key, row.id, row.actors)

    def take_out(self) -> set[str]:
        """Take out what belongs to superseded versions and former readings; the blocks that this concerns."""
        gone = select(articles.c.key).where((articles.c.latest == 0) | (articles.c.linked == 0))
        held = select(appearances.c.key).where(appearances.c.article.in_(gone))
        touched = set(self._connection.scalars(select(blocks.c.name).where(blocks.c.appearance.in_(held))))
        self._connection.execute(delete(blocks).where(blocks.c.appearance.in_(held)))
        self._connection.execute(delete(appearances).where(appearances.c.article.in_(gone)))
        self._connection.execute(update(articles).where(articles.c.latest == 0).values(linked=0))
        touched |= set(self._connection.scalars(select(stale_blocks.c.name)))
        self._connection.execute(delete(stale_blocks))
        return touched

    def put_in(self, article: int, found: Iterable[tuple[str, dict[str, Any], Sequence[str]]]) -> None:
        """Put in the appearances of an article: local id, fields, blocks."""
        for local, fields, names in found:
            row = {"article": article, "local": local, "fields": fields}
            key = self._connection.execute(insert(appearances).values(row).returning(appearances.c.key)).scalar_one()
            self._connection.execute(insert(blocks), [{"name": name, "appearance": key} for name in names])
        self._connection.execute(update(articles).where(articles.c.key == article).values(linked=1))

    def in_blocks(self, names: Iterable[str]) -> list[Linked]:
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
            found += [Linked(r.key, r.fields, frozenset(held[r.key])) for r in self._connection.execute(query)]
        return found

    def assign(self, groups: Mapping[str, tuple[str, str, Sequence[int]]]) -> None:
        """Write who is who: for the id of each actor its name, its kind, and its appearances."""
        keys = [key for _, _, held in groups.values() for key in held]
        for some in _some(keys):
            self._connection.execute(update(appearances).where(appearances.c.key.in_(some)).values(actor=None))
        for name, (_, _, held) in groups.items():
            for some in _some(held):
                self._connection.execute(update(appearances).where(appearances.c.key.in_(some)).values(actor=name))
        for some in _some(sorted(groups)):
            self._connection.execute(delete(actors).where(actors.c.id.in_(some)))
        if groups:
            rows = [{"id": name, "name": shown, "kind": kind} for name, (shown, kind, _) in groups.items()]
            self._connection.execute(insert(actors), rows)
        used = select(appearances.c.actor).where(appearances.c.actor == actors.c.id)
        self._connection.execute(delete(actors).where(~used.exists()))

    def rulings(self, subject: str) -> list[dict[str, Any]]:
        """What people ruled on a subject, in the order in which they did."""
        query = select(rulings).where(rulings.c.subject == subject).order_by(rulings.c.key)
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def rule(self, row: Mapping[str, Any], stale: Iterable[str] = ()) -> None:
        """Keep a ruling; the actors in the `stale` blocks are told anew.

        Raises:
            MalformedInputError: It holds characters that no text has.
        """
        try:
            json.dumps(dict(row), ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            msg = "a ruling has characters that are not text"
            raise MalformedInputError(msg) from error
        self._connection.execute(insert(rulings).values(row))
        for name in sorted(set(stale)):
            self._connection.execute(insert(stale_blocks).prefix_with("OR IGNORE").values(name=name))


def _some(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
