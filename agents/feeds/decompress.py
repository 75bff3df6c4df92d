"""Content-Encoding undone while the bytes come in, never beyond a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

from agents.feeds.fetch_error import FetchError

# What a request says it can read, and all that is read.
ACCEPT_ENCODING = "gzip, deflate, br"

GZIP_MAGIC = b"\x1f\x8b"
# A file that was compressed once and then again in transit is common, a third time is an attack.
MAX_LAYERS = 2
# How much may come out of one step: bounds the memory that a bomb can take before it is counted.
_STEP = 64 * 1024


class _Layer(Protocol):
    """One encoding. `feed` yields at most `_STEP` bytes at a time; `finish` raises if cut short."""

    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def finish(self) -> None: ...


class Decompressor:
    """Undoes the encodings that a `Content-Encoding` header names.

    Raises FetchError `decompression` for an encoding that is unknown, data that are broken or cut
    short, and more than MAX_LAYERS encodings; `too-large` as soon as any layer gives more than
    `limit` bytes.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",")]
        names = [name for name in names if name not in ("", "identity", "none")]
        if len(names) > MAX_LAYERS:
            raise FetchError("decompression", f"It is compressed {len(names)} times over.")
        # The header lists them in the order in which they were applied.
        self._layers = [_Limited(_layer(name), limit) for name in reversed(names)]
        self._limit = limit

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What `data`, the next bytes from the wire, decompress to."""
        return _through(self._layers, data)

    def finish(self) -> None:
        """To be called at the end of the body."""
        for layer in self._layers:
            layer.finish()


def gunzipped(body: bytes, limit: int) -> bytes:
    """`body` itself, or what a gzip file holds that came as the body (a sitemap `.xml.gz`, or a
    compressed answer whose header does not say so).

    Raises FetchError as Decompressor does.
    """
    for _ in range(MAX_LAYERS):
        if not body.startswith(GZIP_MAGIC):
            return body
        layer = _Limited(_Gzip(), limit)
        body = b"".join(layer.feed(body))
        layer.finish()
    if body.startswith(GZIP_MAGIC):
        raise FetchError("decompression", f"It is a gzip file more than {MAX_LAYERS} times over.")
    return body


def _through(layers: list[_Limited], data: bytes) -> Iterator[bytes]:
    if not layers:
        yield data
        return
    for piece in layers[0].feed(data):
        yield from _through(layers[1:], piece)


def _layer(name: str) -> _Layer:
    match name:
        case "gzip" | "x-gzip":
            return _Gzip()
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
    raise FetchError("decompression", f"Its Content-Encoding {name[:40]!a} was not asked for.")


class _Limited:
    """A layer that gives `limit` bytes and raises at the next."""

    def __init__(self, layer: _Layer, limit: int) -> None:
        self._layer, self._left, self._limit = layer, limit, limit

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            for piece in self._layer.feed(data):
                yield piece[: self._left]
                self._left -= len(piece)
                if self._left < 0:
                    raise FetchError(
                        "too-large", f"It decompresses to more than {self._limit} bytes."
                    )
        except (zlib.error, brotli.error) as error:
            raise FetchError("decompression", f"It cannot be decompressed: {error}.") from None

    def finish(self) -> None:
        self._layer.finish()


class _Gzip:
    """gzip, in any number of members. Bytes after the last member are ignored, as gzip(1) does; a
    body that is not gzip at all though its header says so is passed on as it is."""

    def __init__(self) -> None:
        self._start = b""
        self._member: zlib._Decompress | None = None
        self._members = 0
        self._is_plain = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._is_plain:
            yield data
            return
        while data:
            if self._member is None:
                self._start += data
                if len(self._start) < len(GZIP_MAGIC):
                    return
                data, self._start = self._start, b""
                if not data.startswith(GZIP_MAGIC):
                    if self._members:
                        return
                    self._is_plain = True
                    yield data
                    return
                self._member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            yield from _inflate(self._member, data)
            if not self._member.eof:
                return
            data = self._member.unused_data
            self._member, self._members = None, self._members + 1

    def finish(self) -> None:
        if self._member is not None:
            raise FetchError("decompression", "It is cut short: its gzip data do not end.")


class _Deflate:
    """zlib (RFC 1950), or the bare deflate data that some servers send under that name."""

    def __init__(self) -> None:
        self._start = b""
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._start += data
            if len(self._start) < 2:
                return
            data, self._start = self._start, b""
            is_zlib = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        if not self._stream.eof:
            yield from _inflate(self._stream, data)

    def finish(self) -> None:
        if self._start or (self._stream is not None and not self._stream.eof):
            raise FetchError("decompression", "It is cut short: its deflate data do not end.")


class _Brotli:
    """Brotli (RFC 7932)."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._has_begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._has_begun = True
        while not self._stream.is_finished():
            piece = self._stream.process(data, output_buffer_limit=_STEP)
            data = b""
            if piece:
                yield piece
            elif self._stream.can_accept_more_data():
                return

    def finish(self) -> None:
        if self._has_begun and not self._stream.is_finished():
            raise FetchError("decompression", "It is cut short: its Brotli data do not end.")


def _inflate(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while data:
        piece = stream.decompress(data, _STEP)
        data = stream.unconsumed_tail
        if piece:
            yield piece
        if stream.eof:
            return
    # What is left in the window comes out without more input.
    while not stream.eof and (piece := stream.decompress(b"", _STEP)):
        yield piece
