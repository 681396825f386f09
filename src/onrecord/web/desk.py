"""What the pages share: the store, the day, who is at the desk, and the articles that are being read."""

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
from onrecord.web.jobs import Jobs

NAME_COOKIE = "onrecord_name"
_LONGEST_NAME = 80
_CONNECTIONS = 4
_SPREADS = 64
"""How many questions' spreads over time are remembered."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a desk is run.

    Args:
        token: What lets somebody in from another machine; without it anybody who reaches the desk is let in.
        hosts: The names, without port, that the desk answers to.
        user: Who corrects, if nobody has said a name.
        query_seconds: How long one page may look something up.
        busy_seconds: How long a correction waits for another program that is writing.
        max_upload: The largest body of a request, in bytes.
        today: What tells the day.
        fetcher: What makes the fetcher of links.
    """

    token: str | None = None
    hosts: frozenset[str] = frozenset({"localhost", "127.0.0.1", "[::1]"})
    user: str = "desk"
    query_seconds: float = 5.0
    busy_seconds: float = 5.0
    max_upload: int = 64 * 1024 * 1024
    today: Callable[[], date] = lambda: datetime.now(tz=UTC).date()
    fetcher: Callable[[], Fetcher] = Fetcher


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
            self.writing.view()  # it is read where it lies; what would change it says that it cannot
            self.is_writable = False
        self.reading = Store(self.path, query_seconds=self.settings.query_seconds, kept_open=_CONNECTIONS)
        self.jobs = Jobs(Store(self.path), self.settings.fetcher, self.look_ahead)
        self.secret = secrets.token_bytes(32)

    @property
    def view(self) -> View:
        """What is on record, with a limit on how long one look may take."""
        return self.reading.view()

    @property
    def ledger(self) -> LedgerBook:
        """The commitments."""
        return LedgerBook(self.reading)

    @property
    def review(self) -> Review:
        """People's hand in the record."""
        return Review(self.writing)

    def months(self, query: Query) -> Histogram:
        """How many statements were said and are due in each month; remembered until the record changes."""
        asked = replace(query, limit=0, after=None, order=Order.BEST)
        changes = self.view.counter("changes")
        if (kept := self._months.get(asked)) is None or kept[0] != changes:
            kept = (changes, self.view.histogram(query, width=7))
            if len(self._months) >= _SPREADS:
                self._months.clear()
            self._months[asked] = kept
        return kept[1]

    def look_ahead(self) -> None:
        """Count what every timeline begins with, so that nobody waits for it."""
        self.months(Query())

    def today(self) -> date:
        """The day that counts as today."""
        return self.settings.today()

    def user(self, request: Request) -> str:
        """Who is at the desk: who they said they are, else the user of this machine."""
        name = one_line(unquote(request.cookies.get(NAME_COOKIE, "")))[:_LONGEST_NAME]
        return name or self.settings.user

    def ruling(self, request: Request, because: str | None = None) -> Decision:
        """Who rules, when, and why."""
        at = datetime.now(tz=UTC).isoformat(timespec="seconds")
        return Decision(self.user(request), at, one_line(because or "")[:1_000] or None)


def desk_of(request: Request) -> Desk:
    """The desk that a request is made at."""
    return cast(Desk, request.app.state.desk)
