"""Guards the network: which addresses may be dialled, and for how long.

The check happens where the connection is made. A name is resolved once, all its addresses are checked, and one of
these very addresses is dialled, which defeats DNS rebinding. However a host is written (as one number, with a trailing
dot, in another script), the address it leads to is checked. The certificate and the `Host` header still use the name.
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
"""Finds the IP addresses of a host and port; raises `OSError` if there are none."""

_KEPT_OPEN = 15.0
"""How long an idle connection is kept for the next request to the same site, in seconds."""

# What counts as public by the IANA registries but is not: the protocol assignments that hold a cloud's metadata
# service, another cloud's metadata service, and the retired 6to4 relay.
_NOT_PUBLIC_4 = tuple(map(IPv4Network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")))
# Protocol assignments (Teredo among them), 6to4, and documentation; Python's own lists differ between its versions.
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# The well-known prefix by which an IPv6-only network reaches IPv4 (RFC 6052); its last four bytes are the address.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is on the public internet.

    Private, shared, loopback, link-local, multicast, reserved, documentation and metadata addresses are not. An IPv4
    address inside an IPv6 one (IPv4-mapped or NAT64) is checked itself; 6to4 and Teredo are not public.
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
    """The IP addresses of a host, in the system's order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline:
    """When to give up an exchange, on the monotonic clock; `None` for no deadline."""

    def __init__(self) -> None:
        self.at: float | None = None

    def cap(self, timeout: float | None) -> float | None:
        """The timeout, or the time left until the deadline if that is less, in seconds.

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
    """Dials only public addresses, until a deadline.

    Args:
        allow_private: Whether addresses on this machine and on private networks may be dialled.
        resolver: Finds the addresses of a name.
        backend: Dials an address.
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
        """Connect to the first address of `host` that answers.

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
    """A connection whose every wait ends at a deadline, however slowly bytes drip in."""

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
    """Sends requests over a guarded backend, with certificates checked against the system's trust store.

    Proxies are not supported: behind one, the address that is dialled cannot be checked. A request's extension
    `deadline` is when to give up the exchange, on the monotonic clock; the system's resolver has its own timeout. Not
    thread-safe.
    """

    def __init__(self, backend: GuardedBackend) -> None:
        self._backend = backend
        self._pool = httpcore2.ConnectionPool(network_backend=backend, keepalive_expiry=_KEPT_OPEN)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and return the response with its body unread."""
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
        """Close all connections."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
