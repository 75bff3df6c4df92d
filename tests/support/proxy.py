"""Bad weather between Kafka and its clients: a TCP proxy that cuts, swallows and stalls.

The broker announces the proxy's port as its own (`advertised`), so that every connection but the
first look at the cluster goes through it, the broker's own markers of transactions included.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from broker import address
from broker.ports import LOOPBACK, choose

# Kafka's numbers of the requests whose answers may be lost: produce, commit of offsets, joining a
# group, heartbeat, leaving, sync, and those of transactions (opening, partitions, offsets, end).
# https://kafka.apache.org/protocol#protocol_api_keys
LOSABLE = frozenset({0, 8, 11, 12, 13, 14, 22, 24, 25, 26})


@dataclass(slots=True)
class Weather:
    """What may happen to a frame: shares of 1. `stalled`: nothing moves at all."""

    cut: float = 0.0
    lose: float = 0.0
    stalled: bool = False


class _CutError(Exception):
    """This connection is to end now."""


class Proxy:
    """Listens for clients of the broker that runs on the data folder `data_dir`.

    `cuts` and `losses` count what was done to them. Change `weather` at any time.
    """

    def __init__(self, seed: int, data_dir: Path) -> None:
        self._port = choose()
        self._data_dir = data_dir
        self.weather = Weather()
        self.cuts = self.losses = 0
        self._rng = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._serving = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="proxy")

    @property
    def advertised(self) -> dict[str, str]:
        """Properties of a broker that is reached through here."""
        return {"advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{self._port}"}

    def start(self) -> None:
        """Returns when clients can connect."""
        self._thread.start()
        assert self._serving.wait(10), "the proxy listens"

    def stop(self) -> None:
        """Ends all connections."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._connection, LOOPBACK, self._port)
        )
        self._serving.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _connection(
        self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter
    ) -> None:
        broker = address.read(self._data_dir)
        try:
            if broker is None:
                raise ConnectionRefusedError("no broker runs")
            port = broker.bootstrap_servers.rpartition(":")[2]
            from_broker, to_broker = await asyncio.open_connection(LOOPBACK, int(port))
        except OSError:
            to_client.close()
            return
        asked: deque[int] = deque()
        ways = [
            asyncio.ensure_future(self._requests(from_client, to_broker, asked)),
            asyncio.ensure_future(self._answers(from_broker, to_client, asked)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        to_broker.close()
        to_client.close()

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: deque[int]
    ) -> None:
        while True:
            frame = await self._frame(reader)
            asked.append(int.from_bytes(frame[4:6], "big"))
            await self._pass_on(frame, writer)

    async def _answers(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: deque[int]
    ) -> None:
        while True:
            frame = await self._frame(reader)
            # A broker answers in the order of the requests.
            if asked.popleft() in LOSABLE and self._rng.random() < self.weather.lose:
                self.losses += 1
                raise _CutError
            await self._pass_on(frame, writer)

    async def _frame(self, reader: asyncio.StreamReader) -> bytes:
        """A request or an answer: its size in four bytes, then so many."""
        size = await reader.readexactly(4)
        return size + await reader.readexactly(int.from_bytes(size, "big"))

    async def _pass_on(self, frame: bytes, writer: asyncio.StreamWriter) -> None:
        while self.weather.stalled:
            await asyncio.sleep(0.05)
        cut = self._rng.random() < self.weather.cut
        writer.write(frame[: self._rng.randrange(len(frame))] if cut else frame)
        await writer.drain()
        if cut:
            self.cuts += 1
            raise _CutError


@contextmanager
def proxy(seed: int, data_dir: Path) -> Iterator[Proxy]:
    """A proxy that listens."""
    opened = Proxy(seed, data_dir)
    opened.start()
    try:
        yield opened
    finally:
        opened.stop()
