"""Which files are meant: paths of the command line, folders walked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal

from cli.errors import CommandError

FileKind = Literal["text", "html", "lines", "warc"]

_SUFFIXES: Final[dict[str, FileKind]] = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".warc": "warc",
}
STANDARD_INPUT = "-"


def kind_of(path: Path) -> FileKind | None:
    """What kind of file `path` names, `.gz` or not; None for one that is not read."""
    if path.name.startswith("."):
        return None
    return _SUFFIXES.get(without_gz(path).suffix.lower())


def without_gz(path: Path) -> Path:
    """`path` as it is called when it is not compressed."""
    return path.with_suffix("") if path.suffix.lower() == ".gz" else path


def expand(paths: Sequence[str], skipped: Callable[[str], None]) -> list[str]:
    """The files meant by `paths`, folders walked in name order; `-` stays. What lies in a folder
    and is not read, whatever the reason, is handed to `skipped`. Raises CommandError for a path
    that does not exist."""
    files: list[str] = []
    for name in paths:
        path = Path(name)
        if name == STANDARD_INPUT:
            files.append(name)
        elif path.is_dir():
            files += _walked(path, skipped)
        elif path.is_file():
            if kind_of(path) is None:
                raise CommandError(
                    f"{name}: wirecopy reads .txt, .html, .jsonl and .warc files, and .gz of these"
                )
            files.append(name)
        elif path.exists():
            raise CommandError(f"{name} is neither a file nor a folder: use - to read a stream")
        elif path.is_symlink():
            raise CommandError(f"{name} is a link to nothing: correct it")
        else:
            raise CommandError(f"{name}: there is no such file or folder")
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
        return "" if kind_of(path) is None else None
    return " (a link to nothing)" if path.is_symlink() else " (not a file)"
