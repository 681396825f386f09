"""The HTTP server behind `onrecord serve`: uvicorn, with limits on slow and idle connections."""

import asyncio
from functools import partial
from typing import Any, cast

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_MIN_RATE = 1_000
"""How many bytes buy a client another second."""


def server_config(app: ASGIApp, *, request_seconds: float = 15.0, connections: int = 100) -> uvicorn.Config:
    """The configuration of a server for a desk.

    A client has `request_seconds` to send a request; every 1,000 bytes that arrive win back a second of it. So silent
    and dripping connections are closed, while a large upload over a slow line goes through. (Apache's mod_reqtimeout
    has the same rule, `MinRate`.) When too many connections are open, a new one replaces the one whose request is
    most overdue; if the desk is working on all of them, it answers 503. The time to answer is not limited.

    Args:
        app: The application.
        request_seconds: How long a client may take to send a request.
        connections: How many connections may be open at once.
    """
    protocol = partial(TimedProtocol, request_seconds=request_seconds, connections=connections)
    return uvicorn.Config(
        app,
        http=cast("type[asyncio.Protocol]", protocol),
        ws="none",
        limit_concurrency=connections + 1,  # counts the connection that asks
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )


class TimedProtocol(H11Protocol):
    """An HTTP/1.1 connection that is closed if a request does not arrive in time.

    uvicorn itself only times out connections that are idle between two requests.
    """

    def __init__(self, *args: Any, request_seconds: float, connections: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seconds, self._most = request_seconds, connections
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the client still has to send a request, or the rest of one."""
        return self.conn.their_state in {h11.IDLE, h11.SEND_BODY} and not self.flow.read_paused

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock; close another waiting connection if too many are open."""
        super().connection_made(transport)
        if len(self.connections) > self._most:
            others = (each for each in self.connections if isinstance(each, TimedProtocol) and each is not self)
            waiting = [each for each in others if each.is_waiting and not each.transport.is_closing()]
            if waiting:
                min(waiting, key=lambda each: each._deadline).transport.abort()  # noqa: SLF001 - of the same class
        self._deadline = self.loop.time() + self._seconds
        self._timer = self.loop.call_at(self._deadline, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Grant more time for the bytes that arrived."""
        self._deadline = min(self._deadline + len(data) / _MIN_RATE, self.loop.time() + self._seconds)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Restart the clock for the next request."""
        super().on_response_complete()
        self._deadline = self.loop.time() + self._seconds

    def _check(self) -> None:
        now = self.loop.time()
        if not self.is_waiting:  # it is the desk that is busy, not the client that is slow
            self._deadline = now + self._seconds
        if now >= self._deadline:
            self.transport.abort()
        else:
            self._timer = self.loop.call_at(self._deadline, self._check)
