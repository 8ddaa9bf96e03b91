"""Which addresses may be connected to, and connections to nothing else.

The name of a host is looked up here, once for each connection, and the connection goes to the address that was
checked: an answer that changes between the check and the use cannot lead into the own network.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

import httpcore

from according.errors import FetchError

Resolver = Callable[[str, int], list[str]]
"""From host and port to IP addresses."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_INNER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "64:ff9b:1::/48",  # translation to IPv4 inside one network
        "100::/64",  # thrown away
        "2001::/23",  # protocol assignments, Teredo
        "5f00::/16",  # segment routing
        "fec0::/10",  # what once was private
    )
)
"""Networks that no website is in, and that `is_global` does not know of in every release of Python."""
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it has another inside."""
    try:
        parsed: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inside = _inside(parsed)
    if inside is not None:
        return is_public(str(inside))
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified:
        return False
    return not any(parsed in network for network in _INNER if network.version == parsed.version)


def _inside(address: _Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def look_up(host: str, port: int) -> list[str]:
    """Return the IP addresses of `host`. Raises `FetchError` where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such name"
        raise FetchError(
            f"the host {host} was not found ({reason}).",
            remedy="Check the address and the connection to the network.",
            passing=True,
        ) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guarded(httpcore.NetworkBackend):
    """Connections to addresses that may be connected to, all done by a deadline of ``time.monotonic``."""

    def __init__(
        self,
        allow_private: bool | Collection[str],
        deadline: float,
        resolve: Resolver = look_up,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._left: Callable[[], float] = lambda: deadline - monotonic()
        self._inner: httpcore.NetworkBackend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that may be connected to and answers."""
        problem: Exception | None = None
        for address in self._checked(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, _least(timeout, self._left()), local_address, socket_options
                )
                return _Timed(stream, self._left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError(f"{host} has no address")

    def _checked(self, host: str, port: int) -> list[str]:
        addresses = self._resolve(host, port)
        allowed = self._allow_private
        if allowed is True or (not isinstance(allowed, bool) and host in allowed):
            return addresses
        public = [address for address in addresses if is_public(address)]
        if addresses and not public:
            raise FetchError(
                f"{host} is in the own machine or network ({addresses[0]}): it is not fetched.",
                remedy="If that is meant, `according add --allow-private` takes it (in Python: FetchOptions(allow_private=True)).",
            )
        return public


class _Timed(httpcore.NetworkStream):
    """A connection on which nothing waits longer than the time that is left."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _least(timeout, self._left()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _least(timeout, self._left()))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, _least(timeout, self._left()))
        return _Timed(inner, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _least(timeout: float | None, left: float) -> float:
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left if timeout is None else min(timeout, left)
