"""Reads from a store."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, or_, select

from onrecord.errors import NotFoundError
from onrecord.records import Record
from onrecord.store.base import (
    ActorLine,
    ActorStatement,
    ArticleLine,
    Facets,
    Histogram,
    Hit,
    LedgerQuery,
    Query,
    Stats,
    StoredArticle,
)
from onrecord.store.links import Links, is_about
from onrecord.store.lists import (
    article_line,
    counter,
    lines,
    list_articles,
    list_chains,
    list_decisions,
    list_ledger,
    stored_article,
)
from onrecord.store.people import actor_of, find_actors, roles_of, said_by, spokespeople
from onrecord.store.rows import to_record
from onrecord.store.schema import appearances, articles, blocks, decisions, statements
from onrecord.store.search import histogram, on_days, search, search_with_facets
from onrecord.store.sqlite import errors_of
from onrecord.store.words import Forms

_PAGE = 200
_SHORTEST = 4
"""The shortest prefix of an id that is looked up."""
_LONGEST = 4000
_WORDS = 20
"""How many words of a title are looked for."""
_CANDIDATES = 10
"""The most articles listed when a name is ambiguous."""


class View:
    """Reads what is on record, as of each call."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine, self._path = engine, path
        self._forms = Forms()

    def close(self) -> None:
        """Close open connections; the next call opens them again."""
        self._engine.dispose()

    def records(self, *, versions: bool = False) -> Iterator[Record]:
        """All records by date of publication and id; with `versions`, superseded ones too."""
        columns = (articles.c.published_start, articles.c.id, articles.c.version, articles.c.key)
        query = select(*columns).order_by(articles.c.published_start, articles.c.id, articles.c.version)
        if not versions:
            query = query.where(articles.c.latest == 1)
        with errors_of(self._path), self._engine.connect() as connection:
            keys = [row.key for row in connection.execute(query)]
            for start in range(0, len(keys), _PAGE):
                yield from _records(connection, keys[start : start + _PAGE])

    def record(self, name: str) -> Record:
        """The record of one article, by its id or the start of it, its address, its file, or words of its title.

        Raises:
            NotFoundError: No article matches, or several do; the message lists them.
        """
        with errors_of(self._path), self._engine.connect() as connection:
            return _records(connection, [_key_of(connection, name)])[0]

    def article(self, name: str, *, version: int | None = None) -> StoredArticle:
        """Everything stored of an article, in its latest or another version.

        Args:
            name: Any name that `record` takes.
            version: The number of the version.

        Raises:
            NotFoundError: No article matches, several do, or there is no such version.
        """
        with errors_of(self._path), self._engine.connect() as connection:
            key: int | None = _key_of(connection, name)
            if version is not None:
                id_ = connection.scalar(select(articles.c.id).where(articles.c.key == key))
                wanted = (articles.c.id == id_, articles.c.version == version)
                key = connection.scalar(select(articles.c.key).where(*wanted))
            if key is None:
                msg = f"the article {id_} has no version {version}"
                raise NotFoundError(msg)
            return stored_article(connection, key)

    def articles(
        self, *, limit: int = 50, outlet: str | None = None, after: tuple[str, str] | None = None
    ) -> list[ArticleLine]:
        """Articles, newest first; `after` is the day of publication (or "") and id of the last one before."""
        with errors_of(self._path), self._engine.connect() as connection:
            return [article_line(row) for row in list_articles(connection, limit, outlet, after)]

    def search(self, query: Query) -> list[Hit]:
        """The statements that match `query`, best first; without words, newest first."""
        with errors_of(self._path), self._engine.connect() as connection:
            return search(connection, query, self._forms)

    def search_with_facets(self, query: Query) -> tuple[list[Hit], Facets]:
        """The hits of `search`, and counts of values among the first statements that match."""
        with errors_of(self._path), self._engine.connect() as connection:
            return search_with_facets(connection, query, self._forms)

    def histogram(self, query: Query, *, width: int, days: tuple[str, str] | None = None) -> Histogram:
        """How many statements were said and are due in each year (`width` 4), month (7) or day (10).

        `days` are the first and last day to count, in ISO form; all by default.
        """
        with errors_of(self._path), self._engine.connect() as connection:
            return histogram(connection, query, self._forms, width=width, days=days)

    def on_days(self, query: Query, *, role: str, days: tuple[str, str]) -> list[Hit]:
        """The statements that were `said` or are `due` between two days (ISO, both included), by day."""
        with errors_of(self._path), self._engine.connect() as connection:
            return on_days(connection, query, self._forms, role=role, days=days)

    def actors(
        self, *, name: str | None = None, limit: int | None = None, after: tuple[int, str] | None = None
    ) -> list[ActorLine]:
        """The actors across articles, those with most statements first; with `name`, those that match it.

        `after` is the number of statements and the id of the last actor on the previous page.
        """
        with errors_of(self._path), self._engine.connect() as connection:
            return find_actors(connection, name, limit, after)

    def actor(self, id_: str) -> ActorLine:
        """The actor with this id.

        Raises:
            NotFoundError: There is none.
        """
        with errors_of(self._path), self._engine.connect() as connection:
            found = actor_of(connection, id_)
        if found is None:
            msg = f"no actor has the id {id_[:200]!r}"
            raise NotFoundError(msg)
        return found

    def spokespeople(self, actor: str) -> list[ActorLine]:
        """The actors who officially speak for this one."""
        with errors_of(self._path), self._engine.connect() as connection:
            return spokespeople(connection, actor)

    def roles(self, actor: str) -> list[tuple[str, str | None]]:
        """The roles that articles give an actor, as printed, each with the article's day of publication."""
        with errors_of(self._path), self._engine.connect() as connection:
            return roles_of(connection, actor)

    def ledger(self, query: LedgerQuery) -> list[dict[str, Any]]:
        """The rows of the ledger that match `query`, as last derived."""
        with errors_of(self._path), self._engine.connect() as connection:
            return list_ledger(connection, query)

    def chains(self, chains: Sequence[str], *, known_on: str) -> dict[str, tuple[int, str | None]]:
        """The number of commitments in each chain by a day, and the status decided for one of them, if any."""
        with errors_of(self._path), self._engine.connect() as connection:
            return list_chains(connection, chains, known_on)

    def counter(self, name: str) -> int:
        """A counter: `changes` to the record so far, or those that the `ledger` was derived from."""
        with errors_of(self._path), self._engine.connect() as connection:
            return counter(connection, name)

    def corrected(self) -> Iterator[StoredArticle]:
        """The latest versions of all corrected articles, by id."""
        query = select(articles.c.key).where(articles.c.latest == 1, articles.c.reading.is_not(None))
        with errors_of(self._path), self._engine.connect() as connection:
            for key in list(connection.scalars(query.order_by(articles.c.id))):
                yield stored_article(connection, key)

    def decisions_about(self, subject: str, about: str) -> list[dict[str, Any]]:
        """The decisions about one article, actor or commitment, oldest first, including those that were undone."""
        query = select(decisions).where(*is_about(subject, about)).order_by(decisions.c.key)
        with errors_of(self._path), self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def log(self, *, limit: int = 50, before: int | None = None) -> list[dict[str, Any]]:
        """All decisions, latest first; those that were undone have `undone`."""
        with errors_of(self._path), self._engine.connect() as connection:
            return list_decisions(connection, limit, before)

    def said_by(self, actor: str) -> list[ActorStatement]:
        """The statements of an actor and of those who speak for it, by date."""
        with errors_of(self._path), self._engine.connect() as connection:
            return said_by(connection, actor)

    def blocks_of(self, actor: str) -> list[str]:
        """The blocks of an actor's appearances."""
        query = select(blocks.c.name).distinct().join(appearances, appearances.c.key == blocks.c.appearance)
        with errors_of(self._path), self._engine.connect() as connection:
            return list(connection.scalars(query.where(appearances.c.actor == actor).order_by(blocks.c.name)))

    def appearances_of(self, actor: str) -> list[dict[str, Any]]:
        """The fields of each appearance of an actor."""
        query = select(appearances.c.fields).where(appearances.c.actor == actor).order_by(appearances.c.key)
        with errors_of(self._path), self._engine.connect() as connection:
            return list(connection.scalars(query))

    def is_stale(self) -> bool:
        """Whether articles were read, or decisions made, since the actors were last derived."""
        with errors_of(self._path), self._engine.connect() as connection:
            return Links(connection).is_stale()

    def decisions(self, subject: str) -> list[dict[str, Any]]:
        """The decisions on a subject that were not undone, oldest first."""
        with errors_of(self._path), self._engine.connect() as connection:
            return Links(connection).decisions(subject)

    def stats(self) -> Stats:
        """Count what is on record."""
        with errors_of(self._path), self._engine.connect() as connection:
            return _stats(connection)


def _key_of(connection: Connection, name: str) -> int:
    """The key of the latest version of the one article that matches a name."""
    # SQLite takes neither lone surrogates nor patterns of any length, and no article has such a name.
    name = name.encode(errors="replace").decode()[:_LONGEST]
    for condition in _names(name):
        # On its own, the condition can be answered from an index, without reading the articles.
        named = select(articles.c.key).where(condition)
        latest = select(articles.c.key).where(articles.c.key.in_(named), articles.c.latest == 1)
        keys = list(connection.scalars(latest.limit(_CANDIDATES + 1)))
        if len(keys) == 1:
            return int(keys[0])
        if keys:
            found = lines().where(articles.c.key.in_(keys[:_CANDIDATES])).order_by(articles.c.published_start)
            listed = "\n".join(f"  {_candidate(row)}" for row in connection.execute(found))
            more = "\n  …" if len(keys) > _CANDIDATES else ""
            msg = f"several articles match {name[:200]!r}:\n{listed}{more}"
            raise NotFoundError(msg)
    msg = f"no article matches {name[:200]!r}; try words of its title, or `onrecord search`"
    raise NotFoundError(msg)


def _names(name: str) -> Iterator[Any]:
    yield articles.c.id == name
    yield or_(articles.c.url == name, articles.c.location == name)
    if "://" not in name:
        yield articles.c.location == str(Path(name).absolute())
    if len(name) >= _SHORTEST:
        yield articles.c.id.startswith(name, autoescape=True)
        yield articles.c.title == name
        yield articles.c.title.icontains(name, autoescape=True)
        yield and_(*(articles.c.title.icontains(word, autoescape=True) for word in name.split()[:_WORDS]))


def _candidate(row: Any) -> str:
    """An article in a list of those that a name may mean."""
    return "  ".join(filter(None, (row.id, row.published_start or "no date", row.outlet, row.title)))


def _records(connection: Connection, keys: list[int]) -> list[Record]:
    rows = {row["key"]: row for row in connection.execute(select(articles).where(articles.c.key.in_(keys))).mappings()}
    said: dict[int, list[Any]] = {key: [] for key in keys}
    query = select(statements).where(statements.c.article.in_(keys)).order_by(statements.c.key)
    for row in connection.execute(query).mappings():
        said[row["article"]].append(row)
    return [to_record(rows[key], said[key]) for key in keys]


def _stats(connection: Connection) -> Stats:
    latest = articles.c.latest == 1
    joined = statements.join(articles, statements.c.article == articles.c.key)

    def count(column: Any, source: Any) -> dict[str, int]:
        query = select(column, func.count()).select_from(source).where(latest).group_by(column)
        rows = connection.execute(query.order_by(func.count().desc(), column))
        return {str(name): number for name, number in rows if name is not None}

    # Counting spaces is exact enough, and SQLite does it without handing the texts to Python.
    words = func.length(articles.c.text) - func.length(func.replace(articles.c.text, " ", ""))
    total, counted, first, last = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(words + 1), 0),
            func.min(articles.c.published_start),
            func.max(articles.c.published_start),
        ).where(latest)
    ).one()
    return Stats(
        articles=total,
        versions=connection.execute(select(func.count()).select_from(articles)).scalar_one(),
        statements=connection.execute(select(func.count()).select_from(joined).where(latest)).scalar_one(),
        words=counted,
        outlets=count(articles.c.outlet, articles),
        kinds=count(statements.c.kind, joined),
        stances=count(statements.c.stance, joined),
        hows=count(statements.c.source_how, joined),
        readers=count(articles.c.reader, articles),
        first=first,
        last=last,
    )
