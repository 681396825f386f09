"""Helpers for tests of the desk: a short article, CSRF tokens, a real server."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import uvicorn
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from made import article
from onrecord.records import Actor, DateInterval, Kind, Record, Source, SourceKind, Span, Stance, Statement, Words
from onrecord.web.server import server_config

Post = Callable[..., Any]
FERRY = (
    "Ferry halted\n\nThe Ferry Board met in the hall. “We stop,” said Rhea Tolman.\n\n"
    "Later the fog came back, and he left the pier for good, Tolman told reporters.\n\n渡轮委员会表示，渡轮将停航。"
)


def ferry_record() -> Record:
    """A short article with two statements, under the id `ferry`."""
    day = DateInterval(date(2024, 2, 1), date(2024, 2, 1))
    told = article(FERRY, id="ferry", title="Ferry halted", published=day)

    def words(text: str) -> Words:
        start = told.text.rindex(text)
        return Words.of(told.text, [Span(start, start + len(text))])

    def said(id_: str, kind: Kind, content: str, source: str, cue: str) -> Statement:
        speaker = Source(words(source), SourceKind.PERSON, "a1")
        return Statement(id_, kind, Stance.ASSERTS, words(content), source=speaker, cue=words(cue), said=day)

    statements = (
        said("s1", Kind.DIRECT, "We stop,", "Rhea Tolman", "said"),
        said("s2", Kind.INDIRECT, "the fog came back", "Tolman", "told"),
    )
    mentions = words("Rhea Tolman").spans
    tolman = Actor("a1", "Rhea Tolman", SourceKind.PERSON, (), mentions, names=("Rhea Tolman", "Tolman"))
    return Record(told, statements, (tolman,))


def csrf(client: TestClient) -> str:
    """The CSRF token of a client's session."""
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/corrections").text)
    assert found is not None
    return found[1]


@contextmanager
def served(app: ASGIApp, **limits: float) -> Iterator[str]:
    """Serve an application as `onrecord serve` does, on a free port; its address."""
    config = server_config(app, **limits)  # type: ignore[arg-type]
    config.host, config.port = "127.0.0.1", 0
    serving = uvicorn.Server(config)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    while not serving.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = serving.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.should_exit = True
        thread.join()
