"""What `publish` and `run` read: files, folders and standard input, as raw articles."""

from __future__ import annotations

import codecs
import gzip
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import orjson

from cli.errors import CommandError
from pipeline.clean.decode import decode_bytes
from schemas.codec import UndecodableError, decode_object
from schemas.limits import LARGEST_VALUE

TEXT_SUFFIXES = frozenset({".txt", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
STANDARD_INPUT = "-"
STANDARD_INPUT_SOURCE = "stdin"

# More than this is never read of one document, so that a bomb in a .gz stays in its box. It is far
# above what a record may hold: other encodings shrink on their way to UTF-8, by four at most.
LARGEST_FILE = 4 * LARGEST_VALUE["raw"]


@dataclass(frozen=True, slots=True)
class Input:
    """One raw article as a record value, and where it was read (`feed.jsonl:17`)."""

    origin: str
    value: bytes


def expand(paths: Sequence[str], skipped: Callable[[str], None]) -> list[str]:
    """The files meant by `paths`, folders walked in name order; `-` stays. Files of a folder with
    other suffixes are handed to `skipped`. Raises CommandError for a path that does not exist."""
    files: list[str] = []
    for path in paths:
        if path == STANDARD_INPUT:
            files.append(path)
        elif Path(path).is_dir():
            for file in sorted(p for p in Path(path).rglob("*") if p.is_file()):
                (files.append if _kind(file) else skipped)(str(file))
        elif Path(path).is_file():
            if _kind(Path(path)) is None:
                raise CommandError(
                    f"{path}: wirecopy reads .txt, .html and .jsonl files, and .gz of these"
                )
            files.append(path)
        else:
            raise CommandError(f"{path}: there is no such file or folder")
    return files


def read_inputs(files: Sequence[str], source: str | None) -> Iterator[Input]:
    """The articles in `files`, in order. `source` overrides that of every one.

    A `.jsonl` line becomes a record value as it is, right or wrong: what is wrong with it is for
    the reader of the record to say. Raises CommandError for a file that cannot be read.
    """
    for file in files:
        try:
            if file == STANDARD_INPUT:
                yield from _standard_input(source)
            else:
                yield from _file(Path(file), source)
        except (OSError, EOFError, zlib.error) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None


def _kind(path: Path) -> str | None:
    """`text`, `html`, `lines`, or None for a file that is none of these."""
    if path.name.startswith("."):
        return None
    suffix = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()
    for kind, suffixes in (
        ("text", TEXT_SUFFIXES), ("html", HTML_SUFFIXES), ("lines", LINES_SUFFIXES),
    ):  # fmt: skip
        if suffix in suffixes:
            return kind
    return None


def _file(path: Path, source: str | None) -> Iterator[Input]:
    compressed = path.suffix.lower() == ".gz"
    stem = (path.with_suffix("") if compressed else path).stem
    with cast(IO[bytes], gzip.open(path) if compressed else path.open("rb")) as file:
        if _kind(path) == "lines":
            yield from _lines(file, str(path), source)
        else:
            data = file.read(LARGEST_FILE + 1)
            html = _kind(path) == "html"
            yield _document(data, str(path), source or stem, html=html)


def _standard_input(source: str | None) -> Iterator[Input]:
    """JSON lines when the first line is a JSON object, else one pasted text or page."""
    stdin = sys.stdin.buffer
    first = stdin.readline(LARGEST_FILE)
    if first.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        yield from _lines(_Resumed(first, stdin), "stdin", source)
    elif first:
        data = first + stdin.read(LARGEST_FILE + 1)
        yield _document(data, "stdin", source or STANDARD_INPUT_SOURCE, html=False)


class _Resumed:
    """A stream whose first line was read already."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first: bytes | None = first
        self._rest = rest

    def readline(self, limit: int) -> bytes:
        """The next line, `limit` bytes of it at most."""
        first, self._first = self._first, None
        return self._rest.readline(limit) if first is None else first


def _lines(file: IO[bytes] | _Resumed, name: str, source: str | None) -> Iterator[Input]:
    number = 0
    while line := file.readline(LARGEST_FILE):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and len(rest) == LARGEST_FILE:
            rest = file.readline(LARGEST_FILE)  # a longer line is refused by its first part
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            value = line.rstrip(b"\r\n")
            yield Input(f"{name}:{number}", _with_source(value, source) if source else value)


def _with_source(value: bytes, source: str) -> bytes:
    try:
        return orjson.dumps(decode_object(value) | {"source": source})
    except UndecodableError:
        return value


def _document(data: bytes, name: str, source: str, *, html: bool) -> Input:
    fields = {"source": source, "body": decode_bytes(data)}
    if html:
        fields["content_type"] = "text/html"
    return Input(name, orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))
