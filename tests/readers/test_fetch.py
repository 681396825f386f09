"""The door to the network: what is fetched, what is refused, and what every failure says."""

import gzip
import tracemalloc
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpcore2
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import (
    AddressRefusedError,
    FetchError,
    HttpStatusError,
    RobotsRefusedError,
    TooLargeError,
)
from onrecord.readers.fetch import USER_AGENT, Fetcher, FetchLimits
from table import cases

NOON = datetime(2024, 3, 5, 13, 0, tzinfo=timezone(timedelta(hours=1)))
PAGE = "https://lantern.example/toll"
ROBOTS = "https://lantern.example/robots.txt"
Answer = tuple[int, Mapping[str, str], bytes]


def answered(answers: Mapping[str, Answer | Exception], asked: list[str] | None = None) -> httpx2.MockTransport:
    """A transport that gives these answers, and 404 to all else; the addresses asked for are put in `asked`."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        if asked is not None:
            asked.append(str(request.url))
        answer = answers.get(str(request.url), (404, {}, b""))
        if isinstance(answer, Exception):
            raise answer
        status, headers, body = answer
        return httpx2.Response(status, headers=headers, stream=httpx2.ByteStream(body))

    return httpx2.MockTransport(handle)


def fetch(answers: Mapping[str, Answer | Exception], *, url: str = PAGE, limits: FetchLimits | None = None) -> Any:
    """What is fetched at an address where these are the answers."""
    with Fetcher(transport=answered(answers), limits=limits, clock=lambda: NOON) as fetcher:
        return fetcher.fetch(url)


def body_of(body: bytes, *, coding: str = "gzip", max_bytes: int = 2**21) -> bytes:
    """The body that is fetched where the server sends these bytes."""
    answers = {PAGE: (200, {"Content-Encoding": coding}, body)}
    return bytes(fetch(answers, limits=FetchLimits(max_bytes=max_bytes)).data)


def test_a_page_comes_with_what_is_known_of_it() -> None:
    """The bytes, the last address without its fragment, type and encoding as the server names them, and the time."""
    page = fetch({PAGE: (200, {"Content-Type": 'Text/HTML; charset="koi8-r"'}, b"<p>Toll")}, url=f"{PAGE}#comments")
    assert (page.url, page.data, page.content_type, page.charset) == (PAGE, b"<p>Toll", "text/html", "koi8-r")
    assert page.retrieved == "2024-03-05T12:00:00+00:00"


def test_a_page_without_a_type() -> None:
    """What the server does not say is unknown, and by default the clock is the system's, in UTC."""
    with Fetcher(transport=answered({PAGE: (200, {}, b"x")})) as fetcher:
        page = fetcher.fetch(PAGE)
    assert (page.content_type, page.charset) == (None, None)
    assert datetime.fromisoformat(page.retrieved).tzinfo == UTC


def test_a_mock_transport_may_answer_with_content() -> None:
    """A response that is made of its content, read and expanded already, is taken as it is."""
    response = httpx2.Response(200, content=gzip.compress(b"toll"), headers={"Content-Encoding": "gzip"})
    with Fetcher(transport=httpx2.MockTransport(lambda _: response)) as fetcher:
        assert fetcher.fetch("https://lantern.example/robots.txt").data == b"toll"


def test_requests_say_who_asks() -> None:
    """Every request names this program, asks for no encoding but gzip, and brings no cookie of an earlier fetch."""
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, headers={"Set-Cookie": "who=you"})

    with Fetcher(transport=httpx2.MockTransport(handle)) as fetcher:
        fetcher.fetch(PAGE)
        fetcher.fetch(PAGE)
    assert [request.headers["User-Agent"] for request in seen] == [USER_AGENT] * 3
    assert {request.headers["Accept-Encoding"] for request in seen} == {"gzip"}
    assert "Cookie" not in seen[-1].headers


@cases("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int) -> None:
    """A redirect is followed to an address that may be relative, and the page says where it was at last."""
    page = fetch({PAGE: (status, {"Location": "/new?a=b"}, b""), "https://lantern.example/new?a=b": (200, {}, b"new")})
    assert (page.url, page.data) == ("https://lantern.example/new?a=b", b"new")


@cases(("most", "succeeds"), [(3, True), (2, False)])
def test_redirects_are_counted(most: int, *, succeeds: bool) -> None:
    """As many redirects as the limit are followed, and not one more."""
    answers: dict[str, Answer | Exception] = {
        f"https://lantern.example/{n}": (302, {"Location": f"/{n + 1}"}, b"") for n in range(3)
    }
    answers["https://lantern.example/3"] = (200, {}, b"here")
    start, limits = "https://lantern.example/0", FetchLimits(max_redirects=most)
    if succeeds:
        assert fetch(answers, url=start, limits=limits).data == b"here"
    else:
        with pytest.raises(FetchError, match=r"more than 2 redirects, the last one to https://lantern\.example/3"):
            fetch(answers, url=start, limits=limits)


def test_a_redirect_loop_ends() -> None:
    """A page that redirects to itself is given up."""
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch({PAGE: (302, {"Location": PAGE}, b"")})


@cases(
    ("address", "error"),
    [
        ("ftp://lantern.example/", AddressRefusedError),
        ("file:///etc/passwd", AddressRefusedError),
        ("javascript:alert(1)", AddressRefusedError),
        ("lantern.example/toll", AddressRefusedError),
        ("https://ada:secret@lantern.example/", AddressRefusedError),
        ("https:///toll", FetchError),
        ("https://lantern.example:99999/", FetchError),
        ("https://lantern.example:port/", FetchError),
        ("https://\ud800/", FetchError),
        ("", AddressRefusedError),
    ],
)
def test_what_is_no_web_address_is_refused(address: str, error: type[FetchError]) -> None:
    """Only http and https are fetched, with a host, and without a name or password."""
    with pytest.raises(error):
        fetch({}, url=address)


@cases("target", ["ftp://lantern.example/", "file:///etc/passwd", "https://a:b@lantern.example/"])
def test_redirects_are_checked_like_the_first_address(target: str) -> None:
    """A redirect to what would not be fetched is refused."""
    with pytest.raises(AddressRefusedError):
        fetch({PAGE: (302, {"Location": target}, b"")})


@given(st.text() | st.text().map("http://".__add__) | st.text(alphabet="[]:@%./\\x0\ud800ü").map("https://".__add__))
def test_any_address_is_fetched_or_refused(address: str) -> None:
    """Whatever stands for an address, there is a page or an error of ours."""
    with Fetcher(transport=httpx2.MockTransport(lambda _: httpx2.Response(200))) as fetcher, suppress(FetchError):
        assert fetcher.fetch(address).data == b""


@cases(
    ("robots", "allowed"),
    [
        ((200, {}, b"User-agent: *\nDisallow: /toll"), False),
        ((200, {}, b"User-agent: *\nDisallow: /private"), True),
        ((200, {}, b"User-agent: onrecord\nDisallow: /"), False),
        ((200, {}, b"\xef\xbb\xbfUser-agent: Onrecord\nDisallow: /"), False),
        ((200, {}, b"User-agent: onrecord\nAllow: /\n\nUser-agent: *\nDisallow: /"), True),
        ((200, {}, b"User-agent: reader\nDisallow: /"), True),
        ((200, {}, b"User-agent: *\nDisallow: /\nAllow: /toll$"), True),
        ((200, {}, b"<!doctype html><title>Not found</title>"), True),
        ((200, {}, b"#" * 500 * 1024 + b"\nUser-agent: *\nDisallow: /"), True),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"User-agent: *\nDisallow: /")), False),
        ((302, {"Location": "https://rules.example/r"}, b""), False),
        ((404, {}, b"User-agent: *\nDisallow: /"), True),
        ((403, {}, b""), True),
        ((500, {}, b""), False),
        ((503, {}, b""), False),
    ],
)
def test_robots(robots: Answer | Exception, *, allowed: bool) -> None:
    """RFC 9309: the rules hold; without a file all is allowed; where the site cannot say, nothing is."""
    answers: dict[str, Answer | Exception] = {
        PAGE: (200, {}, b"toll"),
        ROBOTS: robots,
        "https://rules.example/r": (200, {}, b"User-agent: *\nDisallow: /toll"),
    }
    if allowed:
        assert fetch(answers).data == b"toll"
    else:
        with pytest.raises(RobotsRefusedError, match=r"lantern\.example"):
            fetch(answers)


@cases(
    ("robots", "words", "times"),
    [
        (httpx2.ConnectError("x"), r"the connection to lantern\.example failed", 1),
        ((302, {"Location": ROBOTS}, b""), "more than 5 redirects", 6),
    ],
)
def test_a_site_that_cannot_be_reached_is_asked_once(robots: Answer | Exception, words: str, times: int) -> None:
    """Where robots.txt cannot be reached nothing is fetched, and the site is not tried again."""
    asked: list[str] = []
    with Fetcher(transport=answered({ROBOTS: robots, PAGE: (200, {}, b"")}, asked)) as fetcher:
        for _ in range(2):
            with pytest.raises(FetchError, match=rf"robots\.txt: {words}"):
                fetcher.fetch(PAGE)
    assert asked == [ROBOTS] * times


def test_robots_are_asked_once_a_site() -> None:
    """The rules of a site are kept; those of another port are others."""
    asked: list[str] = []
    with Fetcher(transport=answered({PAGE: (200, {}, b""), f"{PAGE}/2": (200, {}, b"")}, asked)) as fetcher:
        fetcher.fetch(PAGE)
        fetcher.fetch(f"{PAGE}/2")
        with pytest.raises(HttpStatusError):
            fetcher.fetch("https://lantern.example:8443/")
    assert [url for url in asked if "robots" in url] == [ROBOTS, "https://lantern.example:8443/robots.txt"]


def test_robots_hold_for_redirects() -> None:
    """A redirect leads to no page that its own site does not allow."""
    answers: dict[str, Answer | Exception] = {
        PAGE: (302, {"Location": "https://closed.example/"}, b""),
        "https://closed.example/robots.txt": (200, {}, b"User-agent: *\nDisallow: /"),
    }
    with pytest.raises(RobotsRefusedError, match=r"closed\.example"):
        fetch(answers)


@cases(
    ("status", "advice"),
    [(401, "browser"), (403, "browser"), (404, "no such page"), (410, "no such page"), (429, "later"), (503, "later")],
)
def test_an_error_status_says_what_to_do(status: int, advice: str) -> None:
    """An error page is no article: the error says which it is, where, and what to do."""
    with pytest.raises(HttpStatusError, match=rf"lantern\.example answered {status} .*{advice}"):
        fetch({PAGE: (status, {}, b"<p>Sorry")})


@cases(
    ("error", "words"),
    [
        (httpx2.ReadTimeout("x"), "did not answer in time"),
        (httpcore2.ConnectTimeout("x"), "did not answer in time"),
        (httpx2.RemoteProtocolError("x"), "valid HTTP response"),
        (httpcore2.RemoteProtocolError("x"), "valid HTTP response"),
        (httpx2.ConnectError("x"), "the connection to lantern.example failed"),
        (httpcore2.ReadError("x"), "the connection to lantern.example failed"),
        (ConnectionResetError("x"), "the connection to lantern.example failed"),
    ],
)
def test_errors_below_are_explained(error: Exception, words: str) -> None:
    """An error of a layer below is the cause of one of ours."""
    with pytest.raises(FetchError, match=words) as raised:
        fetch({PAGE: error})
    assert raised.value.__cause__ is error


@cases("coding", ["identity", "gzip"])
def test_a_page_over_the_limit_is_refused(coding: str) -> None:
    """The limit holds for the expanded page, to the byte."""
    page = bytes(range(250)) * 4
    packed = gzip.compress(page) if coding == "gzip" else page
    assert body_of(packed, coding=coding, max_bytes=1000) == page
    with pytest.raises(TooLargeError, match="larger than the limit"):
        body_of(packed, coding=coding, max_bytes=999)


@cases(
    ("packed", "expected"),
    [
        (b"", b""),
        (gzip.compress(b"toll"), b"toll"),
        (gzip.compress(b"one, ") + gzip.compress(b"two"), b"one, two"),
        (gzip.compress(b"toll") + b"\x00\x00rest", b"toll"),
        (gzip.compress(b"x" * 300_000), b"x" * 300_000),
    ],
)
def test_a_packed_page_is_expanded(packed: bytes, expected: bytes) -> None:
    """A body of several gzip members is read whole, and what follows the last one is passed over."""
    assert body_of(packed) == expected


@cases(
    ("packed", "coding", "words"),
    [
        (gzip.compress(b"toll" * 99)[:-9], "gzip", "incomplete"),
        (b"no gzip", "gzip", "damaged"),
        (b"?", "br", "not requested"),
        (gzip.compress(gzip.compress(b"toll")), "gzip, gzip", "not requested"),
    ],
)
def test_a_body_that_cannot_be_expanded_is_refused(packed: bytes, coding: str, words: str) -> None:
    """A body that is damaged, cut off or in another encoding is an error, and never half a page."""
    with pytest.raises(FetchError, match=words):
        body_of(packed, coding=coding)


@cases(("max_bytes", "words"), [(2**21, "limit of 2 MB"), (2**30, "100 times")])
def test_a_bomb_is_never_expanded(max_bytes: int, words: str) -> None:
    """A body that expands a thousandfold is refused, by its size or its ratio, before it takes memory."""
    bomb = gzip.compress(bytes(2**26))
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError, match=words):
            body_of(bomb, max_bytes=max_bytes)
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()


def test_bytes_that_hold_no_page_are_counted_too() -> None:
    """Empty gzip members without end are refused by what is received."""
    with pytest.raises(TooLargeError, match="without any page content"):
        body_of(gzip.compress(b"") * 100, max_bytes=1000)
