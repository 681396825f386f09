"""Writing records, each in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from onrecord.records import Record
from onrecord.store.base import Added, check_spans
from onrecord.store.links import Links
from onrecord.store.rows import article_row, statement_row
from onrecord.store.schema import articles, statements
from onrecord.store.sqlite import errors_of


class Writer:
    """Adds records to a store; a record is kept whole or not at all."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine, self._path = engine, path

    def add(self, record: Record, *, location: str | None = None) -> Added:
        """Keep `record`, and say what that came to.

        The same record again changes nothing. Another reading of a text that is already kept takes the place of the
        former one. Another text under the same id or location becomes the next version, linked to the one before.

        Args:
            record: What to keep.
            location: Where the article was read from, if that place holds one article only. It links the versions
                of an article that has no address of its own.

        Raises:
            SpanError: A span's words are not those of the text.
            StoreError: The database cannot take it; nothing of the record is kept then.
        """
        check_spans(record)
        row = article_row(record) | {"location": location}
        with errors_of(self._path), self._engine.begin() as connection:
            return _add(connection, record, row)

    @contextmanager
    def links(self) -> Iterator[Links]:
        """The rows of the actors across articles, in one transaction."""
        with errors_of(self._path), self._engine.begin() as connection:
            yield Links(connection)


def _add(connection: Connection, record: Record, row: dict[str, Any]) -> Added:
    kept = _versions(connection, row)
    same = next((old for old in kept if old.sha256 == row["sha256"] and old.id == row["id"]), None)
    if same is not None:
        if same.digest == row["digest"]:
            return Added.UNCHANGED
        connection.execute(delete(statements).where(statements.c.article == same.key))
        location = row.pop("location") or same.location
        connection.execute(
            update(articles).where(articles.c.key == same.key).values(**row, location=location, linked=0)
        )
        _add_statements(connection, record, same.key)
        return Added.REREAD
    previous = kept[0] if kept else None
    latest = next((old for old in kept if old.latest), None)
    is_latest = latest is None or _day(row) >= (latest.modified_start or latest.published_start or "")
    if latest is not None and is_latest:
        connection.execute(update(articles).where(articles.c.key == latest.key).values(latest=0))
    number = previous.version + 1 if previous else 1
    values = row | {"version": number, "previous": previous and previous.key, "latest": int(is_latest)}
    key = connection.execute(insert(articles).values(values).returning(articles.c.key)).scalar_one()
    _add_statements(connection, record, key)
    return Added.NEW if previous is None else Added.VERSION


def _day(row: dict[str, Any]) -> str:
    """The day that a version is of; an undated one is taken for the newest, as it is read last."""
    return row["modified_start"] or row["published_start"] or "9999"


def _versions(connection: Connection, row: dict[str, Any]) -> list[Any]:
    """What is kept under the same id or location, the latest version first."""
    ours = articles.c.id == row["id"]
    if row["location"] is not None:
        ours = or_(ours, articles.c.location == row["location"])
    names = ("key", "id", "version", "latest", "sha256", "digest", "location", "modified_start", "published_start")
    columns = [articles.c[name] for name in names]
    return list(connection.execute(select(*columns).where(ours).order_by(articles.c.version.desc())))


def _add_statements(connection: Connection, record: Record, key: int) -> None:
    if record.statements:
        connection.execute(insert(statements), [statement_row(statement, key) for statement in record.statements])
