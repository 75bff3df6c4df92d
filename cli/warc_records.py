"""The records of a WARC file, plain or gzip (ISO 28500), within limits.

Our own reader, since what is broken has to be named and the rest read: the libraries that there are
take a record that is cut short for a whole one, end at the first damage, and have no limits.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from cli.gzip_members import GZIP_MAGIC, STEP, Member, next_member

LONGEST_LINE = 64 * 1024
MOST_LINES = 200
# A file that is damaged in more places is not worth the search.
MOST_DAMAGED = 1000

_BEGIN = b"WARC/"
_VERSION = re.compile(rb"WARC/\d\.\d{1,2}\s*$")
_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]{1,100}")
_LENGTH = re.compile(r"\d{1,15}")

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A record that was wanted: its fields by lower-case name, and its block, of which only the
    beginning is held where it is not `whole`."""

    number: int
    headers: Headers
    block: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class DamagedRecord:
    """A record that cannot be read, and why; `uri` is empty where it is not known."""

    number: int
    uri: str
    reason: str


def read_records(
    file: BinaryIO, wanted: Callable[[Headers], bool], largest: int
) -> Iterator[WarcRecord | DamagedRecord]:
    """The records of a seekable `file` whose fields are `wanted`, and all that are damaged,
    numbered from 1 with all others. No block of more than `largest` bytes is held.

    After damage the next record is looked for: in a gzip file the next member that begins with
    one, in a plain file the next line that does; that ends after MOST_DAMAGED.
    """
    damaged = 0
    for record in _all_records(file, wanted, largest):
        yield record
        damaged += isinstance(record, DamagedRecord)
        if damaged == MOST_DAMAGED:
            reason = f"{damaged:,} records are damaged: the rest of the file is not read"
            yield DamagedRecord(record.number + 1, "", reason)
            return


def _all_records(
    file: BinaryIO, wanted: Callable[[Headers], bool], largest: int
) -> Iterator[WarcRecord | DamagedRecord]:
    numbers = _Numbers()
    if file.read(len(GZIP_MAGIC)) != GZIP_MAGIC:
        file.seek(0)
        yield from _records(_Part(file, seekable=True), numbers, wanted, largest)
        return
    start: int | None = 0
    while start is not None:
        member = Member(file, start)
        part = _Part(io.BufferedReader(member, STEP), seekable=False)
        yield from _records(part, numbers, wanted, largest)
        if member.end is None:
            start = next_member(file, start + 1, _BEGIN)
            continue
        file.seek(member.end)
        match file.read(len(GZIP_MAGIC)):
            case b"":
                return
            case begin if begin == GZIP_MAGIC:
                start = member.end
            case _:
                reason = f"what follows at byte {member.end:,} is no gzip data"
                yield DamagedRecord(numbers.next(), "", reason)
                start = next_member(file, member.end, _BEGIN)


class _Numbers:
    """Counts records."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last


class _DamageError(Exception):
    """This record is damaged; the text says how."""


def _records(
    part: _Part, numbers: _Numbers, wanted: Callable[[Headers], bool], largest: int
) -> Iterator[WarcRecord | DamagedRecord]:
    """The records of one gzip member, or of a plain file."""
    while True:
        headers: dict[str, str] = {}
        number = numbers.last + 1
        try:
            line = part.next_line()
            if not line:
                return
            number = numbers.next()
            part.mark()
            _read_head(part, line, headers)
            most = largest if wanted(headers) else 0
            block, length = _read_block(part, headers, most)
            if most:
                yield WarcRecord(number, headers, block, whole=length <= most)
        except _DamageError as error:
            yield DamagedRecord(number, uri_of(headers), str(error))
            if not part.find_record():
                return
        except (zlib.error, EOFError) as error:
            numbers.last = number
            reason = f"its gzip data are damaged: {error}"
            yield DamagedRecord(number, uri_of(headers), reason)
            return


def uri_of(headers: Headers) -> str:
    """The record's WARC-Target-URI; some writers put it in angle brackets. Empty where missing."""
    return headers.get("warc-target-uri", "").strip().removeprefix("<").removesuffix(">")


def _read_head(part: _Part, line: bytes, headers: dict[str, str]) -> None:
    if not _VERSION.match(line):
        raise _DamageError("no record begins here")
    name = ""
    for _ in range(MOST_LINES):
        line = part.readline()
        if not line.endswith(b"\n"):
            raise _DamageError("its head is cut short, or a line of it is too long")
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return
        before, colon, after = text.partition(":")
        if text[0] in " \t" and name:
            headers[name] += " " + text.strip()
        elif colon and _NAME.fullmatch(before):
            name = before.lower()
            headers[name] = after.strip()
        else:
            raise _DamageError("its head has a line that is no field")
    raise _DamageError(f"its head has more than {MOST_LINES} lines")


def _read_block(part: _Part, headers: Headers, most: int) -> tuple[bytes, int]:
    """The first `most` bytes of the record's block, and the length of the whole."""
    if not _LENGTH.fullmatch(headers.get("content-length", "")):
        raise _DamageError("its Content-Length is missing or no number")
    length = int(headers["content-length"])
    block = part.read(min(length, most))
    missing = part.skip(length - len(block))
    if missing:
        raise _DamageError(f"it is cut short: {missing:,} of {length:,} bytes are missing")
    if not part.at_end_of_record():
        raise _DamageError("its Content-Length is wrong: more follows")
    return block, length


class _Part:
    """One gzip member, or a plain file, read by lines and bytes."""

    def __init__(self, stream: BinaryIO | io.BufferedReader, *, seekable: bool) -> None:
        self._stream = stream
        self._seekable = seekable
        self._mark = 0
        self._returned = b""

    def readline(self) -> bytes:
        """The next line, LONGEST_LINE bytes of it at most; empty at the end."""
        line, self._returned = self._returned, b""
        return line or self._stream.readline(LONGEST_LINE)

    def next_line(self) -> bytes:
        """The next line that is not blank; empty at the end."""
        while (line := self.readline()) and not line.strip():
            pass
        return line

    def read(self, size: int) -> bytes:
        """So many bytes; fewer at the end."""
        return self._stream.read(size)

    def skip(self, size: int) -> int:
        """Passes over so many bytes; returns how many of them are missing."""
        while size and (piece := self._stream.read(min(size, STEP))):
            size -= len(piece)
        return size

    def at_end_of_record(self) -> bool:
        """Whether the blank lines behind a block come now, or the next record, or nothing."""
        line = self.readline()
        if line.strip():
            self._returned = line
            return line.startswith(_BEGIN)
        return True

    def mark(self) -> None:
        """The first line of a record was read."""
        if self._seekable:
            self._mark = self._stream.tell()

    def find_record(self) -> bool:
        """Goes to the next line that begins a record, in a plain file from the mark on; whether
        there is one before the end or more damage."""
        if self._seekable:
            self._stream.seek(self._mark)
            self._returned = b""
        begins = True
        with suppress(zlib.error, EOFError):
            while line := self.readline():
                if begins and _VERSION.match(line):
                    self._returned = line
                    return True
                begins = line.endswith(b"\n")
        return False
