"""The head and the body of a stranger's answer, as far as they are taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy

from agents.feeds.decompress import Decompressor, gunzipped
from agents.feeds.fetch_error import FetchError

_VALIDATORS = frozenset({"etag", "last-modified"})
# Fields that hold one value: of a repeated one the first counts; others are lists and are joined.
_SINGLE = _VALIDATORS | {"content-encoding", "content-type", "date", "location", "retry-after"}


def read_headers(fields: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """The fields of a head, under names whose case does not matter."""
    headers = CIMultiDict[str]()
    for raw_name, raw_value in fields:
        name = raw_name.decode("ascii", "replace")
        try:
            value = raw_value.decode()
        except UnicodeDecodeError:
            # aiohttp sends UTF-8: what is not UTF-8 could not be replayed byte for byte.
            if name.lower() in _VALIDATORS:
                continue
            value = raw_value.decode("latin-1")
        if name not in headers:
            headers[name] = value
        elif name.lower() not in _SINGLE:
            headers[name] += f", {value}"
    return CIMultiDictProxy(headers)


async def read_body(
    response: aiohttp.ClientResponse, content_encoding: str, limit: int, *, cut: bool
) -> bytes:
    """The body as it was before it was compressed, a gzip file unpacked.

    Where it has more than `limit` bytes, on the wire or afterwards, it is `cut` to that length, or
    FetchError `too-large` is raised; `decompression` where it cannot be decompressed.
    """
    body = bytearray()
    try:
        if not cut and (response.content_length or 0) > limit:
            raise FetchError("too-large", f"It announces more than {limit} bytes.")
        decompressor = Decompressor(content_encoding, limit)
        on_the_wire = 0
        async for data in response.content.iter_any():
            for piece in decompressor.feed(data):
                body += piece
            on_the_wire += len(data)
            if on_the_wire > limit:
                raise FetchError("too-large", f"It sends more than {limit} bytes.")
        decompressor.finish()
    except FetchError as error:
        if cut and error.kind == "too-large":
            return bytes(body[:limit])
        raise
    return gunzipped(bytes(body), limit)
