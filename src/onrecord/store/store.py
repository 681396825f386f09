"""A store: one SQLite file that keeps records."""

from pathlib import Path

from sqlalchemy import Connection, inspect

from onrecord.errors import DatabaseReadOnlyError, NewerDatabaseError, NotADatabaseError, NotFoundError
from onrecord.store import version
from onrecord.store.sqlite import errors_of, open_engine
from onrecord.store.view import View
from onrecord.store.writer import Writer


class Store:
    """A file of records; made at the first writing. Nothing stays open between calls, unless that is asked for.

    Several processes may write to one file at once, each record in a transaction of its own.

    Args:
        path: The file.
        busy_seconds: How long to wait for another process that is writing.
        query_seconds: How long a call of the view may take; without end if it is not given.
        kept_open: How many connections of the view stay open between calls; each call sees what was written before it.
        durable: Whether a transaction is on disk when it ends. Without it, writing is faster, and a loss of power may
            damage the file: for a database that can be made again.
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
        """The same file, waiting this long for another process that is writing."""
        return Store(self.path, busy_seconds=busy_seconds, query_seconds=self._query_seconds, durable=self._durable)

    def writer(self) -> Writer:
        """The store's writer; makes the file, or brings an older one to the newest tables.

        Raises:
            StoreError: The file cannot be written, is no database of ours, or is a newer one.
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
        """The store's view; never writes, but for bringing an older file to the newest tables.

        Raises:
            NotFoundError: There is no such file.
            StoreError: The file cannot be read, is no database of ours, or is a newer one.
        """
        if self._view is None:
            if not self.path.exists():
                msg = f"{self.path}: there is no database yet; `onrecord read` makes one"
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
                self._renew(found)
            self._view = View(engine, self.path)
        return self._view

    def _renew(self, found: str | None) -> None:
        """Bring an older file to the newest tables."""
        try:
            self.writer()
        except DatabaseReadOnlyError as error:
            if found is None:
                raise
            msg = f"{self.path}: an older Onrecord wrote this database ({found}); copy it to where it can be written"
            raise DatabaseReadOnlyError(msg) from error

    def close(self) -> None:
        """Close the connections that are kept open, after which all that was written stands in the one file."""
        if self._view is not None:
            self._view.close()
        with errors_of(self.path), open_engine(self.path, busy_seconds=self._busy_seconds, read_only=False).begin():
            # The last connection that closes, and may write, brings the file up to date.
            pass

    def _version(self, connection: Connection) -> str | None:
        found = version.current(connection)
        if found is None and inspect(connection).get_table_names():
            msg = f"{self.path}: this is a database of something else, not of Onrecord"
            raise NotADatabaseError(msg)
        if found is not None and found not in version.KNOWN:
            msg = f"{self.path}: a newer Onrecord wrote this database (its tables are {found}); update to open it"
            raise NewerDatabaseError(msg)
        return found
