"""What the pages share: the store, the date, the user and the reading jobs."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast
from urllib.parse import unquote

from fastapi import Request

from onrecord.corpus.actors import Decision
from onrecord.corpus.ledger import LedgerBook
from onrecord.corpus.review import Review
from onrecord.errors import DatabaseReadOnlyError
from onrecord.readers.fetch import Fetcher
from onrecord.store import Histogram, Order, Query, Store, View
from onrecord.web.forms import one_line
from onrecord.web.jobs import Jobs, Update, update_ledger

NAME_COOKIE = "onrecord_name"
_LONGEST_NAME = 80
_CONNECTIONS = 4
_HISTOGRAMS = 64
"""How many queries' histograms are cached."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a desk is run.

    Args:
        token: The access token; without one, anyone who can reach the desk may use it.
        hosts: The host names the desk answers to, without port.
        user: The name to store decisions under, if the browser has not overrides one.
        query_seconds: How long one page may query the database.
        busy_seconds: How long a decision waits for another program's write lock.
        max_upload: The largest request body, in bytes.
        today: Returns the current date.
        fetcher: Makes the fetcher for links.
        update: Updates the commitments after the record changes.
    """

    token: str | None = None
    hosts: frozenset[str] = frozenset({"localhost", "127.0.0.1", "[::1]"})
    user: str = "desk"
    query_seconds: float = 5.0
    busy_seconds: float = 5.0
    max_upload: int = 64 * 1024 * 1024
    today: Callable[[], date] = lambda: datetime.now(tz=UTC).date()
    fetcher: Callable[[], Fetcher] = Fetcher
    update: Update = update_ledger


@dataclass(slots=True)
class Desk:
    """One desk over one store."""

    path: Path
    settings: Settings
    reading: Store = field(init=False)
    writing: Store = field(init=False)
    jobs: Jobs = field(init=False)
    secret: bytes = field(init=False, repr=False)
    is_writable: bool = field(init=False, default=True)
    _months: dict[Query, tuple[int, Histogram]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writing = Store(self.path, busy_seconds=self.settings.busy_seconds)
        try:
            self.writing.writer()
        except DatabaseReadOnlyError:
            if not self.path.exists():
                raise
            self.writing.view()  # still readable; anything that writes reports the error
            self.is_writable = False
        self.reading = Store(self.path, query_seconds=self.settings.query_seconds, kept_open=_CONNECTIONS)
        self.jobs = Jobs(Store(self.path), self.settings.fetcher, self.settings.update, self.warm_up)
        self.secret = secrets.token_bytes(32)

    @property
    def view(self) -> View:
        """The record, with a time limit on each query."""
        return self.reading.view()

    @property
    def ledger(self) -> LedgerBook:
        """The commitments."""
        return LedgerBook(self.reading)

    @property
    def review(self) -> Review:
        """Writes people's decisions."""
        return Review(self.writing)

    def months(self, query: Query) -> Histogram:
        """How many statements were said, and fall due, in each month; cached until the record changes."""
        key = replace(query, limit=0, after=None, order=Order.BEST)
        changes = self.view.counter("changes")
        if (cached := self._months.get(key)) is None or cached[0] != changes:
            cached = (changes, self.view.histogram(query, width=7))
            if len(self._months) >= _HISTOGRAMS:
                self._months.clear()
            self._months[key] = cached
        return cached[1]

    def warm_up(self) -> None:
        """Cache the histogram that the timeline opens with."""
        self.months(Query())

    def today(self) -> date:
        """Today's date, or the one the desk was started with."""
        return self.settings.today()

    def user(self, request: Request) -> str:
        """The name overrides in this browser, else the user name of this machine."""
        name = one_line(unquote(request.cookies.get(NAME_COOKIE, "")))[:_LONGEST_NAME]
        return name or self.settings.user

    def decision(self, request: Request, because: str | None = None) -> Decision:
        """Who decides, when and why."""
        at = datetime.now(tz=UTC).isoformat(timespec="seconds")
        return Decision(self.user(request), at, one_line(because or "")[:1_000] or None)


def desk_of(request: Request) -> Desk:
    """The desk that serves a request."""
    return cast(Desk, request.app.state.desk)
