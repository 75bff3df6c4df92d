"""What `publish` and `run` read: files, folders and standard input, as raw articles."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Annotated, cast

import orjson
import typer

from cli.articles import Input, Unusable, document, too_large
from cli.lines import LARGEST_FILE, numbered_lines, spread_object, starts_object
from cli.paths import STANDARD_INPUT, kind_of, without_gz
from pipeline.clean.decode import decode_bytes
from schemas.codec import InvalidMessageError, UndecodableError, decode_object, validate
from schemas.raw import RawArticle

STANDARD_INPUT_SOURCE = "stdin"

Note = Callable[[str], None]


def _usable_source(source: str | None) -> str | None:
    if source is not None:
        try:
            validate(RawArticle, {"source": source, "body": "any"})
        except InvalidMessageError as error:
            raise typer.BadParameter(str(error)) from None
    return source


SourceOption = Annotated[
    str | None,
    typer.Option(
        help="source of all articles; default: the file's name, for an archive the page's host",
        callback=_usable_source,
    ),
]


def read_inputs(files: Sequence[str], source: str | None, note: Note) -> Iterator[Input | Unusable]:
    """The articles in `files`, in order. `source` overrides that of every one.

    A `.jsonl` line becomes a record value as it is, right or wrong: what is wrong with it is for
    the reader of the record to say. A file that cannot be read, or not to its end, does not keep
    the others back. `note` is told which files hold no article at all.
    """
    for file in files:
        name = "stdin" if file == STANDARD_INPUT else file
        items = _standard_input(source) if file == STANDARD_INPUT else _file(file, source, note)
        found = False
        try:
            for item in items:
                found = True
                yield item
        except (OSError, EOFError, zlib.error) as error:
            found = True
            reason = (error.strerror if isinstance(error, OSError) else None) or error
            yield Unusable(name, "undecodable", f"the file cannot be read: {reason}")
        if not found:
            note(f"{name}: there is no article in it")


def _file(name: str, source: str | None, note: Note) -> Iterator[Input | Unusable]:
    path = Path(name)
    kind = kind_of(path)
    if kind == "warc":
        from cli.warc import read_warc

        with path.open("rb") as file:
            yield from read_warc(file, name, source, note)
        return
    compressed = path.suffix.lower() == ".gz"
    with cast(IO[bytes], gzip.open(path) if compressed else path.open("rb")) as file:
        if kind == "lines":
            yield from _lines(numbered_lines(file), name, source)
        else:
            data = file.read(LARGEST_FILE)
            yield _document(data, name, source or without_gz(path).stem, page=kind == "html")


def _standard_input(source: str | None) -> Iterator[Input | Unusable]:
    """JSON lines, or one JSON object over several lines, when it starts as a JSON object; else one
    pasted text or page."""
    stdin = sys.stdin.buffer
    first = stdin.readline(LARGEST_FILE)
    if starts_object(first):
        whole, lines = spread_object(first, stdin)
        if whole is not None:
            yield _value("stdin", whole, source)
        else:
            yield from _lines(lines, "stdin", source)
    elif first:
        data = first + stdin.read(LARGEST_FILE - len(first))
        yield _document(data, "stdin", source or STANDARD_INPUT_SOURCE, page=False)


def _lines(
    lines: Iterator[tuple[int, bytes]], name: str, source: str | None
) -> Iterator[Input | Unusable]:
    for number, line in lines:
        if line.strip():
            yield _value(f"{name}:{number}", line.rstrip(b"\r\n"), source)


def _value(origin: str, value: bytes, source: str | None) -> Input | Unusable:
    if len(value) >= LARGEST_FILE:
        return too_large(origin)
    if source is not None:
        with suppress(UndecodableError):  # as it is: its reader says what is wrong
            value = orjson.dumps(decode_object(value) | {"source": source})
    return Input(origin, value)


def _document(data: bytes, origin: str, source: str, *, page: bool) -> Input | Unusable:
    if len(data) >= LARGEST_FILE:
        return too_large(origin)
    fields = {"source": source} | ({"content_type": "text/html"} if page else {})
    return document(origin, decode_bytes(data), fields, page=page)
