"""gzip files member by member, and the way on from a member that is damaged."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

GZIP_MAGIC = b"\x1f\x8b\x08"
_GZIP_WBITS = 16 + zlib.MAX_WBITS
STEP = 64 * 1024
# Of what looks like the beginning of a member, enough to see what is in it.
_GLIMPSE = 512


class Member(io.RawIOBase):
    """One gzip member of `file`, which begins at `start`; `end` is known when it was read whole."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        file.seek(start)
        self._file = file
        self._inflate = zlib.decompressobj(_GZIP_WBITS)
        self.end: int | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """As io.RawIOBase has it. Raises zlib.error for data that are broken, EOFError for data
        that are cut short."""
        while self.end is None:
            data = self._inflate.unconsumed_tail or self._file.read(STEP)
            piece = self._inflate.decompress(data, len(buffer))
            if self._inflate.eof:
                self.end = self._file.tell() - len(self._inflate.unused_data)
            elif not piece and not data:
                raise EOFError("they are cut short")
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
        return 0


def next_member(file: BinaryIO, start: int, begin: bytes) -> int | None:
    """Where the next member begins, at `start` or behind it, whose content begins with `begin`."""
    at = start
    while True:
        file.seek(at)
        data = file.read(STEP + _GLIMPSE)
        found = data.find(GZIP_MAGIC)
        while 0 <= found < STEP:
            if _begins(data[found : found + _GLIMPSE], begin):
                return at + found
            found = data.find(GZIP_MAGIC, found + 1)
        if len(data) <= STEP:
            return None
        at += STEP


def _begins(data: bytes, begin: bytes) -> bool:
    try:
        return zlib.decompressobj(_GZIP_WBITS).decompress(data, len(begin)) == begin
    except zlib.error:
        return False
