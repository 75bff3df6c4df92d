"""How fast cleaning is beside other tools: CPU time of this process, the same input for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from bench.cleaning_tools import page_tools
from pipeline.clean.decode import decode_bytes
from pipeline.clean.stage import Cleaner
from pipeline.stage import Position, RejectedError
from schemas.limits import TooLargeError
from schemas.raw import RawArticle
from training.clean_lines.samples import documents, rows

# Every twentieth page, of news and others alike: some tools take a second a page. They take turns
# over this many at a time, so that a busy machine slows all of them.
_EVERY = 20
_TURN = 10

_AT = Position(0, 0, datetime(2026, 1, 1, tzinfo=UTC))


def measure_speed(data: Path, cleaner: Cleaner) -> None:
    """Pages, and texts of news, a second. A page that is over the size limit is left out."""
    pages = [decode_bytes(body) for *_, body, _ in list(documents(data))[::_EVERY]]
    pages = [page for page in pages if _clean(cleaner, page, "text/html")]
    texts = [
        "\n".join(line["text"] for line in row["lines"])
        for row in rows(data / "textmode-news-fixtures.jsonl.xz")
        if row["variant"] in ("container", "half") and row["lines"]
    ]
    page_runs: dict[str, Callable[[str], object]] = {
        "wirecopy": lambda page: _clean(cleaner, page, "text/html"),
        **page_tools(),
    }
    text_runs: dict[str, Callable[[str], object]] = {
        "wirecopy": lambda text: _clean(cleaner, text, "text/plain")
    }
    for kind, items, runs in (("pages", pages, page_runs), ("texts", texts, text_runs)):
        size = sum(map(len, items)) / len(items)
        print(f"\n| speed | {kind} ({len(items)}, {size:,.0f} characters) / cpu-s |")
        print("|---|---|")
        for name, seconds in _timed(items, runs).items():
            print(f"| {name} | {len(items) / seconds:,.1f} |", flush=True)


def _timed(items: Sequence[str], runs: dict[str, Callable[[str], object]]) -> dict[str, float]:
    """Seconds by name."""
    spent = dict.fromkeys(runs, 0.0)
    for start in range(0, len(items), _TURN):
        for name, run in runs.items():
            begin = process_time()
            for item in items[start : start + _TURN]:
                try:
                    run(item)
                except Exception:  # a tool that fails on a page spends what it spends
                    continue
            spent[name] += process_time() - begin
    return spent


def _clean(cleaner: Cleaner, body: str, content_type: str) -> bool:
    """Whether `body` is taken."""
    raw = RawArticle(source="bench", body=body, content_type=content_type)
    try:
        cleaner.clean(raw, _AT, None)
    except (RejectedError, TooLargeError):
        return False
    return True
