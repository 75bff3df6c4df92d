"""Connections to checked addresses only: a name is resolved once, and what was checked is asked."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from agents.feeds.addresses import refusal
from agents.feeds.fetch_error import FetchError

# The addresses of a name, for a port. Raises OSError where there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """As the machine is set up: its DNS servers and its hosts file."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def checked_connector(resolve: Resolve, *, allow_private: bool) -> aiohttp.TCPConnector:
    """Opens one connection a request, so that none outlives the check of its address.

    Connecting raises FetchError `private-address` where any address of the name is refused: a name
    that leads both outwards and inwards is a trap or a mistake.
    """

    def checked_socket(info: aiohttp.AddrInfoType) -> socket.socket:
        # The gate itself: whatever way an address came here, no other is connected to.
        family, kind, protocol, _, address = info
        _check(str(address[0]), str(address[0]), allow_private)
        return socket.socket(family, kind, protocol)

    return aiohttp.TCPConnector(
        resolver=_CheckedResolver(resolve, allow_private),
        use_dns_cache=False,
        force_close=True,
        limit=0,
        socket_factory=checked_socket,
    )


class _CheckedResolver(AbstractResolver):
    """Gives aiohttp the addresses that it then connects to."""

    def __init__(self, resolve: Resolve, allow_private: bool) -> None:
        self._resolve, self._allow_private = resolve, allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Addresses of `host`, each checked."""
        addresses = await self._resolve(host, port)
        if not addresses:
            raise OSError(f"{host} has no address")
        for address in addresses:
            _check(host, address, self._allow_private)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Holds nothing."""


def _check(host: str, address: str, allow_private: bool) -> None:
    reason = refusal(address, allow_private=allow_private)
    if reason is not None:
        raise FetchError("private-address", f"{host} leads to {address}: {reason}.")
