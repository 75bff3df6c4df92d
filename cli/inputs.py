"""What `publish` and `run` read: files, folders and standard input, as raw articles."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, cast

import orjson
import typer

from cli.errors import CommandError
from cli.lines import LARGEST_FILE, numbered_lines, spread_object, starts_object
from pipeline.clean.decode import decode_bytes
from pipeline.clean.door import is_binary
from schemas.codec import InvalidMessageError, UndecodableError, decode_object, validate
from schemas.headers import ErrorClass
from schemas.limits import LARGEST_VALUE
from schemas.raw import RawArticle

TEXT_SUFFIXES = frozenset({".txt", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
STANDARD_INPUT = "-"
STANDARD_INPUT_SOURCE = "stdin"


@dataclass(frozen=True, slots=True)
class Input:
    """One raw article as a record value, and where it was read (`feed.jsonl:17`)."""

    origin: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Unusable:
    """What was read at `origin` and cannot be a raw article, and why."""

    origin: str
    error_class: ErrorClass
    reason: str


def _usable_source(source: str | None) -> str | None:
    if source is not None:
        try:
            validate(RawArticle, {"source": source, "body": "any"})
        except InvalidMessageError as error:
            raise typer.BadParameter(str(error)) from None
    return source


SourceOption = Annotated[
    str | None,
    typer.Option(help="source of all articles; default: the file's name", callback=_usable_source),
]


def expand(paths: Sequence[str], skipped: Callable[[str], None]) -> list[str]:
    """The files meant by `paths`, folders walked in name order; `-` stays. What lies in a folder
    and is not read, whatever the reason, is handed to `skipped`. Raises CommandError for a path
    that does not exist."""
    files: list[str] = []
    for path in paths:
        if path == STANDARD_INPUT:
            files.append(path)
        elif Path(path).is_dir():
            files += _walked(Path(path), skipped)
        elif Path(path).is_file():
            if _kind(Path(path)) is None:
                raise CommandError(
                    f"{path}: wirecopy reads .txt, .html and .jsonl files, and .gz of these"
                )
            files.append(path)
        elif Path(path).exists():
            raise CommandError(f"{path} is neither a file nor a folder: use - to read a stream")
        elif Path(path).is_symlink():
            raise CommandError(f"{path} is a link to nothing: correct it")
        else:
            raise CommandError(f"{path}: there is no such file or folder")
    return files


def _walked(folder: Path, skipped: Callable[[str], None]) -> list[str]:
    files: list[str] = []
    passed_over = 0
    for path in (folder, *sorted(folder.rglob("*"))):
        reason = _why_not(path)
        if reason is not None:
            skipped(f"{path}{reason}")
            passed_over += 1
        elif path.is_file():
            files.append(str(path))
    if not files and not passed_over:
        skipped(f"{folder} (an empty folder)")
    return files


def _why_not(path: Path) -> str | None:
    """Why `path` in a folder is not read, to be put behind its name; None for what is."""
    if path.is_dir():
        if path.is_symlink():
            return " (a link to a folder)"
        return None if os.access(path, os.R_OK | os.X_OK) else " (a folder that may not be read)"
    if path.is_file():
        return "" if _kind(path) is None else None
    return " (a link to nothing)" if path.is_symlink() else " (not a file)"


def read_inputs(
    files: Sequence[str], source: str | None, note: Callable[[str], None]
) -> Iterator[Input | Unusable]:
    """The articles in `files`, in order. `source` overrides that of every one.

    A `.jsonl` line becomes a record value as it is, right or wrong: what is wrong with it is for
    the reader of the record to say. A file that cannot be read, or not to its end, does not keep
    the others back. `note` is told which files hold no article at all.
    """
    for file in files:
        found = False
        try:
            for item in _standard_input(source) if file == STANDARD_INPUT else _file(file, source):
                found = True
                yield item
        except (OSError, EOFError, zlib.error) as error:
            found = True
            reason = (error.strerror if isinstance(error, OSError) else None) or error
            yield Unusable(_name(file), "undecodable", f"the file cannot be read: {reason}")
        if not found:
            note(f"{_name(file)}: there is no article in it")


def _name(file: str) -> str:
    return "stdin" if file == STANDARD_INPUT else file


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


def _file(name: str, source: str | None) -> Iterator[Input | Unusable]:
    path = Path(name)
    compressed = path.suffix.lower() == ".gz"
    stem = (path.with_suffix("") if compressed else path).stem
    with cast(IO[bytes], gzip.open(path) if compressed else path.open("rb")) as file:
        if _kind(path) == "lines":
            yield from _lines(numbered_lines(file), name, source)
        else:
            data = file.read(LARGEST_FILE)
            yield _document(data, name, source or stem, html=_kind(path) == "html")


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
        yield _document(data, "stdin", source or STANDARD_INPUT_SOURCE, html=False)


def _lines(
    lines: Iterator[tuple[int, bytes]], name: str, source: str | None
) -> Iterator[Input | Unusable]:
    for number, line in lines:
        if line.strip():
            yield _value(f"{name}:{number}", line.rstrip(b"\r\n"), source)


def _value(origin: str, value: bytes, source: str | None) -> Input | Unusable:
    if len(value) >= LARGEST_FILE:
        return _too_large(origin)
    if source is not None:
        with suppress(UndecodableError):  # as it is: its reader says what is wrong
            value = orjson.dumps(decode_object(value) | {"source": source})
    return Input(origin, value)


def _document(data: bytes, origin: str, source: str, *, html: bool) -> Input | Unusable:
    if len(data) >= LARGEST_FILE:
        return _too_large(origin)
    fields = {"source": source, "body": decode_bytes(data)}
    if html:
        fields["content_type"] = "text/html"
    if is_binary(fields["body"], page=html):
        return Unusable(origin, "undecodable", "this is no text: it is full of control characters")
    return Input(origin, orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))


def _too_large(origin: str) -> Unusable:
    """What was not read to its end: its true size is not known."""
    return Unusable(
        origin,
        "too-large",
        f"{LARGEST_FILE:,} bytes or more are too many: raw takes {LARGEST_VALUE['raw']:,}",
    )
