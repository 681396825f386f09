"""The SQLite file: how it is opened, and what its errors mean."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import NullPool, QueuePool

from onrecord.errors import (
    DatabaseBusyError,
    DatabaseFullError,
    DatabaseReadOnlyError,
    NotADatabaseError,
    QueryTooLongError,
    StoreError,
)

_CACHED = 24_576
"""The cache of a connection that is kept open, in KiB."""
_STEPS = 20_000
"""How many of SQLite's instructions run between checks of the clock: a millisecond or two."""


def open_engine(
    path: Path,
    *,
    busy_seconds: float,
    read_only: bool,
    max_pages: int | None = None,
    query_seconds: float | None = None,
    kept_open: int = 0,
    durable: bool = True,
) -> Engine:
    """An engine over the file at `path`.

    `max_pages` limits the size of the file, `query_seconds` how long a connection may work after it is checked out.
    `kept_open` connections stay open between uses and keep their cache. A `durable` commit waits until it is on disk.

    A transaction that may write begins with `BEGIN IMMEDIATE`: one that reads first and writes later would fail with
    "database is locked" as soon as two processes do so at once, whatever the timeout (SQLite, "Transactions").
    """
    modes = iter(["ro"] if read_only else ["rwc", "rw"])
    mode = next(modes)
    extra = "&immutable=1" if read_only and _is_beyond_change(path) else ""

    def connect() -> sqlite3.Connection:
        nonlocal mode
        uri = f"{path.absolute().as_uri()}?mode={mode}{extra}"
        connection = sqlite3.connect(uri, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            mode = next(modes, mode)  # a file that is deleted while in use is not created again
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
            if max_pages is not None:
                connection.execute(f"PRAGMA max_page_count = {max_pages:d}")
        if kept_open:
            connection.execute(f"PRAGMA cache_size = -{_CACHED:d}")
        return connection

    if kept_open:
        options = {"poolclass": QueuePool, "pool_size": kept_open, "max_overflow": -1, "pool_use_lifo": True}
        engine = create_engine("sqlite://", creator=connect, **options)
        event.listen(engine, "connect", partial(_note_file, path))
        event.listen(engine, "checkout", partial(_check_file, path))
    else:
        engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", _begin_deferred if read_only else _begin_immediate)
    if query_seconds is not None:
        event.listen(engine, "checkout", partial(_limit, query_seconds))
    return engine


def _limit(seconds: float, connection: Any, *_: Any) -> None:
    """Interrupt a connection that works longer than this."""
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)


def _file(path: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def _note_file(path: Path, _: Any, record: Any) -> None:
    record.info["file"] = _file(path)


def _check_file(path: Path, _: Any, record: Any, *_rest: Any) -> None:
    """Reopen a connection if its file has been replaced."""
    if record.info["file"] != _file(path):
        raise DisconnectionError


def _is_beyond_change(path: Path) -> bool:
    """Whether the file is on read-only media, where SQLite cannot create its lock files."""
    return not os.access(path.absolute().parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


@contextmanager
def errors_of(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as ours, with the file's name and what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _mapped(path, error.orig) from error
    except sqlite3.Error as error:
        raise _mapped(path, error) from error


_MEANINGS: dict[frozenset[int], tuple[type[StoreError], str]] = {
    frozenset({sqlite3.SQLITE_INTERRUPT}): (
        QueryTooLongError,
        "the query took too long; narrow it, for example by day or with another word",
    ),
    frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}): (
        DatabaseBusyError,
        "another process is writing to the database; try again when it has finished",
    ),
    frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}): (
        DatabaseReadOnlyError,
        "the database cannot be written; check the permissions of the file and its folder",
    ),
    frozenset({sqlite3.SQLITE_CANTOPEN}): (
        DatabaseReadOnlyError,
        "the database cannot be opened; check that its folder exists and is writable",
    ),
    frozenset({sqlite3.SQLITE_FULL}): (
        DatabaseFullError,
        "no space left for the database; what was stored before is safe",
    ),
    frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}): (
        NotADatabaseError,
        "this is not an Onrecord database, or it is damaged",
    ),
}
"""What SQLite's primary result codes mean (https://www.sqlite.org/rescode.html)."""


def _mapped(path: Path, error: Any) -> StoreError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    for codes, (kind, meaning) in _MEANINGS.items():
        if code in codes:
            return kind(f"{path}: {meaning}")
    return StoreError(f"{path}: {error}")
