"""Fetches web pages. No other module uses the network.

Pages are fetched over http or https from the public internet, with certificates checked, robots.txt respected, an
honest user agent, and limits on time and size. Redirects are counted and checked like the first address. Proxies,
passwords and other settings of the environment are ignored: behind a proxy, the address that is dialled cannot be
checked.
"""

import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar

import httpcore2
import httpx2

from onrecord._version import __version__
from onrecord.errors import AddressRefusedError, FetchError, HttpStatusError, TooLargeError
from onrecord.readers import robots
from onrecord.readers.guard import GuardedBackend, GuardedTransport

USER_AGENT = f"onrecord/{__version__} (news reader; respects robots.txt)"
ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"

_GZIP = zlib.MAX_WBITS | 16
_PIECE = 64 * 1024
"""How many bytes of a compressed body are decompressed at a time."""
_SUSPECT = 1024 * 1024
"""Up to this size in bytes, a body may have any compression ratio: short pages can be very regular."""
_MAX_RATIO = 100
"""The largest compression ratio; that of web pages is 3 to 20."""

_TIMEOUTS = (httpx2.TimeoutException, httpcore2.TimeoutException)
_PROTOCOL = (httpx2.ProtocolError, httpcore2.ProtocolError)
_NETWORK = (httpx2.HTTPError, httpcore2.NetworkError, httpcore2.UnsupportedProtocol, OSError)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits of one fetch.

    Args:
        max_bytes: The largest body after decompression.
        step: The longest wait for a connection or for more data, in seconds.
        total: The longest time for a page including redirects, or for a robots.txt, in seconds.
        max_redirects: How many redirects are followed.
    """

    max_bytes: int = 10 * 1024 * 1024
    step: float = 15.0
    total: float = 60.0
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: its address after redirects, its bytes, and what the server stated about them.

    `retrieved` is the time of the fetch (ISO 8601, UTC); `charset` is the encoding that the server named.
    """

    url: str
    data: bytes
    content_type: str | None
    charset: str | None
    retrieved: str


def utc_now() -> datetime:
    """The current time."""
    return datetime.now(UTC)


class Fetcher:
    """Fetches pages, one at a time. A context manager; remembers each site's robots.txt until it is closed.

    Args:
        allow_private: Whether addresses on this machine and on private networks may be fetched.
        limits: Limits of one fetch.
        transport: Replaces the network, such as `httpx2.MockTransport` in tests, and with it the checks of network
            addresses. All other checks are made.
        clock: Returns the time that is stored as `retrieved`.
        user_agent: The name of the program; the part before the first `/` is also matched with robots.txt.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        limits: FetchLimits | None = None,
        transport: httpx2.BaseTransport | None = None,
        clock: Callable[[], datetime] = utc_now,
        user_agent: str = USER_AGENT,
    ) -> None:
        self._limits, self._clock = limits or FetchLimits(), clock
        self._client = httpx2.Client(
            transport=transport or GuardedTransport(GuardedBackend(allow_private=allow_private)),
            headers={"User-Agent": user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip"},
            timeout=self._limits.step,
            trust_env=False,
        )
        self._robots = robots.Robots(self._robots_txt, agent=user_agent.partition("/")[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def fetch(self, url: str) -> Page:
        """Fetch the page at an address.

        Raises:
            AddressRefusedError: The address, or one that it redirects to, must not be fetched.
            RobotsRefusedError: The site's robots.txt does not allow it.
            HttpStatusError: The server answered with an error.
            TooLargeError: The page is larger than the limit.
            FetchError: The page could not be fetched.
        """
        # Cookies last for one fetch: some sites set one and redirect to the same page.
        self._client.cookies.clear()
        return self._get(_web_url(url), permit=self._robots.check, take=self._page)

    def _robots_txt(self, url: httpx2.URL) -> str:
        return self._get(url, permit=lambda _: None, take=_robots_text)

    def _get(
        self, url: httpx2.URL, *, permit: Callable[[httpx2.URL], None], take: Callable[[httpx2.Response], _T]
    ) -> _T:
        """Follow redirects to permitted addresses, and return `take` of the response."""
        deadline = time.monotonic() + self._limits.total
        for _ in range(self._limits.max_redirects + 1):
            permit(url)
            with (
                _explained(url),
                self._client.stream("GET", url, extensions={"deadline": deadline}) as response,
            ):
                if not response.has_redirect_location:
                    return take(response)
                url = _web_url(url.join(response.headers["Location"]))
        msg = f"more than {self._limits.max_redirects} redirects, the last one to {url}: try that address"
        raise FetchError(msg)

    def _page(self, response: httpx2.Response) -> Page:
        _refuse_error(response)
        most = self._limits.max_bytes
        data = _body(response, most=most)
        if len(data) > most:
            msg = f"the page is larger than the limit of {most / 2**20:g} MB"
            raise TooLargeError(msg)
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Page(
            url=str(response.url),
            data=data,
            content_type=content_type or None,
            charset=response.charset_encoding,
            retrieved=self._clock().astimezone(UTC).isoformat(timespec="seconds"),
        )


def _web_url(address: str | httpx2.URL) -> httpx2.URL:
    """The address without its fragment, if it is a web address."""
    try:
        url = httpx2.URL(address).copy_with(fragment=None)
    except (httpx2.InvalidURL, ValueError) as error:
        msg = f"not a valid web address ({error}): check the spelling"
        raise FetchError(msg) from error
    if url.scheme not in {"http", "https"}:
        msg = f"only http and https addresses can be fetched, not {url.scheme or 'an address without a scheme'!r}"
        raise AddressRefusedError(msg)
    if url.userinfo:
        msg = "addresses with a user name or password are not fetched: remove them"
        raise AddressRefusedError(msg)
    if not url.host or not 0 < (url.port or 80) < 2**16:
        msg = "not a valid web address (no host, or an invalid port): check the spelling"
        raise FetchError(msg)
    return url


def _robots_text(response: httpx2.Response) -> str:
    if response.is_client_error:
        return ""
    _refuse_error(response)
    return _body(response, most=robots.MAX_BYTES)[: robots.MAX_BYTES].decode("utf-8-sig", "replace")


def _refuse_error(response: httpx2.Response) -> None:
    if response.is_success:
        return
    status = response.status_code
    if status in {401, 402, 403, 407, 451}:
        advice = "the site does not let this program read it. Save the page from a browser and read the file"
    elif status in {404, 410}:
        advice = "no such page. Check the address"
    else:
        advice = "try again later"
    msg = f"{response.url.host} answered {status} {response.reason_phrase}".rstrip() + f": {advice}"
    raise HttpStatusError(msg)


def _body(response: httpx2.Response, *, most: int) -> bytes:
    """The decompressed body, cut off just over `most` bytes."""
    body = bytearray()
    for piece in _pieces(response):
        body += piece
        if len(body) > most:
            break
        if len(body) > max(_SUSPECT, _MAX_RATIO * response.num_bytes_downloaded):
            msg = f"the page expands to more than {_MAX_RATIO} times its compressed size, which no article does"
            raise TooLargeError(msg)
        if response.num_bytes_downloaded > most:
            msg = f"the server sent more than {most / 2**20:g} MB without any page content"
            raise TooLargeError(msg)
    return bytes(body)


def _pieces(response: httpx2.Response) -> Iterator[bytes]:
    """The decompressed body in pieces of bounded size, at least one for each piece received."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if response.is_stream_consumed:
        # The response of a mock transport is already read and decompressed.
        return response.iter_bytes()
    if coding in {"", "identity"}:
        return response.iter_raw()
    if coding in {"gzip", "x-gzip"}:
        return _gunzipped(response.iter_raw())
    msg = f"{response.url.host} compressed the page as {coding!r}, which was not requested"
    raise FetchError(msg)


def _gunzipped(received: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress one or more gzip members (RFC 1952). Anything after them is ignored."""
    member, is_first = None, True
    for data in received:
        while data:
            if member is None:
                if not is_first and not data.startswith(b"\x1f"):
                    return
                member, is_first = zlib.decompressobj(_GZIP), False
            yield (piece := member.decompress(data, _PIECE))
            while piece:
                yield (piece := member.decompress(member.unconsumed_tail, _PIECE))
            data = member.unused_data  # noqa: PLW2901 - the rest of what was received
            member = None if member.eof else member
    if member is not None:
        msg = "the page is incomplete: try again later"
        raise FetchError(msg)


@contextmanager
def _explained(url: httpx2.URL) -> Iterator[None]:
    """Raise errors of the layers below as a `FetchError` that says what was wrong and what to do."""
    try:
        yield
    except zlib.error as error:
        msg = f"{url.host} sent a damaged page ({error}): try again later"
        raise FetchError(msg) from error
    except _TIMEOUTS as error:
        msg = f"{url.host} did not answer in time: try again later"
        raise FetchError(msg) from error
    except _PROTOCOL as error:
        msg = f"{url.host} did not send a valid HTTP response ({error}): check the address, or try again later"
        raise FetchError(msg) from error
    except _NETWORK as error:
        raise FetchError(_network_reason(error, url.host)) from error


def _network_reason(error: BaseException, host: str) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"the certificate of {host} is not valid ({cause.verify_message}), and pages are never "
                "fetched without one: check the address and this computer's date"
            )
        cause = cause.__cause__ or cause.__context__
    return f"the connection to {host} failed ({error}): check the address and the network"
