"""JSON lines from a stream, bounded: no line, however long, is held whole."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain
from typing import IO, Protocol

from schemas.codec import UndecodableError, decode_object
from schemas.limits import LARGEST_VALUE

# More than this is never read of one document, so that a bomb in a .gz stays in its box. It is far
# above what a record may hold: other encodings shrink on their way to UTF-8, by four at most.
LARGEST_FILE = 4 * LARGEST_VALUE["raw"]
# An object written for people has a line a field; more lines than this are something else.
MOST_LINES_OF_AN_OBJECT = 10_000


class Lines(Protocol):
    """What can be read line by line."""

    def readline(self, limit: int, /) -> bytes:
        """The next line, `limit` bytes of it at most; empty at the end."""


def numbered_lines(file: Lines) -> Iterator[tuple[int, bytes]]:
    """The lines of `file` with their numbers from 1, without a byte order mark. Of a line of
    LARGEST_FILE bytes or more the first so many are given, and the rest is passed over."""
    number = 0
    while line := file.readline(LARGEST_FILE):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and len(rest) == LARGEST_FILE:
            rest = file.readline(LARGEST_FILE)
        yield number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


def starts_object(line: bytes) -> bool:
    """Whether `line`, the first of a stream, begins a JSON object."""
    return line.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")


def spread_object(
    first: bytes, rest: IO[bytes]
) -> tuple[bytes | None, Iterator[tuple[int, bytes]]]:
    """A stream that begins with the line `first`, which starts a JSON object: the one object that
    it is where that is spread over its lines, as editors and `jq` write it; else its lines.

    A line that is an object by itself ends the search, so that a stream that lives on is not waited
    for on account of a first line that is broken.
    """
    first = first.removeprefix(codecs.BOM_UTF8)
    lines = numbered_lines(_Resumed(first, rest))
    if _is_object(first):
        return None, lines
    held: list[tuple[int, bytes]] = []
    size = 0
    for number, line in lines:
        held.append((number, line))
        size += len(line)
        if size >= LARGEST_FILE or number >= MOST_LINES_OF_AN_OBJECT or _is_object(line):
            return None, chain(held, lines)
    whole = b"".join(line for _, line in held)
    return (whole.strip(), iter(())) if _is_object(whole) else (None, iter(held))


def _is_object(data: bytes) -> bool:
    try:
        decode_object(data)
    except UndecodableError:
        return False
    return True


class _Resumed:
    """A stream whose first line was read already."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first: bytes | None = first
        self._rest = rest

    def readline(self, limit: int, /) -> bytes:
        """The next line, `limit` bytes of it at most."""
        first, self._first = self._first, None
        return self._rest.readline(limit) if first is None else first
