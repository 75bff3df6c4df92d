"""Pages in a WARC file as raw articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import BinaryIO
from urllib.parse import urlsplit

from multidict import CIMultiDict

from agents.feeds.decompress import Decompressor
from agents.feeds.fetch_error import FetchError
from cli.articles import Input, Unusable, document, too_large
from cli.lines import LARGEST_FILE
from cli.warc_records import DamagedRecord, Headers, WarcRecord, read_records, uri_of
from pipeline.clean.decode import decode_bytes
from pipeline.clean.door import content_type
from pipeline.feeds.place import host_of
from pipeline.feeds.read import charset_of, is_feed, media_type
from pipeline.feeds.restrictions import restrictions_of

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# Some servers say nothing: then it is a page or is passed over.
_TYPES = _PAGE_TYPES | {"text/plain", ""}
# 203: the same, changed by a proxy.
_WHOLE_ANSWERS = frozenset({200, 203})
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
# Heads of answers are a few KB.
_LONGEST_HEAD = 64 * 1024
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]{0,8}(?:;[^\r\n]{0,200})?\r\n")


class _UnreadableError(Exception):
    """The answer in a record cannot be read; the text says why."""


def read_warc(
    file: BinaryIO, name: str, source: str | None, note: Callable[[str], None]
) -> Iterator[Input | Unusable]:
    """The pages and texts that servers answered with status 200, as articles whose source is the
    host, unless `source` says another. `note` is told how many other answers there are."""
    others = 0
    for record in read_records(file, _is_answer, LARGEST_FILE):
        if isinstance(record, DamagedRecord):
            yield Unusable(_origin(name, record.number, record.uri), "undecodable", record.reason)
            continue
        item = _article(record, _origin(name, record.number, uri_of(record.headers)), source)
        others += item is None
        if item is not None:
            yield item
    if others:
        note(f"{name}: answers that are no page or text, passed over: {others}")


def _origin(name: str, number: int, uri: str) -> str:
    return f"{name}:{number} {uri}".rstrip()


def _is_answer(headers: Headers) -> bool:
    return headers.get("warc-type") == "response" and host_of(uri_of(headers)) is not None


def _article(record: WarcRecord, origin: str, source: str | None) -> Input | Unusable | None:
    """The article in a record; None where it is not meant to be one."""
    uri = uri_of(record.headers)
    try:
        status, headers, body = _answer(record.block)
        kind = media_type(headers.get("Content-Type"))
        if status not in _WHOLE_ANSWERS or kind not in _TYPES or _is_robots(uri):
            return None
        if "warc-truncated" in record.headers:
            raise _UnreadableError(f"the crawler cut it short: {record.headers['warc-truncated']}")
        if not record.whole:
            return too_large(origin)
        text = decode_bytes(_decoded(body, headers), charset_of(headers.get("Content-Type")))
    except _UnreadableError as error:
        return Unusable(origin, "undecodable", str(error))
    except FetchError as error:
        too_many = error.kind == "too-large"
        return Unusable(origin, "too-large" if too_many else "undecodable", str(error))
    page = kind in _PAGE_TYPES or content_type(None, text) == "text/html"
    if is_feed(text) or not (kind or page):
        return None
    fields = {
        "source": source or host_of(uri),
        "url": uri,
        "content_type": "text/html" if page else "text/plain",
        "collected_at": record.headers.get("warc-date"),
        "restrictions": restrictions_of(headers, text if page else ""),
    }
    return document(origin, text, fields, page=page)


def _is_robots(uri: str) -> bool:
    return urlsplit(uri).path == "/robots.txt"


def _answer(block: bytes) -> tuple[int, CIMultiDict[str], bytes]:
    """Status, fields and body of an HTTP answer."""
    status = _STATUS.match(block)
    end = _HEAD_END.search(block, 0, _LONGEST_HEAD)
    if status is None or end is None:
        raise _UnreadableError("what it holds is no HTTP answer")
    _, _, lines = block[: end.start()].partition(b"\n")
    message = BytesHeaderParser(policy=compat32).parsebytes(lines)
    headers = CIMultiDict((name, str(value)) for name, value in message.items())
    return int(status[1]), headers, block[end.end() :]


def _decoded(body: bytes, headers: CIMultiDict[str]) -> bytes:
    """`body` without the codings of its transfer and its content. Crawlers that undo them often
    leave the fields as they were: what is not coded stays as it is."""
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        body = _dechunked(body)
    decompressor = Decompressor(headers.get("Content-Encoding", ""), LARGEST_FILE)
    decoded = b"".join(decompressor.feed(body))
    decompressor.finish()
    return decoded


def _dechunked(body: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while chunk := _CHUNK.match(body, at):
        size = int(chunk[1], 16)
        if size == 0:
            return b"".join(pieces)
        at = chunk.end() + size
        pieces.append(body[chunk.end() : at])
        at += len(b"\r\n")
    if not pieces:
        return body
    raise _UnreadableError("the chunks of its transfer are damaged or cut short")
