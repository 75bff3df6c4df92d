"""Connections to checked addresses only: a name is resolved once, and what was checked is asked."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from agents.feeds.addresses import refusal
from agents.feeds.fetch_error import FetchError

# The addresses of a name, for a port. Raises OSError where there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """As the machine is set up: its DNS servers and its hosts file. Raises OSError.

    Each look-up has a thread of its own, which nobody waits for: name servers that do not answer
    hold a thread for half a minute, and a pool of a few would be theirs.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[Sequence[str]] = loop.create_future()

    def look_up() -> None:
        try:
            # As bytes, since Python's own codec for names refuses some with errors of its own.
            answers = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
            settle = partial(_settle, found, [str(address[0]) for *_, address in answers])
        except OSError as error:
            settle = partial(_settle, found, error)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle)

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    return await found


def _settle(found: asyncio.Future[Sequence[str]], outcome: Sequence[str] | OSError) -> None:
    if found.done():
        return  # nobody waits any longer
    if isinstance(outcome, OSError):
        found.set_exception(outcome)
    else:
        found.set_result(outcome)


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
