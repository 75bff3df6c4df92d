"""Coverage-guided fuzzing of the parsers with atheris: `python -m tests.fuzz.parsers NAME SECONDS`.

A parser takes whatever comes and raises nothing but its own refusals. atheris has wheels for Linux
on x86-64 alone, so it is no dependency: `uv pip install atheris` where there is one. Inputs that a
parser fails at are left in the folder that `--artifacts` names, to be made a test.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

MISSING = "skipped: atheris is not installed (uv pip install atheris; Linux on x86-64 only)"
PARSERS = ("page", "clean", "bytes", "message", "address", "time", "byline")


def parser(name: str) -> Callable[[bytes], None]:
    """What `name` does with the bytes of one input. Imported here, to be instrumented."""
    from pipeline.clean.decode import decode_bytes
    from pipeline.clean.door import content_type
    from pipeline.clean.head import read_head
    from pipeline.clean.ledger import restore
    from pipeline.clean.markup import parse
    from pipeline.clean.page import blocks
    from pipeline.clean.render import render
    from pipeline.clean.stage import Cleaner
    from pipeline.clean.wrappers import unwrap
    from pipeline.extract.agencies import Agencies
    from pipeline.extract.byline import read_byline
    from pipeline.extract.dateline import Datelines
    from pipeline.extract.moments import read_moment
    from pipeline.extract.paragraphs import paragraph_starts
    from pipeline.identity import canonical_url, identify
    from pipeline.stage import Position, RejectedError
    from schemas.clean import CleanArticle
    from schemas.codec import InvalidMessageError, UndecodableError, decode, encode
    from schemas.raw import RawArticle

    cleaner = Cleaner()
    agencies = Agencies()
    datelines = Datelines(agencies)
    at = Position(partition=0, offset=0, appended_at=datetime(2026, 1, 2, tzinfo=UTC))

    def page(data: bytes) -> None:
        tree = parse(data.decode("utf-8", "replace")).tree
        shown = unwrap(render(tree))
        assert len(blocks(shown)) == len(shown.lines)
        assert len(shown.text.splitlines()) == len(shown.lines)
        read_head(tree)

    def clean(data: bytes) -> None:
        body = data.decode("utf-8", "replace")
        if not body.strip():
            return
        try:
            done = cleaner.clean(RawArticle(source="s", body=body), at, None)
        except RejectedError:
            return
        assert restore(done.article.text, done.article.removals) == done.rendered

    def as_bytes(data: bytes) -> None:
        text = decode_bytes(data)
        text.encode("utf-8")
        content_type(None, text)

    def message(data: bytes) -> None:
        for model in (RawArticle, CleanArticle):
            try:
                value = decode(model, data)
            except (UndecodableError, InvalidMessageError):
                continue
            assert decode(model, encode(value)) == value
            if isinstance(value, RawArticle):
                identify(value)

    def address(data: bytes) -> None:
        canonical = canonical_url(data.decode("utf-8", "replace"))
        assert canonical is None or canonical.isascii()

    def time(data: bytes) -> None:
        read_moment(data.decode("utf-8", "replace"))

    def byline(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        read_byline(text, agencies)
        datelines.of(text)
        starts = paragraph_starts(text)
        assert starts == sorted(set(starts))

    return {
        "page": page, "clean": clean, "bytes": as_bytes, "message": message, "address": address,
        "time": time, "byline": byline,
    }[name]  # fmt: skip


def _atheris() -> ModuleType | None:
    try:
        return import_module("atheris")
    except ImportError:
        return None


def main() -> None:
    """Runs until the time is over or a parser fails."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name", choices=PARSERS)
    options.add_argument("seconds", type=int, nargs="?", default=600)
    options.add_argument("--corpus", type=Path, help="a folder that keeps what was found")
    options.add_argument("--artifacts", type=Path, default=Path(), help="a folder for failures")
    chosen = options.parse_args()
    atheris = _atheris()
    if atheris is None:
        print(MISSING)
        return
    with atheris.instrument_imports(include=["pipeline", "schemas"]):
        take = parser(chosen.name)
    folders = [] if chosen.corpus is None else [str(chosen.corpus)]
    arguments = [
        sys.argv[0], f"-max_total_time={chosen.seconds}", "-max_len=4096", "-timeout=20",
        f"-artifact_prefix={chosen.artifacts}/", "-print_final_stats=1", *folders,
    ]  # fmt: skip
    atheris.Setup(arguments, take)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
