"""The server of the desk: slow, silent and too many connections."""

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from desks import served
from onrecord.web import create_app
from onrecord.web.desk import Settings

pytestmark = pytest.mark.server
SECONDS = 0.4
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


async def slow(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that takes in a body and tells its size, after twice the time that a request has."""
    size = len(await Request(scope, receive).body())
    await asyncio.sleep(2 * SECONDS)
    await PlainTextResponse(f"{size} bytes")(scope, receive, send)


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Where a server with short limits listens."""
    with served(slow, request_seconds=SECONDS, connections=10) as url:
        at = urlsplit(url)
        assert at.hostname
        assert at.port
        yield at.hostname, at.port


def answer_with(connection: socket.socket, end: bytes) -> bytes:
    """An answer up to its last word: header and body may come apart."""
    answer = b""
    while not answer.endswith(end) and (part := connection.recv(65536)):
        answer += part
    return answer


def seconds_until_closed(connection: socket.socket) -> float:
    """How long the server keeps a connection open."""
    began = time.monotonic()
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - began


def dripped(connection: socket.socket, data: bytes) -> float:
    """How long a server lets a client send a byte every 50 milliseconds."""
    began = time.monotonic()
    for byte in data:
        try:
            connection.sendall(bytes([byte]))
            connection.settimeout(0.05)
            if not connection.recv(65536):
                break
        except TimeoutError:
            pass
        except OSError:
            break
    return time.monotonic() - began


@pytest.mark.parametrize("sent", [b"", GET[:-2], HEAD, HEAD + b"x" * 1_000], ids=["nothing", "head", "body", "more"])
def test_a_request_that_does_not_arrive_is_cut_off(address: tuple[str, int], sent: bytes) -> None:
    """A connection that sends nothing, half a head or half a body is closed when its time is over."""
    with socket.create_connection(address, 10) as connection:
        connection.sendall(sent)
        assert SECONDS * 0.5 < seconds_until_closed(connection) < SECONDS * 8


@pytest.mark.parametrize("sent", [b"", HEAD], ids=["head", "body"])
def test_a_request_that_drips_is_cut_off(address: tuple[str, int], sent: bytes) -> None:
    """A byte now and then does not keep a connection open."""
    with socket.create_connection(address, 10) as connection:
        connection.sendall(sent)
        assert dripped(connection, b"GET /" + b"a" * 200) < SECONDS * 8


def test_a_later_request_of_a_connection_has_the_same_limit(address: tuple[str, int]) -> None:
    """After an answer, half a request is cut off like the first."""
    with socket.create_connection(address, 10) as connection:
        connection.sendall(GET.replace(b"Connection: close\r\n", b""))
        assert b"0 bytes" in answer_with(connection, b"bytes")
        assert dripped(connection, b"GET /" + b"a" * 200) < SECONDS * 8


def test_a_slow_upload_and_a_slow_answer_are_not_cut_off(address: tuple[str, int]) -> None:
    """Two megabytes that keep coming for longer than a request has, and an answer that takes longer, both arrive."""
    with socket.create_connection(address, 10) as connection:
        connection.sendall(HEAD)
        for _ in range(10):
            connection.sendall(b"x" * 200_000)
            time.sleep(SECONDS / 4)
        answer = answer_with(connection, b"bytes")
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"2000000 bytes" in answer


def test_half_open_connections_do_not_block_the_desk(caplog: pytest.LogCaptureFixture) -> None:
    """However many connections wait, a new request is answered at once: it replaces the one that waits longest."""
    with served(slow, request_seconds=30, connections=10) as url, caplog.at_level(logging.ERROR):
        at = urlsplit(url)
        waiting = [socket.create_connection((at.hostname, at.port), 10) for _ in range(50)]
        for each in waiting:
            each.sendall(HEAD[:20])
        with socket.create_connection((at.hostname, at.port), 10) as connection:
            connection.sendall(GET)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        for each in waiting:
            each.close()
    assert caplog.records == []


def test_an_upload_that_stops_leaves_the_desk_working(
    story: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """A form whose body never ends costs its own connection, and no error in the log."""
    form = b"content-type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data"
    with served(create_app(story, settings), request_seconds=SECONDS) as url, caplog.at_level(logging.WARNING):
        at = urlsplit(url)
        with socket.create_connection((at.hostname, at.port), 10) as connection:
            connection.sendall(HEAD.replace(b"/ HTTP", b"/read HTTP").removesuffix(b"\r\n") + form)
            assert seconds_until_closed(connection) < SECONDS * 8
        with socket.create_connection((at.hostname, at.port), 10) as connection:
            connection.sendall(GET)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    assert caplog.records == []
