"""Writes records, each in one transaction."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from onrecord.corrections import Correction, corrected
from onrecord.errors import NotFoundError
from onrecord.records import Record
from onrecord.store.base import AddOutcome, check_spans
from onrecord.store.links import COMMITMENTS, Links, is_about
from onrecord.store.rows import article_row, as_read, statement_row, to_record
from onrecord.store.schema import articles, counters, decisions, ledger, statements
from onrecord.store.sqlite import errors_of

CORRECTIONS = "statement"
"""The subject of decisions that correct statements."""


class Writer:
    """Adds records to a store; a record is stored in full or not at all."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine, self._path = engine, path

    def add(self, record: Record, *, location: str | None = None, reader: str | None = None) -> AddOutcome:
        """Add a record.

        The same record again changes nothing. A new reading of a stored text replaces the earlier one; people's
        corrections stay. Another text with the same id or location becomes the next version.

        Args:
            record: The record to store.
            location: The file that the article was read from, if it has no others. It links the versions of an article
                without an address.
            reader: The version of what read it, such as `onrecord 0.2.0, model 0f1e2d3c4b5a, onnxruntime 1.32.0`.

        Raises:
            SpanError: The words of a span do not match the text.
            StoreError: The record could not be stored.
        """
        check_spans(record)
        row = article_row(record) | {"location": location, "reader": reader}
        with self._transaction() as connection:
            return _add(connection, record, row)

    def add_decision(self, decision: Mapping[str, Any], *, stale: Sequence[str] = ()) -> int:
        """Store a decision and return its number; corrections of statements are applied at once.

        Raises:
            MalformedInputError: It contains lone surrogates.
            NotFoundError: The article that it corrects is not on record.
        """
        with self._transaction(changes=decision["subject"] != COMMITMENTS) as connection:
            key = Links(connection).add_decision(decision, stale)
            _follow(connection, decision)
            return key

    def set_undone(self, key: int, undone: Mapping[str, str] | None) -> dict[str, Any]:
        """Undo a decision, or with `None` restore it; returns the decision.

        Raises:
            NotFoundError: There is no decision with this number.
        """
        with errors_of(self._path), self._engine.begin() as connection:
            found = connection.execute(select(decisions).where(decisions.c.key == key)).mappings().one_or_none()
            if found is None:
                msg = f"no decision has the number {key}"
                raise NotFoundError(msg)
            if (undone is None) == (found["undone"] is None):
                return dict(found)  # who undid it first, and when, stays
            connection.execute(update(decisions).where(decisions.c.key == key).values(undone=undone and dict(undone)))
            _follow(connection, found)
            Links(connection).mark_stale(found["fields"].get("blocks", ()))
            if found["subject"] != COMMITMENTS:
                _changed(connection)
            return dict(found)

    def replace_ledger(self, rows: list[dict[str, Any]], changes: int) -> None:
        """Replace the ledger; `changes` is the state of the record that it was derived from."""
        with errors_of(self._path), self._engine.begin() as connection:
            connection.execute(delete(ledger))
            for start in range(0, len(rows), 500):
                connection.execute(insert(ledger), rows[start : start + 500])
            said = select(statements.c.actor).join(articles, articles.c.key == statements.c.article)
            said = said.where(
                articles.c.latest == 1, articles.c.id == ledger.c.article, statements.c.id == ledger.c.statement
            )
            connection.execute(update(ledger).values(actor=said.scalar_subquery()))
            _count(connection, "ledger", changes)

    @contextmanager
    def links(self) -> Iterator[Links]:
        """The rows of actors across articles, in one transaction."""
        with errors_of(self._path), self._engine.begin() as connection:
            yield Links(connection)

    @contextmanager
    def _transaction(self, *, changes: bool = True) -> Iterator[Connection]:
        """A transaction; if it `changes` the record, the ledger becomes stale."""
        with errors_of(self._path), self._engine.begin() as connection:
            yield connection
            if changes:
                _changed(connection)


def _changed(connection: Connection) -> None:
    connection.execute(update(counters).where(counters.c.name == "changes").values(value=counters.c.value + 1))


def _follow(connection: Connection, decision: Mapping[Any, Any]) -> None:
    """Apply the decisions about the article or the commitment that `decision` is about."""
    if decision["subject"] == CORRECTIONS:
        _correct_again(connection, decision["about"])
    elif decision["subject"] == COMMITMENTS:
        standing = (*is_about(COMMITMENTS, decision["about"]), decisions.c.undone.is_(None))
        query = select(decisions).where(*standing).order_by(decisions.c.key.desc()).limit(1)
        last = connection.execute(query).mappings().one_or_none()
        decided = last and {name: last[name] for name in ("by", "at", "because")} | {"status": last["fields"]["status"]}
        status = decided["status"] if decided and decided["status"] != "open" else None
        fields = func.json_set(ledger.c.fields, "$.decision", func.json(json.dumps(decided)))
        connection.execute(
            update(ledger).where(ledger.c.id.startswith(decision["about"])).values(decided=status, fields=fields)
        )


def _count(connection: Connection, name: str, value: int) -> None:
    row = upsert(counters).values(name=name, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _add(connection: Connection, record: Record, row: dict[str, Any]) -> AddOutcome:
    stored_versions = _versions(connection, row)
    same = next((old for old in stored_versions if old.sha256 == row["sha256"] and old.id == row["id"]), None)
    if same is not None:
        if same.digest == row["digest"]:
            return AddOutcome.UNCHANGED
        location = row["location"] or same.location
        _rewrite(connection, record, row | {"location": location, "latest": same.latest}, same.key)
        return AddOutcome.REREAD
    previous = stored_versions[0] if stored_versions else None
    latest = next((old for old in stored_versions if old.latest), None)
    is_latest = latest is None or _day(row) >= (latest.modified_start or latest.published_start or "")
    if latest is not None and is_latest:
        connection.execute(update(articles).where(articles.c.key == latest.key).values(latest=0))
        connection.execute(update(statements).where(statements.c.article == latest.key).values(latest=0))
    number = previous.version + 1 if previous else 1
    row |= {"version": number, "previous": previous and previous.key, "latest": int(is_latest)}
    values, shown = _shown(connection, record, row)
    key = connection.execute(insert(articles).values(values).returning(articles.c.key)).scalar_one()
    _add_statements(connection, shown, {**values, "key": key})
    return AddOutcome.NEW if previous is None else AddOutcome.VERSION


def _shown(connection: Connection, record: Record, row: Mapping[str, Any]) -> tuple[dict[str, Any], Record]:
    """The row and record to show: as read, or with corrections applied if it is the latest version."""
    corrections = corrections_of(connection, record.article.id, row["location"]) if row["latest"] else []
    if not corrections:
        return dict(row) | {"reading": None}, record
    shown = corrected(record, corrections).record
    check_spans(shown)
    read = record.to_json()
    reading = {part: read[part] for part in ("statements", "actors")}
    return dict(row) | {"actors": shown.to_json()["actors"], "reading": reading}, shown


def _rewrite(connection: Connection, record: Record, row: Mapping[str, Any], key: int) -> None:
    """Replace the reading in an article's row, or the corrections applied to it."""
    values, shown = _shown(connection, record, row)
    connection.execute(delete(statements).where(statements.c.article == key))
    connection.execute(update(articles).where(articles.c.key == key).values(values | {"linked": 0}))
    _add_statements(connection, shown, {**values, "key": key})


def _add_statements(connection: Connection, record: Record, row: Mapping[str, Any]) -> None:
    if record.statements:
        connection.execute(insert(statements), [statement_row(statement, row) for statement in record.statements])


def _correct_again(connection: Connection, article: str) -> None:
    """Apply all corrections of an article to its latest version.

    Raises:
        NotFoundError: It is not on record.
    """
    ours = articles.c.id.in_(_family(connection, article))
    row = connection.execute(select(articles).where(ours, articles.c.latest == 1)).mappings().one_or_none()
    if row is None:
        msg = f"article {article!r} is not on record"
        raise NotFoundError(msg)
    record = as_read(row) or stored(connection, row)
    _rewrite(connection, record, {**row, "actors": record.to_json()["actors"]}, row["key"])


def stored(connection: Connection, row: Mapping[Any, Any]) -> Record:
    """The record in an article's row."""
    said = select(statements).where(statements.c.article == row["key"]).order_by(statements.c.key)
    return to_record(row, list(connection.execute(said).mappings()))


def corrections_of(connection: Connection, article: str, location: str | None = None) -> list[Correction]:
    """The corrections of an article that were not undone, oldest first."""
    ours = decisions.c.about.in_(_family(connection, article, location))
    query = select(decisions).where(decisions.c.subject == CORRECTIONS, ours, decisions.c.undone.is_(None))
    return [Correction.from_row(row) for row in connection.execute(query.order_by(decisions.c.key)).mappings()]


def _family(connection: Connection, article: str, location: str | None = None) -> set[str]:
    """The ids of all versions of an article: a changed file without an address has another id."""
    ids, locations = {article}, {location} - {None}
    while True:
        ours = or_(articles.c.id.in_(ids), articles.c.location.in_(locations))
        rows = connection.execute(select(articles.c.id, articles.c.location).where(ours).distinct()).all()
        new = {row.id for row in rows} - ids, {row.location for row in rows} - locations - {None}
        if not any(new):
            return ids
        ids, locations = ids | new[0], locations | new[1]


def _day(row: dict[str, Any]) -> str:
    """The day of a version; one without a date is taken for the newest, because it was read last."""
    return row["modified_start"] or row["published_start"] or "9999"


def _versions(connection: Connection, row: dict[str, Any]) -> list[Any]:
    """The stored versions with the same id or location, latest first."""
    ours = articles.c.id == row["id"]
    if row["location"] is not None:
        ours = or_(ours, articles.c.location == row["location"])
    names = ("key", "id", "version", "latest", "sha256", "digest", "location", "modified_start", "published_start")
    columns = [articles.c[name] for name in names]
    return list(connection.execute(select(*columns).where(ours).order_by(articles.c.version.desc())))
