"""A request's body, read within limits and decompressed within limits."""

from __future__ import annotations

import asyncio

from aiohttp import web

from agents.feeds.decompress import Decompressor
from agents.feeds.fetch_error import FetchError
from agents.receive.answers import RefusedRequestError

# From the first byte to the last: a client that trickles must not keep its place for ever.
BODY_SECONDS = 60.0


async def read_body(request: web.BaseRequest, limit: int) -> bytes:
    """The body of `request`, its Content-Encoding undone.

    Raises RefusedRequestError: 413 as soon as more than `limit` bytes came, on the wire or
    decompressed; 400 for one that is cut short or cannot be decompressed; 408 for one that does
    not end.
    """
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request, limit)
    except TimeoutError:
        raise RefusedRequestError(408, f"the body did not end in {BODY_SECONDS:g} s") from None
    except FetchError as error:
        if error.kind == "too-large":
            raise _too_large(limit) from None
        raise RefusedRequestError(400, f"the body cannot be read: {error}") from None
    except (web.RequestPayloadError, ConnectionError):
        raise RefusedRequestError(400, "the body was cut short") from None


async def _read(request: web.BaseRequest, limit: int) -> bytes:
    decompressor = Decompressor(request.headers.get("Content-Encoding", ""), limit)
    body = bytearray()
    wire = 0
    async for chunk in request.content.iter_any():
        wire += len(chunk)
        if wire > limit:
            raise _too_large(limit)
        for piece in decompressor.feed(chunk):
            body += piece
    decompressor.finish()
    return bytes(body)


def _too_large(limit: int) -> RefusedRequestError:
    return RefusedRequestError(413, f"the body is larger than {limit:,} bytes: send it in parts")
