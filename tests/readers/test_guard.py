"""The guard of the network: which addresses are dialled, and for how long."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import AddressRefusedError, FetchError
from onrecord.readers.fetch import Fetcher, FetchLimits
from onrecord.readers.guard import Deadline, GuardedBackend, GuardedTransport, is_public
from table import cases

NOT_PUBLIC = [
    "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
]  # fmt: skip
NOT_PUBLIC_6 = [
    "::", "::1", "::127.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::",
    "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.215.14", "100.63.0.1", "172.32.0.1", "2606:2800:21f::1", "2a00:1450::1"]


@cases("address", NOT_PUBLIC + NOT_PUBLIC_6)
def test_addresses_that_are_not_public(address: str) -> None:
    """Private, shared, loopback, link-local, multicast, reserved and metadata addresses are not public."""
    assert not is_public(ip_address(address))


@cases("address", PUBLIC)
def test_addresses_that_are_public(address: str) -> None:
    """The neighbours of private networks are public."""
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4) | st.sampled_from(NOT_PUBLIC).map(IPv4Address))
def test_an_address_within_another_is_judged_by_itself(address: IPv4Address) -> None:
    """An IPv4 address is as public within an IPv6 one (IPv4-mapped, NAT64) as by itself."""
    for prefix in (0xFFFF << 32, int(IPv6Address("64:ff9b::"))):
        assert is_public(IPv6Address(prefix | int(address))) is is_public(address)


class Wire(httpcore2.NetworkBackend):
    """A network where each address sends certain bytes, whatever it is sent."""

    def __init__(self, sent: Mapping[str, bytes]) -> None:
        self.sent, self.dialled = sent, list[str]()

    def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore2.NetworkStream:
        """A connection to an address that sends something."""
        self.dialled.append(host)
        if host not in self.sent:
            msg = "no route"
            raise httpcore2.ConnectError(msg)
        return httpcore2.MockStream([self.sent[host]])


def over(wire: Wire, names: Mapping[str, list[list[str]]], *, allow_private: bool = False) -> Fetcher:
    """A fetcher over a wire; each time that a name is resolved, the next of its lists of addresses is the answer."""
    answers = {name: iter(addresses) for name, addresses in names.items()}
    backend = GuardedBackend(allow_private=allow_private, resolver=lambda host, _: next(answers[host]), backend=wire)
    return Fetcher(transport=GuardedTransport(backend))


def http(status: str, *headers: str) -> bytes:
    """An answer after which the connection is closed."""
    return "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", "Content-Length: 0", *headers, "", ""]).encode()


def test_the_checked_address_is_dialled() -> None:
    """A name is resolved once a connection, and what is dialled is the address that was checked, not the name."""
    wire = Wire({"8.8.8.8": http("204 No Content")})
    with over(wire, {"lantern.example": [["8.8.8.8"], ["8.8.8.8"]]}) as fetcher:
        assert fetcher.fetch("https://lantern.example/").data == b""
    assert wire.dialled == ["8.8.8.8", "8.8.8.8"]


def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    """DNS rebinding: a name that is public for robots.txt, and private for the page, is refused."""
    wire = Wire({"8.8.8.8": http("404 Not Found")})
    with (
        over(wire, {"lantern.example": [["8.8.8.8"], ["10.0.0.1"]]}) as fetcher,
        pytest.raises(AddressRefusedError, match=r"10\.0\.0\.1.*--allow-private"),
    ):
        fetcher.fetch("http://lantern.example/")
    assert wire.dialled == ["8.8.8.8"]


def test_one_private_address_is_enough() -> None:
    """A name that has a private address among public ones is refused before any is dialled."""
    wire = Wire({})
    with (
        over(wire, {"lantern.example": [["8.8.8.8", "::ffff:10.0.0.1"]]}) as fetcher,
        pytest.raises(AddressRefusedError),
    ):
        fetcher.fetch("http://lantern.example/")
    assert wire.dialled == []


def test_a_redirect_to_a_private_address_is_refused() -> None:
    """A public page cannot lead the reader into the network that it runs in."""
    wire = Wire({"8.8.8.8": http("302 Found", "Location: http://inside.example/")})
    with (
        over(wire, {"lantern.example": [["8.8.8.8"]], "inside.example": [["169.254.169.254"]]}) as fetcher,
        pytest.raises(AddressRefusedError, match="inside"),
    ):
        fetcher.fetch("http://lantern.example/robots.txt")


def test_the_next_address_is_tried() -> None:
    """An address that does not answer does not stop the fetch while the name has others."""
    wire = Wire({"8.8.4.4": http("204 No Content")})
    with over(wire, {"lantern.example": [["2606:2800:21f::1", "8.8.4.4"]] * 2}) as fetcher:
        fetcher.fetch("http://lantern.example/")
    assert wire.dialled == ["2606:2800:21f::1", "8.8.4.4"] * 2


@cases("problem", [socket.gaierror(-2, "unknown"), UnicodeError("label too long"), None])
def test_a_name_without_an_address(problem: Exception | None) -> None:
    """A name that cannot be resolved, or has no address, is an error that names it."""

    def resolver(_: str, __: int) -> list[str]:
        if problem:
            raise problem
        return []

    with (
        Fetcher(transport=GuardedTransport(GuardedBackend(resolver=resolver))) as fetcher,
        pytest.raises(FetchError, match=r"the name lantern\.example"),
    ):
        fetcher.fetch("https://lantern.example/toll")


class Unsigned(Wire):
    """A network where no certificate is valid."""

    def __init__(self) -> None:
        super().__init__({})
        self.asked: list[tuple[bool, ssl.VerifyMode, str | None]] = []

    def connect_tcp(self, *_: object, **__: object) -> httpcore2.NetworkStream:
        """A connection whose handshake fails."""
        asked = self.asked

        class Refusing(httpcore2.MockStream):
            def start_tls(
                self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
            ) -> httpcore2.NetworkStream:
                assert timeout
                asked.append((ssl_context.check_hostname, ssl_context.verify_mode, server_hostname))
                problem = ssl.SSLCertVerificationError(1, "certificate verify failed")
                problem.verify_message = "self-signed certificate"
                try:
                    raise problem
                except OSError as error:
                    raise httpcore2.ConnectError(error) from error

        return Refusing([])


def test_certificates_are_checked_for_the_name() -> None:
    """The certificate must be valid, and for the host's name though its address is dialled; the error says so."""
    wire = Unsigned()
    with over(wire, {"lantern.example": [["8.8.8.8"]]}) as fetcher, pytest.raises(FetchError, match="self-signed"):
        fetcher.fetch("https://lantern.example/toll")
    assert wire.asked == [(True, ssl.CERT_REQUIRED, "lantern.example")]


@cases(("left", "timeout", "expected"), [(None, 5.0, 5.0), (100.0, 5.0, 5.0), (3.0, 5.0, 3.0)])
def test_a_deadline_caps_every_wait(left: float | None, timeout: float, expected: float) -> None:
    """What is left until the deadline is waited for at most; without one, the timeout stands."""
    deadline = Deadline()
    deadline.at = None if left is None else time.monotonic() + left
    assert deadline.cap(timeout) == pytest.approx(expected, abs=0.5)


def test_nothing_is_waited_for_after_the_deadline() -> None:
    """A deadline that has passed is a timeout."""
    deadline = Deadline()
    deadline.at = time.monotonic()
    with pytest.raises(httpcore2.ReadTimeout):
        deadline.cap(5.0)


@contextmanager
def served(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """The address of a server on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def small_page(request: BaseHTTPRequestHandler) -> None:
    """Answers with a small page, and with no robots.txt."""
    request.send_response(404 if request.path == "/robots.txt" else 200)
    request.send_header("Content-Length", "4")
    request.end_headers()
    request.wfile.write(b"toll")


@pytest.mark.server
def test_this_machine_is_fetched_only_if_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on this machine is refused, and with `allow_private` read, past whatever proxy the environment names."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    with served(small_page) as url:
        with Fetcher() as fetcher, pytest.raises(AddressRefusedError):
            fetcher.fetch(url)
        with Fetcher(allow_private=True) as fetcher:
            assert fetcher.fetch(url).data == b"toll"


@cases("host", ["2130706433", "0x7f000001", "0177.1", "127.1", "0", "[::1]", "[::ffff:7f00:1]"])
def test_a_host_is_judged_by_where_it_leads(host: str) -> None:
    """However this machine is written, it is recognised."""
    with Fetcher() as fetcher, pytest.raises(AddressRefusedError):
        fetcher.fetch(f"http://{host}/")


@pytest.mark.server
def test_a_server_that_drips_is_given_up() -> None:
    """The deadline holds for the whole answer, though every wait for a byte of it is short."""
    done = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drop: ")
        while not done.wait(0.01):
            try:
                request.wfile.write(b".")
            except OSError:
                return

    with served(drip) as url:
        limits = FetchLimits(step=5, total=0.2)
        with Fetcher(allow_private=True, limits=limits) as fetcher, pytest.raises(FetchError, match="in time"):
            fetcher.fetch(f"{url}robots.txt")
        done.set()


@pytest.mark.server
def test_a_server_that_says_nothing_is_given_up() -> None:
    """A server that takes the connection and says nothing is an error that says so."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/robots.txt"
        limits = FetchLimits(step=0.05)
        with Fetcher(allow_private=True, limits=limits) as fetcher, pytest.raises(FetchError, match="in time"):
            fetcher.fetch(url)


@pytest.mark.server
def test_nobody_answers() -> None:
    """Where no server listens, the error names the host and says what to check."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with Fetcher(allow_private=True) as fetcher, pytest.raises(FetchError, match="check the address and the network"):
        fetcher.fetch(f"http://127.0.0.1:{port}/robots.txt")
