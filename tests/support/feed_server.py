"""An HTTP server of feeds on loopback that does exactly as it is told, the forbidden included.

It writes the bytes of its answers itself, so that a test can send what no server library would.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

_TLS_HANDSHAKE = b"\x16"

# Bytes to send, or seconds to wait before the next.
Script = Iterable[bytes | float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came. Header names are in lower case, values as sent."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A well-formed answer; `headers` are sent as they are, in this order, repeated ones too."""

    body: bytes = b""
    status: int = 200
    headers: Sequence[tuple[str, str | bytes]] = ()

    def script(self) -> Script:
        """Its bytes. A 304 and a 204 have no body; a length is given unless one is stated."""
        fields = [(name.encode(), _bytes(value)) for name, value in self.headers]
        stated = {name.lower() for name, _ in fields}
        if self.status not in (204, 304) and not stated & {b"content-length", b"transfer-encoding"}:
            fields.append((b"Content-Length", str(len(self.body)).encode()))
        head = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
        yield b"HTTP/1.1 %d Said\r\n%s\r\n" % (self.status, head)
        if self.status not in (204, 304):
            yield self.body


Reply = Answer | Script
Handler = Callable[[Asked], Reply]


def redirect(to: str, status: int = 302) -> Answer:
    """An answer that sends the asker elsewhere."""
    return Answer(status=status, headers=[("Location", to)])


def chunked(pieces: Iterable[bytes]) -> Script:
    """A body in chunks; without an end where `pieces` has none."""
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for piece in pieces:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def conditional(answer: Answer) -> Handler:
    """Gives `answer` to who does not have it yet: 304 where both validators that it carries come
    back byte for byte."""
    given = {name.lower(): _bytes(value) for name, value in answer.headers}

    def handler(asked: Asked) -> Answer:
        pairs = (("etag", "if-none-match"), ("last-modified", "if-modified-since"))
        known = {mine: asked.headers.get(theirs) for mine, theirs in pairs if mine in given}
        if known and all(
            value is not None and value.encode() == given[name] for name, value in known.items()
        ):
            return Answer(status=304, headers=answer.headers)
        return answer

    return handler


@dataclass
class FeedServer:
    """Use with `with`. `replies` may be changed at any time; what it lacks is a 404.

    `asked` has all requests in order, `connections` counts those opened, asked on or not. A reply
    that is a generator serves one request; give a function for more.
    """

    replies: dict[str, Reply | Handler] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    tls: ssl.SSLContext | None = None

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        """The address of `path` here, under any name for this machine."""
        return f"http://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._open: set[asyncio.Task[None]] = set()
        start = asyncio.start_server(
            self._serve, "127.0.0.1", self.port, limit=1 << 20, ssl=self.tls
        )
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        # Who asks may hang up in mid-answer: the very thing that is tested.
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._answer(reader, writer)
        self._open.discard(task)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(1)
        if first == _TLS_HANDSHAKE:
            writer.write(b"HTTP/1.1 400 Plain HTTP only\r\n\r\n")
            return
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode()
        request_line, *lines = head.rstrip("\r\n").split("\r\n")
        pairs = (line.split(": ", 1) for line in lines)
        headers = {name.lower(): value for name, value in pairs}
        asked = Asked(request_line.split(" ")[1], headers, time.monotonic())
        self.asked.append(asked)
        reply = self.replies.get(asked.path, Answer(status=404))
        if callable(reply):
            reply = reply(asked)
        for piece in reply.script() if isinstance(reply, Answer) else reply:
            if isinstance(piece, bytes):
                writer.write(piece)
                await writer.drain()
            else:
                await asyncio.sleep(piece)


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
