"""A store: one SQLite file of records."""

from pathlib import Path

from sqlalchemy import Connection, inspect

from onrecord.errors import DatabaseReadOnlyError, NewerDatabaseError, NotADatabaseError, NotFoundError
from onrecord.store import version
from onrecord.store.sqlite import errors_of, open_engine
from onrecord.store.view import View
from onrecord.store.writer import Writer


class Store:
    """A file of records, created when first written to. Connections are closed between calls unless `kept_open` is set.

    Several processes may write to one file at once; each record is one transaction.

    Args:
        path: The file.
        busy_seconds: How long to wait for another process that is writing.
        query_seconds: How long a call of the view may take; no limit by default.
        kept_open: How many connections of the view stay open between calls; each call sees what was written before.
        durable: Whether each commit waits until it is on disk. Without this, writing is faster, but a power failure may
            damage the file; use it for databases that can be made again.
    """

    def __init__(
        self,
        path: str | Path = "onrecord.db",
        *,
        busy_seconds: float = 30.0,
        query_seconds: float | None = None,
        kept_open: int = 0,
        durable: bool = True,
    ) -> None:
        self.path = Path(path)
        self._query_seconds = query_seconds
        self._busy_seconds = busy_seconds
        self._kept_open = kept_open
        self._durable = durable
        self._writer: Writer | None = None
        self._view: View | None = None

    def with_patience(self, busy_seconds: float) -> "Store":
        """The same store, waiting this long for another process that is writing."""
        return Store(self.path, busy_seconds=busy_seconds, query_seconds=self._query_seconds, durable=self._durable)

    def writer(self) -> Writer:
        """The store's writer; creates the file, or migrates an older one.

        Raises:
            StoreError: The file cannot be written, is not an Onrecord database, or is from a newer version.
        """
        if self._writer is None:
            engine = open_engine(self.path, busy_seconds=self._busy_seconds, read_only=False, durable=self._durable)
            with errors_of(self.path), engine.begin() as connection:
                if self._version(connection) != version.HEAD:
                    from onrecord.store.migrations import upgrade  # noqa: PLC0415 - once in a file's life

                    upgrade(connection)
            self._writer = Writer(engine, self.path)
        return self._writer

    def view(self) -> View:
        """The store's view; never writes, except to migrate an older file.

        Raises:
            NotFoundError: There is no such file.
            StoreError: The file cannot be read, is not an Onrecord database, or is from a newer version.
        """
        if self._view is None:
            if not self.path.exists():
                msg = f"{self.path}: no such database; `onrecord read` creates one"
                raise NotFoundError(msg)
            engine = open_engine(
                self.path,
                busy_seconds=self._busy_seconds,
                read_only=True,
                query_seconds=self._query_seconds,
                kept_open=self._kept_open,
            )
            with errors_of(self.path), engine.connect() as connection:
                found = self._version(connection)
            if found != version.HEAD:
                self._migrate(found)
            self._view = View(engine, self.path)
        return self._view

    def _migrate(self, found: str | None) -> None:
        """Migrate an older file."""
        try:
            self.writer()
        except DatabaseReadOnlyError as error:
            if found is None:
                raise
            msg = f"{self.path}: this database is from an older version ({found}); copy it to a writable folder"
            raise DatabaseReadOnlyError(msg) from error

    def close(self) -> None:
        """Close open connections and merge the write-ahead log into the file."""
        if self._view is not None:
            self._view.close()
        with errors_of(self.path), open_engine(self.path, busy_seconds=self._busy_seconds, read_only=False).begin():
            # SQLite merges the log when the last connection that may write is closed.
            pass

    def _version(self, connection: Connection) -> str | None:
        found = version.current(connection)
        if found is None and inspect(connection).get_table_names():
            msg = f"{self.path}: this is not an Onrecord database"
            raise NotADatabaseError(msg)
        if found is not None and found not in version.KNOWN:
            msg = f"{self.path}: this database is from a newer version of Onrecord ({found}); update to open it"
            raise NewerDatabaseError(msg)
        return found
