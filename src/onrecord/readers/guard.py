"""The guard of the network: which addresses are dialled, and how long is waited for them.

The check is made where the connection is made. A name is resolved once, every address that it has is checked, and
one of these addresses itself is dialled, so that a name which leads elsewhere a moment later (DNS rebinding) gains
nothing by it. However a host is written (as one number, with a trailing dot, in another script), what is checked is
where it leads. The certificate and the `Host` header go by the name, as ever.
"""

import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

from onrecord.errors import AddressRefusedError, FetchError

Resolver = Callable[[str, int], Sequence[str]]
"""What finds the IP addresses of a host and a port; raises `OSError` where there are none."""

_KEPT_OPEN = 15.0
"""How long a connection waits for the next request to the same site, in seconds."""

# What counts as public by the IANA registries but is not: the protocol assignments that hold a cloud's metadata
# service, another cloud's metadata service, and the retired 6to4 relay.
_NOT_PUBLIC_4 = tuple(map(IPv4Network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")))
# Protocol assignments (Teredo among them), 6to4, and documentation; Python's own lists differ between its versions.
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# The well-known prefix by which an IPv6-only network reaches IPv4 (RFC 6052); its last four bytes are the address.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is one of the public internet.

    Private, shared, loopback, link-local, multicast, reserved, documentation and metadata addresses are not. An IPv4
    address inside an IPv6 one (IPv4-mapped or NAT64) is judged by itself; 6to4 and Teredo are not public.
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        return address in _GLOBAL_UNICAST and address.is_global and not any(address in net for net in _NOT_PUBLIC_6)
    if address.is_multicast or address.is_reserved:
        return False
    return address.is_global and not any(address in net for net in _NOT_PUBLIC_4)


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the system finds them, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline:
    """The moment at which an exchange is given up, on the monotonic clock; none until it is set."""

    def __init__(self) -> None:
        self.at: float | None = None

    def cap(self, timeout: float | None) -> float | None:
        """The timeout in seconds, or what is left until the deadline if that is less.

        Raises:
            httpcore2.ReadTimeout: The deadline has passed.
        """
        if self.at is None:
            return timeout
        left = self.at - time.monotonic()
        if left <= 0:
            msg = "the fetch took too long"
            raise httpcore2.ReadTimeout(msg)
        return left if timeout is None else min(timeout, left)


class GuardedBackend(httpcore2.NetworkBackend):
    """Dials public addresses only, until a deadline.

    Args:
        allow_private: Whether the addresses of this machine and of private networks are dialled too.
        resolver: What finds the addresses of a name.
        backend: What dials an address.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolver: Resolver = resolve,
        backend: httpcore2.NetworkBackend | None = None,
    ) -> None:
        self._allow_private, self._resolver = allow_private, resolver
        self._backend = backend or httpcore2.SyncBackend()
        self.deadline = Deadline()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first address of `host` that answers.

        Raises:
            AddressRefusedError: One of its addresses is not public.
            FetchError: It has no address.
        """

        def dial(address: str) -> httpcore2.NetworkStream:
            cap = self.deadline.cap(timeout)
            stream = self._backend.connect_tcp(address, port, cap, local_address, socket_options)
            return _TimedStream(stream, self.deadline)

        *others, last = self._addresses(host, port)
        for address in others:
            with suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                return dial(address)
        return dial(last)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = [ip_address(address) for address in self._resolver(host, port)]
        except (OSError, UnicodeError) as error:
            msg = f"cannot resolve the name {host} ({error}): check the address and the network"
            raise FetchError(msg) from error
        if not addresses:
            msg = f"the name {host} has no address: check the spelling"
            raise FetchError(msg)
        for address in addresses:
            if not self._allow_private and not is_public(address):
                msg = (
                    f"{host} leads to {address}, which is not on the public internet. "
                    "To fetch it anyway, pass --allow-private (allow_private=True)"
                )
                raise AddressRefusedError(msg)
        return [str(address) for address in addresses]


class _TimedStream(httpcore2.NetworkStream):
    """A connection on which nothing is waited for beyond a deadline, however slowly bytes drip in."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cap(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedTransport(httpx2.BaseTransport):
    """Carries requests over a guarded backend; certificates are checked against those that the system trusts.

    It knows no proxy: behind one, the address that is dialled could not be checked. A request's extension `deadline`
    is the moment, on the monotonic clock, at which the exchange is given up. The system's resolver keeps its own
    time. One thread at a time may use it.
    """

    def __init__(self, backend: GuardedBackend) -> None:
        self._backend = backend
        self._pool = httpcore2.ConnectionPool(network_backend=backend, keepalive_expiry=_KEPT_OPEN)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to a request, its body still to be read."""
        self._backend.deadline.at = request.extensions.get("deadline")
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=dict(answer.extensions)
        )

    def close(self) -> None:
        """Closes all connections."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
